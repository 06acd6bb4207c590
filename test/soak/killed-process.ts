/** Kills a sync by SIGKILL, in the middle of whatever it does. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { SoakRun } from './soak-sync.ts'

export interface ProcessRun extends Pick<SoakRun, 'site' | 'how' | 'clock' | 'timeoutMs'> {
  databaseUrl: string
  embeddingUrl: string
}

const SCRIPT = fileURLToPath(new URL('./sync-process.ts', import.meta.url))

/** @param afterMs From the moment it begins to sync. @returns false when it ended before. */
export async function killProcess(run: ProcessRun, afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(run)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  await Promise.race([sleep(afterMs), closed])
  child.kill('SIGKILL')
  await closed
  return child.signalCode === 'SIGKILL'
}
