/**
 * Which limits a request counts against. Pure.
 *
 * A key has its rate wherever it is used from. An address may use up five such keys, so that several keys of a server or
 * an office pass, but not a heap of them. A browser key stands in a page for all to read: there one address has the general
 * rate, and the key's own is what all visitors have together.
 */
import type { KeyKind } from '../types.ts'
import type { Bucket } from './limiter.ts'

export interface Limited {
  /** Null: no key is asked for, or the message is signed instead. */
  key: { id: string; kind: KeyKind; ratePerMinute: number | null } | null
  /** The address as limits count it: IPv6 by /64. */
  network: string
  /** `ingest` is told of every edit, also of a thousand at once, and costs little. */
  use: 'read' | 'ingest'
}

export interface LimitSettings {
  perMinute: number
  /** Requests in 10 seconds; null for no limit but the one of the minute. */
  burst: number | null
  /** False: who needs no key has no limits either. */
  isOpenLimited: boolean
}

export interface Policy extends Bucket {
  /** What clients see: `minute`, `burst`, `address`, `ingest`. */
  title: string
}

const MINUTE_MS = 60_000
const BURST_MS = 10_000
const KEYS_PER_ADDRESS = 5
const INGEST_FACTOR = 10

/** Empty: nothing limits this request. The first is the one a client should go by. */
export function policiesFor({ key, network, use }: Limited, settings: LimitSettings): Policy[] {
  const { perMinute, burst } = settings
  if (key === null && use === 'read' && !settings.isOpenLimited) return []
  const who = key === null ? `address:${network}` : `key:${key.id}`
  const rate = key?.ratePerMinute ?? perMinute
  if (use === 'ingest') return [policy('ingest', `${who}:ingest`, INGEST_FACTOR * rate, MINUTE_MS)]

  const own = [policy('minute', who, rate, MINUTE_MS)]
  if (burst !== null) own.push(policy('burst', `${who}:burst`, burst, BURST_MS))
  if (key === null) return own
  const ofAddress = key.kind === 'browser' ? perMinute : KEYS_PER_ADDRESS * Math.max(rate, perMinute)
  return [...own, policy('address', `address:${network}`, ofAddress, MINUTE_MS)]
}

function policy(title: string, name: string, limit: number, windowMs: number): Policy {
  return { title, name, rate: { limit, windowMs } }
}
