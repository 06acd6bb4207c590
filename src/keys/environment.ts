/** The keys that come from the environment: `API_KEY` and `ADMIN_KEY`, known without asking anybody. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Grant, Scope } from '../types.ts'

export interface EnvironmentKeys {
  /** Opens search, ask and ingest. */
  apiKey: string | null
  /** Opens everything. */
  adminKey: string | null
}

export interface OwnKey {
  hash: Buffer
  grant: Grant
}

export function environmentKeys({ apiKey, adminKey }: EnvironmentKeys): OwnKey[] {
  const keys: OwnKey[] = []
  if (apiKey !== null) keys.push(ownKey('API_KEY', apiKey, ['search', 'ask', 'ingest']))
  // Last, so that a key given as both opens everything.
  if (adminKey !== null) keys.push(ownKey('ADMIN_KEY', adminKey, ['search', 'ask', 'ingest', 'admin']))
  return keys
}

/**
 * Every key is compared, whichever one fits, by its hash: neither the length nor the beginning of one can be learnt from
 * how long a refusal takes.
 */
export function findOwnKey(keys: readonly OwnKey[], presented: string): Grant | null {
  const hash = sha256(presented)
  let grant: Grant | null = null
  for (const key of keys) {
    if (timingSafeEqual(key.hash, hash)) grant = key.grant
  }
  return grant
}

function ownKey(keyId: string, key: string, scopes: Scope[]): OwnKey {
  const grant: Grant = { keyId, kind: 'secret', scopes, origins: [], siteIds: null, ratePerMinute: null }
  return { hash: sha256(key), grant }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
