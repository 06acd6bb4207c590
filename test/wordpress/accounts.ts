/** Who may read the site: application passwords, `/users/me`, and a REST API for members only. */
import type { RestAnswer } from '../../src/sample/rest.ts'
import { jsonAnswer } from './quirks.ts'

export interface Access {
  accounts: { id: number; user: string; password: string }[]
  /** Anonymous readers get 401 `rest_not_logged_in`. */
  isMembersOnly: boolean
  /** The web server drops the Authorization header. */
  dropsAuthorization: boolean
}

export const openToAll: Access = { accounts: [], isMembersOnly: false, dropsAuthorization: false }

/** Null: the request goes on to the API. A wrong password is no error to WordPress, only a stranger. */
export function answerAccess(access: Access, route: string, authorization: string | undefined): RestAnswer | null {
  const account = findAccount(access, authorization)
  if (route.includes('/wp/v2/users/me')) {
    if (!account) return refuse('rest_not_logged_in', 'You are not currently logged in.')
    return jsonAnswer(200, { id: account.id, name: account.user, slug: account.user, username: account.user })
  }
  if (access.isMembersOnly && !account) return refuse('rest_not_logged_in', 'You are not currently logged in.')
  return null
}

function findAccount({ accounts, dropsAuthorization }: Access, authorization: string | undefined) {
  if (dropsAuthorization || !authorization?.startsWith('Basic ')) return undefined
  const [user, password] = Buffer.from(authorization.slice(6), 'base64').toString().split(':')
  // WordPress prints application passwords in groups of four and ignores the spaces.
  const bare = password?.replaceAll(' ', '')
  return accounts.find((account) => account.user === user && account.password === bare)
}

function refuse(code: string, message: string): RestAnswer {
  return jsonAnswer(401, { code, message, data: { status: 401 } })
}
