/** Runs the real program, `askpress sync`, in a process of its own, and kills it at a chosen moment. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface ProgramEnd {
  isKilled: boolean
  /** Null when it was killed. */
  code: number | null
  stdout: string
  stderr: string
}

const BIN = fileURLToPath(new URL('../../bin/askpress.js', import.meta.url))

/** @param killAfterMs From the start of the process; null lets it live. */
export async function runSync(env: Record<string, string>, killAfterMs: number | null): Promise<ProgramEnd> {
  const child = spawn(process.execPath, [BIN, 'sync', '--json'], {
    env: { PATH: process.env['PATH'] ?? '', OPENAI_API_KEY: 'test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end: ProgramEnd = { isKilled: false, code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (part) => {
    end.stdout += part
  })
  child.stderr.on('data', (part) => {
    end.stderr += part
  })
  const stop = new AbortController()
  if (killAfterMs !== null) {
    // Aborted when it ended before.
    void sleep(killAfterMs, undefined, { signal: stop.signal }).then(
      () => child.kill('SIGKILL'),
      () => {},
    )
  }
  await once(child, 'close')
  stop.abort()
  return { ...end, code: child.exitCode, isKilled: child.signalCode === 'SIGKILL' }
}
