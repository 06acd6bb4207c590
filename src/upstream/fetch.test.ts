import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { openFetch } from './fetch.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function aServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(
    () => void server.close(),
    () => server.closeAllConnections(),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function aFetch(options: Parameters<typeof openFetch>[0] = { trustedHosts: ['127.0.0.1'] }) {
  const guarded = openFetch(options)
  closers.push(() => guarded.close())
  return guarded.fetch
}

it('hands the body on as it comes', async () => {
  const url = await aServer((_request, response) => {
    response.write('one')
    setTimeout(() => response.end('two'), 30)
  })
  const parts: string[] = []
  const { body } = await aFetch()(url)
  for await (const part of body ?? []) parts.push(Buffer.from(part).toString())
  expect(parts).toEqual(['one', 'two'])
})

it('calls no address in a private network that the operator did not name', async () => {
  const url = await aServer((_request, response) => response.end('secret'))
  await expect(aFetch({})(url)).rejects.toMatchObject({ kind: 'forbidden', code: 'address' })
  await expect(aFetch({})(url.replace('127.0.0.1', 'localhost'))).rejects.toMatchObject({
    cause: { kind: 'forbidden', code: 'address' },
  })
})

it('follows no redirect', async () => {
  const url = await aServer((_request, response) => response.writeHead(302, { location: 'http://169.254.1.1/' }).end())
  expect((await aFetch()(url)).status).toBe(302)
})

it('stops a body that is too long', async () => {
  const url = await aServer((_request, response) => {
    const timer = setInterval(() => response.write('x'.repeat(10_000)), 1)
    response.on('close', () => clearInterval(timer))
  })
  const answer = await aFetch({ trustedHosts: ['127.0.0.1'], maxBytes: 50_000 })(url)
  await expect(answer.text()).rejects.toMatchObject({ kind: 'too_large' })
})

it('breaks off when the signal says so', async () => {
  let isClosed = false
  const url = await aServer((_request, response) => {
    response.on('close', () => {
      isClosed = true
    })
    response.write('one')
  })
  const leaving = new AbortController()
  const answer = await aFetch()(url, { signal: leaving.signal })
  setTimeout(() => leaving.abort(new Error('left')), 20)
  await expect(answer.text()).rejects.toThrow('left')
  await expect.poll(() => isClosed).toBe(true)
})
