/** S08, S09: nobody gets another bucket by saying that he is somebody else, and who waits as told is served. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openLimits } from '../../src/limits/limits.ts'
import { openProcessLimiter } from '../../src/limits/process-limiter.ts'
import { aServer } from '../fake-http.ts'
import { aRandom } from '../random.ts'
import { readList } from '../structured-fields.ts'
import { report, size } from './size.ts'

const LIMIT = 40
const PROXY = '10.0.0.2'

/** A service without keys, so that the address alone decides. */
function aWorld({ perMinute = LIMIT, trustedProxies = [] as string[] } = {}) {
  const limits = openLimits(openProcessLimiter(), { perMinute, burst: null, isOpenLimited: true })
  const app = aServer({ limits, trustedProxies })
  return (headers: Record<string, string>, remoteAddress: string) =>
    app.inject({ method: 'POST', url: '/search', payload: { q: 'x' }, headers, remoteAddress })
}

async function allowedOf(requests: number, send: (n: number) => ReturnType<ReturnType<typeof aWorld>>) {
  let allowed = 0
  for (let n = 0; n < requests; n++) if ((await send(n)).statusCode === 200) allowed++
  return allowed
}

const addressOf = (n: number) => `203.0.113.${n % 250}`

/** The requests themselves take time, in which a little refills. */
const some = (allowed: number) => {
  expect(allowed).toBeGreaterThanOrEqual(LIMIT)
  expect(allowed).toBeLessThan(LIMIT * 1.5)
}

describe('one client is one bucket', () => {
  it.each(['x-forwarded-for', 'cf-connecting-ip', 'forwarded', 'x-real-ip', 'true-client-ip', 'x-client-ip'])(
    'whatever it says in %s',
    async (header) => {
      const send = aWorld()
      some(await allowedOf(size(150, 1_000), (n) => send({ [header]: addressOf(n) }, '198.51.100.1')))
    },
  )

  it('whatever it writes before what a trusted proxy adds', async () => {
    const send = aWorld({ trustedProxies: [PROXY] })
    const headers = (n: number) => ({
      'x-forwarded-for': `${addressOf(n)}, ${PROXY}, 198.51.100.1`,
      'cf-connecting-ip': addressOf(n),
    })
    some(await allowedOf(size(150, 1_000), (n) => send(headers(n), PROXY)))
  })

  it('from any address of its /64', async () => {
    const send = aWorld()
    const random = aRandom(7)
    const group = () => Math.floor(random() * 65_536).toString(16)
    const address = () => `2001:db8:1:2:${group()}:${group()}:${group()}:${group()}`
    some(await allowedOf(size(150, 1_000), () => send({}, address())))
  })

  it('and two clients are two', async () => {
    const send = aWorld({ trustedProxies: [PROXY] })
    const allowed = await allowedOf(2 * LIMIT, (n) => send({ 'x-forwarded-for': addressOf(n % 2) }, PROXY))
    expect(allowed).toBe(2 * LIMIT)
  })
})

describe('what the headers say', () => {
  it('can be read as structured fields on every answer', async () => {
    const send = aWorld()
    for (let n = 0; n < 60; n++) {
      const { headers } = await send({}, '198.51.100.1')
      const [left] = readList(String(headers['ratelimit']))
      const [policy] = readList(String(headers['ratelimit-policy']))
      expect(policy).toEqual({ name: 'minute', parameters: { q: LIMIT, w: 60 } })
      expect(left?.parameters['r']).toBeGreaterThanOrEqual(0)
      expect(left?.parameters['r']).toBeLessThan(LIMIT)
    }
  })

  it('is true: who waits as long as told is served', async () => {
    const tries = size(2, 20)
    const send = aWorld({ perMinute: 120 })
    await allowedOf(200, () => send({}, '198.51.100.1'))
    let served = 0
    for (let n = 0; n < tries; n++) {
      let response = await send({}, '198.51.100.1')
      while (response.statusCode === 200) response = await send({}, '198.51.100.1')
      await sleep(Number(response.headers['retry-after']) * 1000)
      if ((await send({}, '198.51.100.1')).statusCode === 200) served++
    }
    report(`S09: of ${tries} that waited as told ${served} were served`)
    expect(served).toBe(tries)
  })
})
