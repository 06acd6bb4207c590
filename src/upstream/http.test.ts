import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import type { AgentOptions } from './agent.ts'
import { type HttpClient, type HttpRequest, openHttp } from './http.ts'

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await new Promise((resolve) => server.close(resolve))
  })
  // A TCP server that listens has an address object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function aServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  onTestFinished(() => server.closeAllConnections())
  return await listen(server)
}

/** Speaks whatever it wants instead of HTTP. */
async function aSocket(speak: (socket: Socket) => void): Promise<string> {
  return await listen(createTcpServer((socket) => speak(socket.on('error', () => {}))))
}

function aClient(options: AgentOptions = { trustedHosts: ['127.0.0.1', 'localhost'] }): HttpClient {
  const http = openHttp(options)
  onTestFinished(() => http.close())
  return http
}

function send(url: string, request: Partial<HttpRequest> = {}) {
  return aClient().send({ url, ...request })
}

it('sends method, headers and body, and reads status, headers and body', async () => {
  const url = await aServer((request, response) => {
    response.setHeader('X-Seen', [`${request.method} ${request.url}`, `${request.headers['x-mine']}`])
    request.pipe(response.writeHead(418))
  })
  const answer = await send(`${url}/a?b=c`, { method: 'POST', headers: { 'x-mine': '1' }, body: 'hello' })
  expect(answer).toMatchObject({ status: 418, headers: { 'x-seen': 'POST /a?b=c, 1' } })
  expect(answer.body.toString()).toBe('hello')
  expect(answer.ms).toBeGreaterThan(0)
})

it('follows no redirect', async () => {
  const url = await aServer((_, response) => response.writeHead(302, { Location: '/elsewhere' }).end())
  expect(await send(url)).toMatchObject({ status: 302, headers: { location: '/elsewhere' } })
})

it.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['identity', (text: string) => Buffer.from(text)],
])('decodes %s', async (encoding, encode) => {
  const url = await aServer((_, response) =>
    response.writeHead(200, { 'Content-Encoding': encoding }).end(encode('text')),
  )
  expect((await send(url)).body.toString()).toBe('text')
})

it('does not try to decode an empty body', async () => {
  const url = await aServer((_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end())
  expect((await send(url, { method: 'HEAD' })).body).toHaveLength(0)
})

it.each([
  ['damaged', 'gzip', gzipSync('text').fill(7, 5)],
  ['cut off', 'gzip', gzipSync('a long text '.repeat(50)).subarray(0, 20)],
  ['not compressed at all', 'gzip', Buffer.from('text')],
  ['in an encoding we did not ask for', 'zstd', Buffer.from('text')],
])('names a body that is %s', async (_, encoding, body) => {
  const url = await aServer((_, response) => response.writeHead(200, { 'Content-Encoding': encoding }).end(body))
  await expect(send(url)).rejects.toMatchObject({ kind: 'upstream', code: 'decode' })
})

it('stops reading at the cap, however much the server sends', async () => {
  let sent = 0
  const url = await aServer((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) sent += 64 * 1024
    }
    response.on('drain', more)
    more()
  })
  await expect(send(url, { maxBytes: 1024 * 1024 })).rejects.toMatchObject({ kind: 'too_large' })
  expect(sent).toBeLessThan(20 * 1024 * 1024)
})

it('stops a bomb: small when sent, huge when decoded', async () => {
  const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024))
  const url = await aServer((_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb))
  await expect(send(url, { maxBytes: 1024 * 1024 })).rejects.toMatchObject({ kind: 'too_large' })
})

it('gives up on a server that says nothing', async () => {
  const url = await aServer(() => {})
  await expect(send(url, { timeoutMs: 60 })).rejects.toMatchObject({ kind: 'timeout', retryable: true })
})

it('gives up on a body that drips', async () => {
  const url = await aServer((_, response) => {
    const timer = setInterval(() => response.write('x'), 10)
    response.on('close', () => clearInterval(timer))
  })
  await expect(send(url, { timeoutMs: 100 })).rejects.toMatchObject({ kind: 'timeout' })
})

it('stops at once when the caller does, with the reason of the caller', async () => {
  const url = await aServer(() => {})
  const stop = new AbortController()
  const reason = new Error('Ctrl-C')
  const answer = send(url, { signal: stop.signal })
  setTimeout(() => stop.abort(reason), 20)
  await expect(answer).rejects.toBe(reason)
})

it.each([
  ['closes without a word', (socket: Socket) => socket.end()],
  ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ['speaks no HTTP', (socket: Socket) => socket.end('SSH-2.0-OpenSSH\r\n')],
  ['breaks off in the body', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf')],
])('names a server that %s', async (_, speak) => {
  const url = await aSocket((socket) => socket.once('data', () => speak(socket)))
  await expect(send(url)).rejects.toMatchObject({ kind: 'upstream', code: 'reset', retryable: true })
})

it('names a refused connection, also of a name with several addresses', async () => {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  await expect(send(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'connect', retryable: true })
  await expect(send(`http://localhost:${port}`)).rejects.toMatchObject({ code: 'connect', retryable: true })
})

it('names a host that does not exist', async () => {
  await expect(send('http://no-such-host.invalid')).rejects.toMatchObject({ code: 'dns', retryable: true })
})

it('names a server without TLS behind https', async () => {
  const url = await aServer((_, response) => response.end('plain'))
  await expect(send(url.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'tls' })
})

it.each(['ftp://example.com', 'example.com', ''])('refuses %j, which is no web address', async (url) => {
  await expect(send(url)).rejects.toMatchObject({ kind: 'invalid_input' })
})

it.each(['127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '①②⑦.⓪.⓪.①', '[::ffff:127.0.0.1]'])(
  'reaches nothing private as %s, which nobody has named',
  async (host) => {
    let connections = 0
    const url = await aSocket(() => connections++)
    const { port } = new URL(url)
    const http = aClient({ trustedHosts: ['example.com'] })
    await expect(http.send({ url: `http://${host}:${port}/` })).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'address',
    })
    expect(connections).toBe(0)
  },
)

it('never reaches for the credentials of a cloud', async () => {
  const http = aClient({ trustedHosts: ['169.254.169.254'] })
  await expect(http.send({ url: 'http://169.254.169.254/latest/' })).rejects.toMatchObject({ kind: 'forbidden' })
})

it('reaches a private host by the name the operator gave', async () => {
  const url = await aServer((_, response) => response.end('here'))
  const http = aClient({ trustedHosts: ['LOCALHOST'] })
  expect((await http.send({ url: url.replace('127.0.0.1', 'localhost') })).body.toString()).toBe('here')
})

it('keeps its connections', async () => {
  const ports = new Set<number | undefined>()
  const url = await aServer((request, response) => {
    ports.add(request.socket.remotePort)
    response.end()
  })
  const http = aClient()
  for (let n = 0; n < 10; n++) await http.send({ url })
  // A second one is opened while the first is being handed back.
  expect(ports.size).toBeLessThanOrEqual(2)
})
