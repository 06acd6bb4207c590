/**
 * What a key looks like: `ap_sk_`, 32 random bytes as 43 characters of base62, and 6 of the CRC-32 of all that. Pure.
 *
 * The checksum lets us refuse a mistyped or invented key without asking the database, and lets scanners of source code
 * tell a key that leaked from a text that only looks like one.
 */
import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { KeyKind } from '../types.ts'

const PREFIXES: Record<KeyKind, string> = { secret: 'ap_sk_', browser: 'ap_pk_', ingest: 'ap_ik_' }
const KINDS = new Map(Object.entries(PREFIXES).map(([kind, prefix]) => [prefix, kind as KeyKind]))

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SECRET_BYTES = 32
/** The least with 62 ** n > 256 ** 32, and for the checksum with 62 ** n > 2 ** 32. */
const SECRET_LENGTH = 43
const CHECKSUM_LENGTH = 6
const SHAPE = /^(ap_[spi]k_)[0-9A-Za-z]{49}$/

export function makeKey(kind: KeyKind, random: Buffer = randomBytes(SECRET_BYTES)): string {
  const body = PREFIXES[kind] + base62(BigInt(`0x${random.toString('hex')}`), SECRET_LENGTH)
  return body + checksum(body)
}

/** The kind a key says it is of; null for what cannot be one of our keys. */
export function readKind(key: string): KeyKind | null {
  const [, prefix = ''] = SHAPE.exec(key) ?? []
  const body = key.slice(0, -CHECKSUM_LENGTH)
  return prefix !== '' && checksum(body) === key.slice(-CHECKSUM_LENGTH) ? (KINDS.get(prefix) ?? null) : null
}

/** Enough to tell keys apart, such as `ap_sk_4fQ9…x0Kd`. More than 230 bits stay unknown. */
export function hintOf(key: string): string {
  return `${key.slice(0, 10)}…${key.slice(-4)}`
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), CHECKSUM_LENGTH)
}

function base62(number: bigint, length: number): string {
  let text = ''
  for (let rest = number; rest > 0n; rest /= 62n) text = (DIGITS[Number(rest % 62n)] ?? '') + text
  return text.padStart(length, '0')
}
