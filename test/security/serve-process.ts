/** `askpress serve` as an operator starts it: in a process of its own, on a free port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin/askpress.js', import.meta.url))

export interface ServeProcess {
  url: string
  /** As it says of itself: no key is asked for. */
  isOpen: boolean
  child: ChildProcess
  stop(): Promise<number | null>
}

/**
 * @param env And no other setting of the caller's.
 * @param under A program that becomes it, such as prlimit, with its options.
 * @throws with its exit code and what it wrote, when it does not start.
 */
export async function startServe(env: Record<string, string>, under: readonly string[] = []): Promise<ServeProcess> {
  const [command = '', ...args] = [...under, process.execPath, BIN, 'serve', '--json']
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? '', PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const stderr = text(child.stderr)
  const [document] = await Promise.race([once(child.stdout, 'data'), exited])
  // The shape is what docs/api.md promises of `--json`, where an error is a document as well.
  const { url, open } = (Buffer.isBuffer(document) ? JSON.parse(String(document)) : {}) as {
    url?: string
    open?: boolean
  }
  if (url === undefined || open === undefined) {
    const [code] = await exited
    throw new Error(`serve ended with ${code}: ${await stderr}`)
  }
  const stop = async () => {
    child.kill('SIGTERM')
    const [code] = await exited
    return code
  }
  return { url, isOpen: open, child, stop }
}
