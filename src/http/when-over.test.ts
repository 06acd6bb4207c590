/** What is told of clients that leave before their answer, over real sockets. */
import { expect, it } from 'vitest'
import { aServer } from '../../test/fake-http.ts'
import type { HttpParts } from './parts.ts'

/** A server whose searches end when their client has left, and what it says of requests. */
async function someServer() {
  const lines: Record<string, unknown>[] = []
  const observed: unknown[] = []
  const search: HttpParts['search'] = (_request, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const app = aServer({
    search,
    observeRequest: ({ route, status, facts }) => observed.push({ route, status, aborted: facts['aborted'] }),
    logger: { level: 'info', destination: { write: (line: string) => lines.push(JSON.parse(line)) } },
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, url, lines, observed }
}

it('is one line and one count for a client that has left', async () => {
  const { app, url, lines, observed } = await someServer()
  const body = JSON.stringify({ q: 'Who waits for this?' })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${url}/search`, { method: 'POST', body, headers, signal: AbortSignal.timeout(200) }).catch(() => {})
  await expect.poll(() => observed).toHaveLength(1)
  await app.close()

  expect(observed).toEqual([{ route: '/search', status: expect.any(Number), aborted: true }])
  const requests = lines.filter(({ msg }) => msg === 'request')
  expect(requests).toEqual([expect.objectContaining({ route: '/search', status: 499, aborted: true })])
})

it('is one line for a client that waits', async () => {
  const { app, url, lines, observed } = await someServer()
  await (await fetch(`${url}/livez`)).text()
  await app.close()
  expect(observed).toEqual([{ route: '/livez', status: 200, aborted: undefined }])
  expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(1)
})
