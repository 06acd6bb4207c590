/** A TCP proxy that can be slow, silent or closed: what a network does to a database that is well. */
import { once } from 'node:events'
import { createServer, connect as openSocket, type Socket } from 'node:net'

/** `open` passes everything on; `silent` takes connections and bytes and passes nothing; `closed` refuses. */
export type ProxyState = 'open' | 'silent' | 'closed'

export interface TcpProxy {
  readonly port: number
  set(state: ProxyState): void
  /** Each way, for every packet. */
  delay(ms: number): void
  close(): Promise<void>
}

export async function openProxy(targetPort: number): Promise<TcpProxy> {
  let state: ProxyState = 'open'
  let delayMs = 0
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A reset is what this is for.
    socket.on('error', () => {})
  }
  const pass = (from: Socket, to: Socket) => {
    from.on('data', (bytes) => {
      if (state === 'silent') return
      if (delayMs === 0) to.write(bytes)
      else setTimeout(() => to.writable && to.write(bytes), delayMs)
    })
    from.on('close', () => state !== 'silent' && to.destroy())
  }
  const server = createServer((client) => {
    keep(client)
    if (state === 'closed') return client.destroy()
    if (state === 'silent') return
    const target = openSocket(targetPort, '127.0.0.1')
    keep(target)
    pass(client, target)
    pass(target, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    port: address.port,
    set: (next) => {
      state = next
      if (next === 'closed') for (const socket of sockets) socket.destroy()
    },
    delay: (ms) => {
      delayMs = ms
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
