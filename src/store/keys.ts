/** API keys as they are kept: what each opens, and the hash it is found by. Making and checking keys is src/keys/. */
import { AppError } from '../errors.ts'
import type { Grant, Key, KeyKind, KeyState, Scope } from '../types.ts'
import type { Db } from './db.ts'

/** What is kept of a key in place of the key. */
export interface KeyMark {
  hash: Buffer
  /** Fingerprint of the pepper it was made with. */
  pepper: string
  hint: string
}

export interface NewKey extends KeyMark {
  kind: KeyKind
  name: string
  scopes: readonly Scope[]
  origins: readonly string[]
  siteIds: readonly number[] | null
  ratePerMinute: number | null
  /** Null: it does not expire. */
  days: number | null
}

export interface FoundKey {
  id: number
  grant: Grant
  state: KeyState
  hash: Buffer
  pepper: string
  /** Nobody has noted its use for a minute. */
  isUseUnnoted: boolean
}

interface KeyRow {
  id: number
  kind: KeyKind
  name: string
  hint: string
  scopes: Scope[]
  origins: string[]
  sites: string[] | null
  rate_per_minute: number | null
  state: KeyState
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  revoked_at: Date | null
  replaced_by: number | null
}

interface FoundRow {
  id: number
  kind: KeyKind
  scopes: Scope[]
  origins: string[]
  site_ids: number[] | null
  rate_per_minute: number | null
  state: KeyState
  hash: Uint8Array
  pepper: string
  is_use_unnoted: boolean
}

const STATE = `case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired'
  when k.replaced_by is not null then 'replaced' else 'valid' end as state`

const COLUMNS = `k.id, k.kind, k.name, k.hint, k.scopes, k.origins, k.rate_per_minute, ${STATE}, k.created_at, k.expires_at,
  k.last_used_at, k.revoked_at, k.replaced_by, case when k.site_ids is not null then
    array(select s.name from sites s where s.id = any(k.site_ids) order by s.name) end as sites`

export async function insertKey(db: Db, key: NewKey): Promise<Key> {
  const [row] = await db.query<{ id: number }>(
    `insert into keys (kind, name, hash, pepper, hint, scopes, origins, site_ids, rate_per_minute, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(days => $10)) returning id`,
    [
      ...[key.kind, key.name, key.hash, key.pepper, key.hint, key.scopes, key.origins, key.siteIds],
      ...[key.ratePerMinute, key.days],
    ],
  )
  if (!row) throw new Error('the insert gave no row')
  return getKey(db, row.id)
}

export async function listKeys(db: Db): Promise<Key[]> {
  return (await db.query<KeyRow>(`select ${COLUMNS} from keys k order by k.id`)).map(toKey)
}

/** @throws AppError `not_found` */
export async function getKey(db: Db, id: number): Promise<Key> {
  const [row] = await db.query<KeyRow>(`select ${COLUMNS} from keys k where k.id = $1`, [id])
  if (row) return toKey(row)
  throw new AppError('not_found', `There is no key ${id}. "askpress keys list" shows those there are.`)
}

/** @param hashes Of one key, under each pepper there is. */
export async function findKey(db: Db, hashes: readonly Buffer[]): Promise<FoundKey | null> {
  const [row] = await db.query<FoundRow>(
    `select k.id, k.kind, k.scopes, k.origins, k.site_ids, k.rate_per_minute, ${STATE}, k.hash, k.pepper,
       k.last_used_at is null or k.last_used_at < now() - interval '1 minute' as is_use_unnoted
     from keys k where k.hash = any($1)`,
    [hashes],
  )
  return row ? toFound(row) : null
}

/**
 * Notes that a key was used, once a minute however many processes do, and keeps it under the newest pepper from then on:
 * an old pepper can be dropped once the keys in use have been used.
 */
export async function noteUse(db: Db, id: number, { hash, pepper }: Pick<KeyMark, 'hash' | 'pepper'>): Promise<void> {
  await db.query(
    `update keys set last_used_at = now(), hash = $2, pepper = $3
     where id = $1 and (pepper <> $3 or last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [id, hash, pepper],
  )
}

/**
 * Makes a key that opens what `id` does, for as long as that one was made for. The old one stays valid for `overlapHours`.
 *
 * @throws AppError `not_found`; `conflict` when the old key is over, or followed by another already.
 */
export async function replaceKey(db: Db, id: number, mark: KeyMark, overlapHours: number): Promise<Key> {
  return db.transaction(async (tx) => {
    await tx.query('select id from keys where id = $1 for update', [id])
    refuseReplacing(await getKey(tx, id))
    const [row] = await tx.query<{ id: number }>(
      `insert into keys (kind, name, hash, pepper, hint, scopes, origins, site_ids, rate_per_minute, expires_at)
       select kind, name, $2, $3, $4, scopes, origins, site_ids, rate_per_minute, now() + (expires_at - created_at)
       from keys where id = $1 returning id`,
      [id, mark.hash, mark.pepper, mark.hint],
    )
    if (!row) throw new Error('the insert gave no row')
    await tx.query(
      `update keys set replaced_by = $2, expires_at = least(expires_at, now() + make_interval(hours => $3)) where id = $1`,
      [id, row.id, overlapHours],
    )
    return getKey(tx, row.id)
  })
}

/** Ends a key now. One that is over already stays as it is. @throws AppError `not_found` */
export async function revokeKey(db: Db, id: number): Promise<Key> {
  await db.query('update keys set revoked_at = now() where id = $1 and revoked_at is null', [id])
  return getKey(db, id)
}

/** How many keys there ever were, and how many of them still open something. */
export async function countKeys(db: Db): Promise<{ total: number; valid: number }> {
  const [row] = await db.query<{ total: number; valid: number }>(
    `select count(*) as total, count(*) filter (where revoked_at is null and coalesce(expires_at > now(), true)) as valid
     from keys`,
  )
  return { total: row?.total ?? 0, valid: row?.valid ?? 0 }
}

/** Of all keys that still open something. */
export async function listOrigins(db: Db): Promise<string[]> {
  const rows = await db.query<{ origin: string }>(
    `select distinct unnest(origins) as origin from keys where revoked_at is null and coalesce(expires_at > now(), true)`,
  )
  return rows.map(({ origin }) => origin)
}

function refuseReplacing({ id, state, replacedBy }: Key): void {
  if (state === 'valid') return
  const hint =
    replacedBy === null
      ? `It is ${state}: make a new one with "askpress keys create".`
      : `Key ${replacedBy} follows it.`
  throw new AppError('conflict', `Key ${id} cannot be rotated. ${hint}`)
}

function toFound({ kind, scopes, origins, hash, ...row }: FoundRow): FoundKey {
  return {
    id: row.id,
    grant: {
      ...{ keyId: String(row.id), kind, scopes, origins },
      siteIds: row.site_ids,
      ratePerMinute: row.rate_per_minute,
    },
    state: row.state,
    hash: Buffer.from(hash),
    pepper: row.pepper,
    isUseUnnoted: row.is_use_unnoted,
  }
}

function toKey({ id, kind, name, hint, scopes, origins, sites, state, ...row }: KeyRow): Key {
  return {
    ...{ id, kind, name, hint, scopes, origins, sites, state },
    ratePerMinute: row.rate_per_minute,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    replacedBy: row.replaced_by,
  }
}
