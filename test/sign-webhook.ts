/** Headers of a Standard Webhooks message, as WordPress signs it. */
import { randomUUID } from 'node:crypto'
import { signMessage } from '../src/http/webhook.ts'

export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`

export interface Signing {
  id?: string
  secret?: string
  /** How old the message is. */
  ageSeconds?: number
}

export function signedHeaders(body: string, { id, secret, ageSeconds = 0 }: Signing = {}): Record<string, string> {
  const message = {
    id: id ?? `msg_${randomUUID()}`,
    timestamp: String(Math.floor(Date.now() / 1000) - ageSeconds),
    body: Buffer.from(body),
  }
  return {
    'content-type': 'application/json',
    'webhook-id': message.id,
    'webhook-timestamp': message.timestamp,
    'webhook-signature': `v1,${signMessage(message, secret ?? WEBHOOK_SECRET).toString('base64')}`,
  }
}
