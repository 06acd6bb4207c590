/**
 * Peppers: what keys are hashed with, so that who has the table of keys alone can neither try keys nor forge a row.
 *
 * `KEY_PEPPER` gives them, the newest first. Without it one is made once and kept in the database, and it stays valid
 * beside those of `KEY_PEPPER`, so that no key dies when the variable is set.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Db } from '../store/db.ts'
import { findSecret, keepSecret } from '../store/secrets.ts'

export interface Pepper {
  /** Fingerprint: says which pepper a hash was made with, and nothing else of it. */
  id: string
  secret: string
}

/** The newest first: new keys are hashed with it. */
export type Peppers = readonly [Pepper, ...Pepper[]]

const NAME = 'key_pepper'

export async function openPeppers(db: Db, configured: readonly string[]): Promise<Peppers> {
  const [newest, ...older] = configured
  if (newest === undefined) return [toPepper(await keepSecret(db, NAME, randomBytes(32).toString('base64url')))]
  const kept = await findSecret(db, NAME)
  return [toPepper(newest), ...[...older, ...(kept === null ? [] : [kept])].map(toPepper)]
}

/**
 * HMAC-SHA256. A slow hash would buy nothing: nobody can try 2 ** 256 keys, and every request would pay for it.
 */
export function hashKey(key: string, { secret }: Pepper): Buffer {
  return createHmac('sha256', secret).update(key).digest()
}

function toPepper(secret: string): Pepper {
  return { id: createHash('sha256').update(`askpress pepper ${secret}`).digest('hex').slice(0, 12), secret }
}
