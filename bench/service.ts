/** Starts the real program as a child process, as an operator would, and stops it by its process id. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

export interface Service {
  url: string
  pid: number
  stop(): Promise<void>
}

const BIN = fileURLToPath(new URL('../bin/askpress.js', import.meta.url))

export interface ServiceOptions {
  /** Of this machine, from 0: the process then runs on that one alone. Linux only. */
  core?: number
  /** Of Node, such as `--cpu-prof`. */
  nodeOptions?: readonly string[]
  /** What it logs is written and thrown away. */
  isQuiet?: boolean
}

/** `askpress serve` with this environment and no other setting of the caller's. Resolves when it is ready. */
export async function startService(env: Record<string, string>, options: ServiceOptions = {}): Promise<Service> {
  const port = await freePort()
  const [command = '', ...args] = pinned([process.execPath, ...(options.nodeOptions ?? []), BIN, 'serve'], options.core)
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? '', PORT: String(port), SCHEDULER: 'off', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'ignore', options.isQuiet ? 'ignore' : 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, child)
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** The command as it is, or bound to one core. taskset becomes the command, so its process id is that of the command. */
export function pinned(command: readonly string[], core: number | undefined): string[] {
  return core === undefined ? [...command] : ['taskset', '-c', String(core), ...command]
}

export async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`the service ended with exit code ${child.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the service was not ready within a minute')
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
