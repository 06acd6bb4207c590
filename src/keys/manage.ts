/** Making, replacing and ending keys: what `askpress keys` does. A key leaves here once, when it is made. */
import { AppError } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { getKey, insertKey, type KeyMark, replaceKey } from '../store/keys.ts'
import { getSite } from '../store/sites.ts'
import type { Key, KeyKind, Scope } from '../types.ts'
import { hintOf, makeKey } from './format.ts'
import { hashKey, type Peppers } from './peppers.ts'

export interface KeyWish {
  name: string
  /** Empty: search and ask. */
  scopes: readonly Scope[]
  /** Any makes it a browser key. */
  origins: readonly string[]
  /** Names; empty: every site. */
  sites: readonly string[]
  ratePerMinute: number | null
  expiresDays: number | null
}

export interface MadeKey {
  key: Key
  /** The key itself. */
  secret: string
}

interface KeyParts {
  db: Db
  peppers: Peppers
}

const BROWSER_SCOPES: readonly Scope[] = ['search', 'ask']

/** @throws AppError `invalid_input` for scopes a browser key cannot have, `not_found` for a site that is none. */
export async function createKey({ db, peppers }: KeyParts, wish: KeyWish): Promise<MadeKey> {
  const scopes = wish.scopes.length > 0 ? [...new Set(wish.scopes)] : BROWSER_SCOPES
  const kind = kindOf(scopes, wish.origins)
  const siteIds: number[] = []
  for (const name of wish.sites) siteIds.push((await getSite(db, name)).id)
  const { secret, mark } = newSecret(kind, peppers)
  const key = await insertKey(db, {
    ...mark,
    kind,
    name: wish.name,
    scopes,
    origins: wish.origins,
    siteIds: siteIds.length > 0 ? siteIds : null,
    ratePerMinute: wish.ratePerMinute,
    days: wish.expiresDays,
  })
  return { key, secret }
}

/** @throws AppError `not_found`; `conflict` when the key is over or was replaced before. */
export async function rotateKey({ db, peppers }: KeyParts, id: number, overlapHours: number): Promise<MadeKey> {
  const { secret, mark } = newSecret((await getKey(db, id)).kind, peppers)
  return { key: await replaceKey(db, id, mark, overlapHours), secret }
}

function kindOf(scopes: readonly Scope[], origins: readonly string[]): KeyKind {
  if (origins.length === 0) return scopes.join() === 'ingest' ? 'ingest' : 'secret'
  const tooMuch = scopes.filter((scope) => !BROWSER_SCOPES.includes(scope))
  if (tooMuch.length === 0) return 'browser'
  throw new AppError(
    'invalid_input',
    `A key with an origin stands in web pages, where everybody can read it: it cannot have ${tooMuch.join(' and ')}.`,
  )
}

function newSecret(kind: KeyKind, peppers: Peppers): { secret: string; mark: KeyMark } {
  const secret = makeKey(kind)
  return { secret, mark: { hash: hashKey(secret, peppers[0]), pepper: peppers[0].id, hint: hintOf(secret) } }
}
