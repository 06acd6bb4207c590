/** Answers kept for requests that come again with the same Idempotency-Key. */
import type { Db } from './db.ts'

export interface RequestMark {
  /** Whose key of the API it came under. */
  caller: string
  key: string
  bodyHash: Buffer
}

/** `new`: it is the caller's to do. `running`: another one is at it. `other`: the key came before with another body. */
export type Earlier = { state: 'new' | 'running' | 'other' } | { state: 'answered'; answer: unknown }

const KEPT_HOURS = 24
/** Longer than any request: whoever was at it is gone. */
const ABANDONED_SECONDS = 120

/** Takes the key, or says what became of it. One statement decides, so of many at once one is `new`. */
export async function beginRequest(db: Db, { caller, key, bodyHash }: RequestMark): Promise<Earlier> {
  await db.query(
    `delete from idempotency where received_at < now() - make_interval(hours => $1)
       or answer is null and received_at < now() - make_interval(secs => $2)`,
    [KEPT_HOURS, ABANDONED_SECONDS],
  )
  const inserted = await db.query(
    `insert into idempotency (caller, key, body_hash) values ($1, $2, $3) on conflict do nothing returning key`,
    [caller, key, bodyHash],
  )
  if (inserted.length > 0) return { state: 'new' }
  const [row] = await db.query<{ is_same: boolean; answer: unknown }>(
    'select body_hash = $3 as is_same, answer from idempotency where caller = $1 and key = $2',
    [caller, key, bodyHash],
  )
  // Given up by the other one in this very moment: the client may try again, as after any 409.
  if (!row) return { state: 'running' }
  if (!row.is_same) return { state: 'other' }
  return row.answer === null ? { state: 'running' } : { state: 'answered', answer: row.answer }
}

/** @param answer Any JSON but null. */
export async function finishRequest(db: Db, { caller, key }: RequestMark, answer: object): Promise<void> {
  await db.query('update idempotency set answer = $3 where caller = $1 and key = $2', [
    caller,
    key,
    JSON.stringify(answer),
  ])
}

/** For a request that failed: it may come again. */
export async function abandonRequest(db: Db, { caller, key }: RequestMark): Promise<void> {
  await db.query('delete from idempotency where caller = $1 and key = $2', [caller, key])
}
