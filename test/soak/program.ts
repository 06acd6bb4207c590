/** Runs the real program, `askpress sync`, in a process of its own, and kills it at a chosen moment. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface ProgramEnd {
  isKilled: boolean
  /** Null when it was killed. */
  code: number | null
  stdout: string
  stderr: string
  /** Of its memory, by the kernel's own high-water mark. */
  peakMb: number
}

export const BIN = fileURLToPath(new URL('../../bin/askpress.js', import.meta.url))

/** @param killAt Milliseconds from the start of the process, or the moment itself; null lets it live. */
export async function runSync(
  env: Record<string, string>,
  killAt: number | Promise<void> | null,
  options: readonly string[] = [],
): Promise<ProgramEnd> {
  const child = spawn(process.execPath, [BIN, 'sync', '--json', ...options], {
    env: { PATH: process.env['PATH'] ?? '', OPENAI_API_KEY: 'test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end: ProgramEnd = { isKilled: false, code: null, stdout: '', stderr: '', peakMb: 0 }
  child.stdout.on('data', (part) => {
    end.stdout += part
  })
  child.stderr.on('data', (part) => {
    end.stderr += part
  })
  const watch = setInterval(() => {
    end.peakMb = Math.max(end.peakMb, readPeakMb(child.pid))
  }, 100)
  const stop = new AbortController()
  if (killAt !== null) {
    const moment = typeof killAt === 'number' ? sleep(killAt, undefined, { signal: stop.signal }) : killAt
    // Aborted when it ended before; one that has ended is not killed.
    void moment.then(
      () => child.kill('SIGKILL'),
      () => {},
    )
  }
  await once(child, 'close')
  stop.abort()
  clearInterval(watch)
  return { ...end, code: child.exitCode, isKilled: child.signalCode === 'SIGKILL' }
}

function readPeakMb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
