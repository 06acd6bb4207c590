/**
 * One process at a time on one data folder.
 *
 * PGlite itself takes no lock, and two processes on one folder lose acknowledged rows without an error
 * (measured; electric-sql/pglite#1106). A lock is taken over only from a process that is gone, never by its age.
 */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, codeOf } from '../errors.ts'
import { makeFolder } from './make-folder.ts'
import { isProcessGone } from './process-gone.ts'

interface Holder {
  pid: number
  host: string
}

/** Locks of this very process: its own id in a lock file says nothing, see isProcessOver. */
const lockedHere = new Set<string>()

/**
 * @returns A function that gives the folder free again.
 * @throws AppError `conflict` naming the process that holds it, `invalid_config` when the folder cannot be written.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = resolve(join(folder, 'askpress.lock'))
  const me: Holder = { pid: process.pid, host: hostname() }
  await makeFolder(folder).catch((error) => Promise.reject(unusable(folder, error)))
  if (lockedHere.has(file)) throw held(folder, file, me)
  lockedHere.add(file)
  try {
    if (!(await createLock(file, me, folder))) await takeOver(file, me, folder)
  } catch (error) {
    lockedHere.delete(file)
    throw error
  }
  return async () => {
    await rm(file, { force: true })
    lockedHere.delete(file)
  }
}

/**
 * From a process that is gone. Whoever takes over holds a second lock meanwhile and looks again under it: of several who
 * saw the dead one at one moment, the others would clear away the lock of the first.
 *
 * @throws AppError `conflict` when the folder is held after all.
 */
async function takeOver(file: string, me: Holder, folder: string): Promise<void> {
  const isGone = (holder: Holder | null) => holder === null || isProcessOver(holder, me)
  const holder = await readWritten(file)
  if (!isGone(holder)) throw held(folder, file, holder)
  const turn = `${file}.takeover`
  if (!(await createLock(turn, me, folder))) {
    const other = await readWritten(turn)
    if (!isGone(other)) throw held(folder, file, other)
    // That one died in the middle of it, a moment of milliseconds.
    await rm(turn, { force: true })
    if (!(await createLock(turn, me, folder))) throw held(folder, file, await readHolder(turn))
  }
  try {
    const now = await readWritten(file)
    if (!isGone(now)) throw held(folder, file, now)
    await rm(file, { force: true })
    if (!(await createLock(file, me, folder))) throw held(folder, file, await readHolder(file))
  } finally {
    await rm(turn, { force: true })
  }
}

/** A lock that is there and says nothing is being written at this moment, or was left by a process that died doing so. */
async function readWritten(file: string): Promise<Holder | null> {
  const holder = await readHolder(file)
  if (holder) return holder
  await sleep(WRITING_MS)
  return readHolder(file)
}

const WRITING_MS = 250

async function createLock(file: string, me: Holder, folder: string): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(me), { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw unusable(folder, error)
  }
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    const holder: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isHolder(holder) ? holder : null
  } catch {
    // Half-written by a process that died just then, or removed meanwhile.
    return null
  }
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && 'pid' in value && 'host' in value
}

/** On another host (a shared volume) nothing can be known of the process, so its lock stands. */
function isProcessOver(holder: Holder, me: Holder): boolean {
  if (holder.host !== me.host) return false
  // The first process of a container always has the same id: such a lock is left over from its last life, because our own
  // are known to us.
  return holder.pid === me.pid || isProcessGone(holder.pid)
}

function held(folder: string, file: string, holder: Holder | null): AppError {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  return new AppError(
    'conflict',
    `The data folder ${folder} is in use by ${who}. Stop it, or ask the running server over HTTP instead; ` +
      `for several processes at once set DATABASE_URL to a PostgreSQL server. ` +
      `If that process is certainly gone, delete ${file}.`,
    { code: 'locked' },
  )
}

function unusable(folder: string, cause: unknown): AppError {
  return new AppError('invalid_config', `The data folder ${folder} cannot be written. Set DATA_DIR to one that can.`, {
    cause,
  })
}
