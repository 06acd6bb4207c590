/** A load balancer of the plainest kind: sends each request to the next replica that says it is ready, and never twice. */
import { once } from 'node:events'
import { createServer, request as sendRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Balancer {
  url: string
  add(url: string): void
  /** Resolves when this replica is sent requests, or is not any more. */
  until(url: string, isReady: boolean): Promise<void>
  close(): Promise<void>
}

const PROBE_MS = 200

export async function openBalancer(): Promise<Balancer> {
  const replicas = new Map<string, boolean>()
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    const ready = Array.from(replicas).flatMap(([url, isReady]) => (isReady ? [url] : []))
    const target = ready[turn++ % Math.max(1, ready.length)]
    if (target === undefined) return outgoing.writeHead(502).end()
    const { method, headers, url = '/' } = incoming
    // A connection each: one that is kept may be closed by the other side at the moment it is used.
    const forwarded = sendRequest(`${target}${url}`, { method, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    forwarded.on('error', ({ message }) => outgoing.writeHead(502).end(message))
    incoming.pipe(forwarded)
  })
  const probing = new AbortController()
  const probed = (async () => {
    while (!probing.signal.aborted) {
      for (const url of replicas.keys()) replicas.set(url, await isReady(url))
      await sleep(PROBE_MS)
    }
  })()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    add: (url) => replicas.set(url, false),
    until: async (url, isReadyNow) => {
      while (replicas.get(url) !== isReadyNow) await sleep(20)
    },
    close: async () => {
      probing.abort()
      await probed
      server.closeAllConnections()
      server.close()
    },
  }
}

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ status }) => status === 200,
    () => false,
  )
}
