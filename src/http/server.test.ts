/** What only shows on a real socket: headers, timeouts, clients that leave, closing. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { aServer } from '../../test/fake-http.ts'
import { aResult } from '../../test/makers.ts'
import { AppError } from '../errors.ts'
import type { HttpParts } from './parts.ts'

const opened: FastifyInstance[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()))
})

async function listening(parts: Partial<HttpParts> = {}) {
  const app = aServer(parts)
  opened.push(app)
  return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }) }
}

function search(url: string, signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${url}/search`, { method: 'POST', headers, body: '{"q":"x"}', ...(signal && { signal }) })
}

/** Everything the server sends to a client that sends only `text`, until it hangs up. */
async function replyTo(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let reply = ''
  socket.on('data', (chunk) => {
    reply += chunk
  })
  socket.write(text)
  await once(socket, 'close')
  return reply
}

/** A search that goes on until it is aborted, and what aborted it. */
function endlessSearch() {
  const started = Promise.withResolvers<void>()
  const aborted = Promise.withResolvers<unknown>()
  const search: HttpParts['search'] = (_request, signal) =>
    new Promise((_resolve, reject) => {
      started.resolve()
      signal.addEventListener('abort', () => {
        aborted.resolve(signal.reason)
        reject(signal.reason)
      })
    })
  return { search, started: started.promise, aborted: aborted.promise }
}

describe('every answer', () => {
  it.each(['/', '/status', '/nowhere', '/assets/askpress.js'])('of %s carries the security headers', async (path) => {
    const { headers } = await aServer().inject(path)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('of the API is not to be stored', async () => {
    const { headers } = await aServer().inject('/status')
    expect(headers['cache-control']).toContain('no-store')
  })
})

describe('a slow client', () => {
  it('is sent away when its headers do not come, and when its body does not', async () => {
    const { url } = await listening()
    const started = performance.now()
    const [headers, body] = await Promise.all([
      replyTo(url, 'POST /search HTTP/1.1\r\nHost: localhost\r\n'),
      replyTo(
        url,
        'POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
      ),
    ])
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(headers).toMatch(/^HTTP\/1\.1 408 [\s\S]*application\/problem\+json[\s\S]*"error":"timeout"/)
    expect(body).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('with headers over 16 KiB is told so, and with less is served', async () => {
    const { url } = await listening()
    const send = (bytes: number) =>
      replyTo(url, `GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: ${'x'.repeat(bytes)}\r\n\r\n`)
    expect(await send(15_000)).toMatch(/^HTTP\/1\.1 200 /)
    expect(await send(17_000)).toMatch(/^HTTP\/1\.1 431 [\s\S]*Vary: Origin[\s\S]*"error":"too_large"/)
  })

  it('that speaks no HTTP gets a problem too', async () => {
    const { url } = await listening()
    expect(await replyTo(url, 'HELO there\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"error":"invalid_request"/)
  })
})

describe('a client that leaves', () => {
  it('aborts the work done for it', async () => {
    const endless = endlessSearch()
    const { url } = await listening({ search: endless.search })
    const leaving = new AbortController()
    const response = search(url, leaving.signal)
    await endless.started
    leaving.abort()
    await expect(response).rejects.toThrow()
    expect(await endless.aborted).toBeInstanceOf(AppError)
  })

  it('ends a stream it left before the first event, of which nobody reads anything then', async () => {
    const started = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<string>()
    const { url } = await listening({
      async *askEvents(_request, signal) {
        started.resolve()
        try {
          await once(signal, 'abort')
          // As work that had just come to its end when the client went.
          yield { type: 'sources', sources: [] }
        } finally {
          ended.resolve('ended')
        }
      },
    })
    const leaving = new AbortController()
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
    const init = { method: 'POST', headers, body: '{"q":"x"}', signal: leaving.signal }
    const response = fetch(`${url}/ask`, init)
    await started.promise
    leaving.abort()
    await expect(response).rejects.toThrow()
    expect(await ended.promise).toBe('ended')
  })

  it('does not abort anything by having sent its body', async () => {
    const { url } = await listening({
      search: async (_request, signal) => {
        await sleep(50)
        return aResult({ isDegraded: signal.aborted })
      },
    })
    expect(await (await search(url)).json()).toMatchObject({ degraded: false })
  })
})

describe('closing', () => {
  it('lets requests under way finish', async () => {
    const started = Promise.withResolvers<void>()
    const { app, url } = await listening({
      search: async () => {
        started.resolve()
        await sleep(200)
        return aResult()
      },
    })
    const response = search(url)
    await started.promise
    const closing = performance.now()
    await app.close()
    expect((await response).status).toBe(200)
    expect(performance.now() - closing).toBeLessThan(3_000)
  })

  it('ends those that do not finish in time, with a refusal', async () => {
    const endless = endlessSearch()
    const { app, url } = await listening({ search: endless.search, drainMs: 50 })
    const response = search(url)
    await endless.started
    await app.close()
    expect((await response).status).toBe(503)
  })

  it('ends a stream with an event that says so, and that another answers', async () => {
    const { app, url } = await listening({
      async *askEvents(_request, signal) {
        yield { type: 'sources', sources: [] }
        await once(signal, 'abort')
        signal.throwIfAborted()
      },
      drainMs: 50,
    })
    const response = await fetch(`${url}/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ q: 'x', stream: true }),
    })
    const text = response.text()
    await app.close()

    const [, last] = /event: error\ndata: (.*)\n\n$/.exec(await text) ?? []
    expect(JSON.parse(last ?? '{}')).toMatchObject({ error: 'unavailable', code: 'shutting_down', retryable: true })
  })

  it('goes on answering until whoever probes it has learnt that it is going', async () => {
    const { app, url } = await listening({ leaveMs: 400 })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)

    const closed = app.close()
    await sleep(50)
    const [probe, question] = await Promise.all([fetch(`${url}/readyz`), search(url)])
    await closed

    expect([probe.status, question.status]).toEqual([503, 200])
    await expect(search(url)).rejects.toThrow()
  })

  it('does not wait for probes that nobody makes', async () => {
    const { app } = await listening({ leaveMs: 10_000 })
    const closing = performance.now()
    await app.close()
    expect(performance.now() - closing).toBeLessThan(3_000)
  })

  it('hangs up on work that cannot be stopped', async () => {
    const started = Promise.withResolvers<void>()
    const { app, url } = await listening({
      search: () => {
        started.resolve()
        return new Promise(() => {})
      },
      drainMs: 50,
    })
    const response = search(url)
    const failed = expect(response).rejects.toThrow()
    await started.promise
    const closing = performance.now()
    await app.close()
    await failed
    expect(performance.now() - closing).toBeLessThan(5_000)
  })
})
