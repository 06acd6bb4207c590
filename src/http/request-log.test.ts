/** What the log says of a request, and what it must never say. */
import { expect, it } from 'vitest'
import { ADMIN_KEY, aServer, KEYED } from '../../test/fake-http.ts'

async function linesOf(request: { method: 'GET' | 'POST'; url: string; payload?: object }): Promise<string[]> {
  const lines: string[] = []
  const app = aServer({ keys: KEYED, logger: { level: 'info', destination: { write: (line) => lines.push(line) } } })
  const from = { headers: { 'x-api-key': ADMIN_KEY }, remoteAddress: '203.0.113.9' }
  await app.inject({ ...request, ...from })
  return lines
}

it('is one line with the facts', async () => {
  const lines = await linesOf({ method: 'POST', url: '/search', payload: { q: 'my secret illness' } })
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    method: 'POST',
    route: '/search',
    status: 200,
    ms: expect.any(Number),
    mode: 'hybrid',
    hits: 1,
    degraded: false,
    reqId: expect.any(String),
  })
})

it.each([
  { method: 'POST', url: '/ask?token=sesame', payload: { q: 'my secret illness' } },
  { method: 'POST', url: '/search', payload: { q: 'my secret illness', k: 99 } },
  { method: 'GET', url: '/sesame' },
] as const)('holds no question, key, address or typed path: %j', async (request) => {
  const lines = (await linesOf(request)).join('')
  expect(lines).not.toBe('')
  for (const secret of ['illness', ADMIN_KEY, '203.0.113.9', 'sesame']) expect(lines).not.toContain(secret)
})
