/** How many answers may stream at once, on real sockets: a stream lives as long as its connection. */
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { aServer, someKeys } from '../../test/fake-http.ts'
import { aGrant, anAnswer } from '../../test/makers.ts'
import type { AskEvent } from '../types.ts'
import type { HttpParts } from './parts.ts'

const ORIGIN = 'https://a.test'
const keys = someKeys({ page: aGrant({ kind: 'browser', origins: [ORIGIN] }), server: aGrant() })

let app: FastifyInstance
let open: PromiseWithResolvers<void>
afterEach(() => app.close())

async function listen(bounds: HttpParts['bounds'] = {}): Promise<string> {
  open = Promise.withResolvers()
  app = aServer({
    ...{ keys, bounds, trustedProxies: ['127.0.0.1'] },
    async *askEvents(): AsyncGenerator<AskEvent> {
      yield { type: 'sources', sources: [] }
      await open.promise
      yield { type: 'done', answer: anAnswer() }
    },
  })
  return app.listen({ host: '127.0.0.1', port: 0 })
}

function ask(url: string, key: string, address = '192.0.2.1', signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-api-key': key, origin: ORIGIN, 'x-forwarded-for': address }
  const body = '{"q":"x","stream":true}'
  return fetch(`${url}/ask`, { method: 'POST', headers, body, ...(signal && { signal }) })
}

const statuses = (responses: Response[]) => responses.map(({ status }) => status)
const many = <T>(count: number, make: () => Promise<T>) => Promise.all(Array.from({ length: count }, make))

it('gives one visitor of a page three, and every other visitor his own', async () => {
  const url = await listen()
  expect(statuses(await many(3, () => ask(url, 'page')))).toEqual([200, 200, 200])
  const fourth = await ask(url, 'page')
  expect([fourth.status, fourth.headers.get('retry-after')]).toEqual([429, '5'])
  expect((await ask(url, 'page', '192.0.2.2')).status).toBe(200)
  expect(statuses(await many(5, () => ask(url, 'server')))).toEqual([200, 200, 200, 200, 200])
  open.resolve()
})

it('gives so many to one process, answers others without a stream, and has room again when one ends', async () => {
  const url = await listen({ maxStreams: 2 })
  const leaving = new AbortController()
  await ask(url, 'server', '192.0.2.1', leaving.signal)
  await ask(url, 'server')
  const third = await ask(url, 'server')
  expect([third.status, third.headers.get('retry-after')]).toEqual([503, '5'])
  const headers = { 'content-type': 'application/json', 'x-api-key': 'server' }
  expect((await fetch(`${url}/ask`, { method: 'POST', headers, body: '{"q":"x"}' })).status).toBe(200)

  leaving.abort()
  await expect.poll(async () => (await ask(url, 'server')).status).toBe(200)
  open.resolve()
})
