/**
 * Messages signed by the rules of Standard Webhooks 1.0: who sent one is proven here, and nothing else is done.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '../errors.ts'

export interface SignedMessage {
  headers: IncomingHttpHeaders
  /** The bytes as they came: written anew, the same JSON has another signature. */
  body: Buffer
}

/** How far the clock of the sender may be from ours; every attempt to deliver has a stamp of its own. */
const TOLERANCE_SECONDS = 300
const MAX_ID_LENGTH = 256
/** More than two secrets and a version to come would ever need. */
const MAX_SIGNATURES = 16

/**
 * @param secrets `whsec_` and base64; any of them may have signed.
 * @returns The id of the message.
 * @throws AppError `unauthorized`, which does not tell what of the signature was wrong.
 */
export function verifyWebhook({ headers, body }: SignedMessage, secrets: readonly string[], now: Date): string {
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    throw new AppError('unauthorized', 'webhook-timestamp is not within 5 minutes of the time here. Sign it anew.')
  }
  const given = signaturesIn(headerOf(headers, 'webhook-signature'))
  const expected = secrets.map((secret) => signMessage({ id, timestamp, body }, secret))
  // Every pair is compared, whichever one fits.
  const fits = expected.flatMap((own) =>
    given.map((other) => own.length === other.length && timingSafeEqual(own, other)),
  )
  if (id.length <= MAX_ID_LENGTH && fits.includes(true)) return id
  throw new AppError('unauthorized', 'The signature does not fit the message. Check WEBHOOK_SECRET on both sides.')
}

export function signMessage(
  { id, timestamp, body }: { id: string; timestamp: string; body: Buffer },
  secret: string,
): Buffer {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
}

/** Of version 1; others are for receivers that know them. */
function signaturesIn(header: string): Buffer[] {
  return header
    .split(' ', MAX_SIGNATURES)
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name]
  if (typeof value === 'string' && value !== '') return value
  throw new AppError('unauthorized', `The header ${name} is missing.`)
}
