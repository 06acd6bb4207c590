/** Who answers at an API root: the site we know, with the REST API we need, and us with the rights we think we have. */
import { AppError } from '../errors.ts'
import { failure } from './failures.ts'
import { type Reply, refusalError } from './reply.ts'
import { isWordpressCom } from './routes.ts'
import type { Credentials, Session } from './session.ts'
import { decodeEntities, idOf, recordOf, textOf } from './shapes.ts'

export interface Identity {
  name: string
  description: string
  /** Where WordPress is installed. */
  url: string
  /** Address of the front page as WordPress prints it into every link; may differ from the host we ask. */
  home: string
  /** Hours. */
  gmtOffset: number
  /** Such as `Europe/Berlin`; null when the site only knows an offset. */
  timezone: string | null
  namespaces: string[]
  /** Who we are there; null without credentials. */
  user: { id: number; name: string } | null
}

const ROOT_FIELDS = 'name,description,url,home,gmt_offset,timezone_string,namespaces,authentication'

/** @throws AppError `upstream`: `rest_disabled` without wp/v2, `auth_blocked`, and whatever session.ask throws */
export async function getIdentity(session: Session): Promise<Identity> {
  // The whole index is hundreds of kilobytes: it describes every route.
  const fields = isWordpressCom(session.apiRoot) ? { fields: 'ID,name,description,URL' } : { _fields: ROOT_FIELDS }
  const reply = await session.ask({ route: '', params: fields })
  return readIdentity(reply, session)
}

function readIdentity(reply: Reply, session: Session): Identity {
  const { host } = session
  if (reply.refusal?.code === 'rest_no_route') throw failure('rest_disabled', host)
  if (reply.refusal) throw refusalError(reply.refusal, reply.status, host)
  const root = recordOf(reply.json)
  if (!root) throw failure('unexpected_shape', host)
  const isHosted = isWordpressCom(session.apiRoot)
  const namespaces = Array.isArray(root['namespaces']) ? root['namespaces'].map(textOf) : []
  if (!isHosted && !namespaces.includes('wp/v2')) throw failure('rest_disabled', host)
  const home = textOf(root[isHosted ? 'URL' : 'home']) || textOf(root['url'])
  return {
    name: decodeEntities(textOf(root['name'])),
    description: decodeEntities(textOf(root['description'])),
    url: textOf(root['url']) || home,
    home: home.replace(/\/+$/, ''),
    gmtOffset: Number(root['gmt_offset']) || 0,
    timezone: textOf(root['timezone_string']) || null,
    namespaces: isHosted ? ['wp/v2'] : namespaces,
    user: null,
  }
}

/**
 * A wrong application password is no error to WordPress: it answers as to a stranger, with fewer posts, and so does a server
 * that drops the Authorization header. Hence this question, whose answer needs a login.
 *
 * @throws AppError `upstream`, `auth_failed`
 */
export async function getUser(session: Session, credentials: Credentials): Promise<{ id: number; name: string }> {
  const fields = 'id,name,slug,username,email'
  const reply = await session.ask({ route: 'wp/v2/users/me', params: { context: 'edit', _fields: fields } })
  const user = recordOf(reply.json)
  const id = idOf(user?.['id'])
  if (reply.refusal || !user || id === null) {
    throw failure('auth_failed', session.host, { detail: reply.refusal?.code })
  }
  const names = [user['username'], user['email'], user['slug']].map((name) => textOf(name).toLowerCase())
  if (!names.includes(credentials.user.trim().toLowerCase())) {
    throw failure('auth_failed', session.host, { detail: `logged in as ${textOf(user['slug'])}` })
  }
  return { id, name: textOf(user['name']) }
}

/** Basic authentication sends the password in the clear. @throws AppError `invalid_config`, `insecure_credentials` */
export function refuseInsecure(address: string): void {
  const { protocol, hostname, host } = new URL(address)
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  if (protocol === 'https:' || isLoopback) return
  const message = `${host}: an application password is not sent over plain http. Use the https address of the site.`
  throw new AppError('invalid_config', message, { code: 'insecure_credentials' })
}

/** Another host under the address we know: a sold domain, a staging copy. @throws AppError `identity_changed` */
export function refuseOtherSite(identity: Identity, knownHome: string, host: string): void {
  const before = URL.parse(knownHome)?.hostname.replace(/^www\./, '')
  const now = URL.parse(identity.home)?.hostname.replace(/^www\./, '')
  if (before === now) return
  throw failure('identity_changed', host, { detail: `it calls itself ${identity.home}, we know it as ${knownHome}` })
}
