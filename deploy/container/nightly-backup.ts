/**
 * Makes a backup every night and throws the oldest away: the first process of the backup container, so no cron is needed.
 *
 *   node nightly-backup.ts [--check]     --check: exit code 1 when the newest backup is older than it should be
 *
 * BACKUP_AT (02:30, in UTC), BACKUP_KEEP (14 newest) and BACKUP_DIR (/backups). A backup is only thrown away when a
 * newer one is whole, so a week of failures costs no old one. What a backup is, `askpress backup` knows.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findSuperfluous, isLate, nameOf, newestOf, nextAfter } from './rotation.ts'

const folder = process.env['BACKUP_DIR'] || '/backups'
const keep = Number(process.env['BACKUP_KEEP'] || '14')
const at = process.env['BACKUP_AT'] || '02:30'
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const RETRY_MS = 15 * 60_000

const stopping = new AbortController()
let running: ChildProcess | null = null
// The first process of a container gets no default of the kernel's: without this SIGTERM would do nothing.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stopping.abort()
    running?.kill(signal)
  })
}

if (process.argv.includes('--check')) await check()
else if (!Number.isInteger(keep) || keep < 1) fail(`BACKUP_KEEP must be a whole number from 1, not "${keep}"`)
else if (nextAfter(new Date(), at) === null) fail(`BACKUP_AT must be a time such as 02:30, not "${at}"`)
else await runForEver()

async function runForEver(): Promise<void> {
  let isDue = isLate(newestOf(await readdir(folder)), new Date())
  while (!stopping.signal.aborted) {
    if (isDue && !(await backUp())) await pause(RETRY_MS)
    else {
      const next = nextAfter(new Date(), at) ?? new Date()
      say(`next backup at ${next.toISOString()}`)
      await pause(next.getTime() - Date.now())
      isDue = true
    }
  }
}

async function backUp(): Promise<boolean> {
  const file = join(folder, nameOf(new Date()))
  running = spawn(process.execPath, [main, 'backup', file], { stdio: 'inherit' })
  const [code] = await once(running, 'exit')
  running = null
  if (code !== 0) {
    say(`the backup failed with exit code ${code}`)
    return false
  }
  for (const name of findSuperfluous(await readdir(folder), keep)) {
    await rm(join(folder, name))
    say(`threw away ${name}`)
  }
  return true
}

async function check(): Promise<void> {
  const newest = newestOf(await readdir(folder))
  if (isLate(newest, new Date())) fail(`the newest backup is ${newest?.toISOString() ?? 'none'}`)
}

function pause(ms: number): Promise<void> {
  return sleep(ms, undefined, { signal: stopping.signal }).catch(() => {})
}

function fail(reason: string): void {
  say(reason)
  process.exitCode = 1
}

function say(text: string): void {
  process.stderr.write(`nightly backup: ${text}\n`)
}
