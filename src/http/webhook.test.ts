import { expect, it } from 'vitest'
import { signMessage, verifyWebhook } from './webhook.ts'

/** The example of the libraries of Standard Webhooks. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const TIMESTAMP = '1614265330'
const BODY = Buffer.from('{"test": 2432232314}')
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
const OTHER = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const NOW = new Date(1_614_265_330_000)

const HEADERS = { 'webhook-id': ID, 'webhook-timestamp': TIMESTAMP, 'webhook-signature': SIGNATURE }

function verify(change: Partial<typeof HEADERS> = {}, { body = BODY, secrets = [SECRET], now = NOW } = {}): string {
  return verifyWebhook({ headers: { ...HEADERS, ...change }, body }, secrets, now)
}

it('accepts the message that Standard Webhooks gives as an example', () => {
  expect(verify()).toBe(ID)
})

it('accepts any of the secrets and any of the signatures, while one secret replaces another', () => {
  expect(verify({}, { secrets: [OTHER, SECRET] })).toBe(ID)
  const other = signMessage({ id: ID, timestamp: TIMESTAMP, body: BODY }, OTHER).toString('base64')
  expect(verify({ 'webhook-signature': `v1,${other} ${SIGNATURE}` })).toBe(ID)
  expect(verify({ 'webhook-signature': `v1a,${other} v1,${other}` }, { secrets: [SECRET, OTHER] })).toBe(ID)
})

it.each([
  ['another body', {}, { body: Buffer.from('{"test":2432232314}') }],
  ['another secret', {}, { secrets: [OTHER] }],
  ['another id', { 'webhook-id': 'msg_1' }, {}],
  ['another time', { 'webhook-timestamp': '1614265331' }, {}],
  ['a signature cut short', { 'webhook-signature': SIGNATURE.slice(0, 20) }, {}],
  ['a signature of another version', { 'webhook-signature': SIGNATURE.replace('v1', 'v2') }, {}],
  ['no signature', { 'webhook-signature': '' }, {}],
  ['a time that is none', { 'webhook-timestamp': 'now' }, {}],
])('refuses %s', (_what, headers, options) => {
  expect(() => verify(headers, options)).toThrow(expect.objectContaining({ kind: 'unauthorized' }))
})

it.each([
  [-301, false],
  [-300, true],
  [300, true],
  [301, false],
])('with a clock %i seconds from ours: %s', (seconds, isAccepted) => {
  const attempt = () => verify({}, { now: new Date(NOW.getTime() + seconds * 1000) })
  if (isAccepted) expect(attempt()).toBe(ID)
  else expect(attempt).toThrow('within 5 minutes')
})
