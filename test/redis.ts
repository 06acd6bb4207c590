/** Redis for tests: the shared one where TEST_REDIS_URL names it, and servers of one's own to kill, silence and fill. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { openRedis, type RedisConnection } from '../src/cache/redis.ts'

export const testRedisUrl = process.env.TEST_REDIS_URL

/** Whether this machine has the server's binary. */
export const hasRedisServer = (() => {
  try {
    execFileSync('redis-server', ['--version'])
    return true
  } catch {
    return false
  }
})()

if (!testRedisUrl) {
  process.stderr.write('SKIPPED: what needs Redis, because TEST_REDIS_URL is not set (see CONTRIBUTING.md).\n')
}
if (!hasRedisServer) process.stderr.write('SKIPPED: a Redis that dies, because there is no redis-server.\n')

export interface RedisServer {
  url: string
  pid: number
  /** SIGKILL, and the end of it. */
  kill(): Promise<void>
  /** On the same port, empty. */
  start(): Promise<void>
  /** The system goes on accepting connections for it; nothing answers. */
  silence(): void
  wake(): void
}

/** A server of one's own on a free port of loopback, that keeps nothing on disk. Ends with `kill`. */
export async function startRedis(...args: string[]): Promise<RedisServer> {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}/0`
  let child: ChildProcess
  const start = async () => {
    child = spawn('redis-server', [
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      ...args,
    ])
    await untilUp(url)
  }
  await start()
  return {
    url,
    get pid() {
      return child.pid ?? 0
    },
    start,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    silence: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
  }
}

/** A connection that is up. */
export async function connectRedis(url: string): Promise<RedisConnection> {
  const connection = openRedis(url)
  await connection.settled()
  return connection
}

async function untilUp(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const connection = await connectRedis(url)
    const isUp = connection.isUp()
    await connection.close()
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error(`the Redis at ${url} did not start`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
