/** One answer for each Idempotency-Key, and one piece of work. */
import { beforeEach, expect, it } from 'vitest'
import { aServer, someIngest, someKeys } from '../../test/fake-http.ts'
import { aGrant } from '../../test/makers.ts'
import { AppError } from '../errors.ts'
import type { IdempotencyParts } from './parts.ts'

const keys = someKeys({
  k: aGrant({ keyId: '7', scopes: ['ingest'] }),
  other: aGrant({ keyId: '8', scopes: ['ingest'] }),
})

let fetched: number[][]
let fail: boolean
let app: ReturnType<typeof aServer>
beforeEach(() => {
  fetched = []
  fail = false
  const fetchPosts = async (ids: number[]) => {
    if (fail) throw new AppError('unavailable', 'The database is away.')
    fetched.push(ids)
  }
  app = aServer({ keys, ingest: someIngest({ fetchPosts, idempotency: inMemory() }) })
})

/** As the database does it (store/idempotency.test.ts), for one process. */
function inMemory(): IdempotencyParts {
  const kept = new Map<string, { body: string; answer: object | null }>()
  const nameOf = ({ caller, key }: { caller: string; key: string }) => `${caller} ${key}`
  return {
    begin: async (mark) => {
      const body = mark.bodyHash.toString('hex')
      const earlier = kept.get(nameOf(mark))
      if (!earlier) kept.set(nameOf(mark), { body, answer: null })
      if (!earlier) return { state: 'new' }
      if (earlier.body !== body) return { state: 'other' }
      return earlier.answer === null ? { state: 'running' } : { state: 'answered', answer: earlier.answer }
    },
    finish: async (mark, answer) => {
      const own = kept.get(nameOf(mark))
      if (own) own.answer = answer
    },
    abandon: async (mark) => {
      kept.delete(nameOf(mark))
    },
  }
}

function ingest(key: string, payload: object, presented = 'k') {
  const headers = { 'x-api-key': presented, 'idempotency-key': key }
  return app.inject({ method: 'POST', url: '/ingest', payload, headers })
}

it('gives the answer of the first request again, and does nothing more', async () => {
  const first = await ingest('a', { post_id: 42 })
  const second = await ingest('"a"', { post_id: 42 })
  expect([first.statusCode, second.statusCode]).toEqual([202, 202])
  expect(second.json()).toEqual(first.json())
  expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([undefined, 'true'])
  expect(fetched).toEqual([[42]])
})

it('is of the caller alone', async () => {
  await ingest('a', { post_id: 42 })
  expect((await ingest('a', { post_id: 43 }, 'other')).statusCode).toBe(202)
  expect(fetched).toEqual([[42], [43]])
})

it('refuses the same key with another body', async () => {
  await ingest('a', { post_id: 42 })
  const response = await ingest('a', { post_id: 43 })
  expect([response.statusCode, response.json().error]).toEqual([422, 'idempotency_mismatch'])
  expect(fetched).toEqual([[42]])
})

it('lets one of many at once do it, and tells the others to come back', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => ingest('a', { post_id: 42 })))
  const others = all.filter(({ statusCode }) => statusCode !== 202)
  expect(fetched).toEqual([[42]])
  for (const { statusCode, headers } of others) expect([statusCode, headers['retry-after']]).toEqual([409, '1'])
})

it('may be used again after a failure, and after a body that was refused', async () => {
  fail = true
  expect((await ingest('a', { post_id: 42 })).statusCode).toBe(503)
  fail = false
  expect((await ingest('a', { post_id: 42 })).statusCode).toBe(202)
  expect((await ingest('b', { post_id: 'x' })).statusCode).toBe(400)
  expect((await ingest('b', { post_id: 7 })).statusCode).toBe(202)
})

it.each(['', 'two words', 'x'.repeat(256), 'ü'])('refuses %j as a key', async (key) => {
  expect((await ingest(key, { post_id: 42 })).statusCode).toBe(400)
  expect(fetched).toEqual([])
})
