/**
 * One process at a time on one data folder.
 *
 * PGlite itself takes no lock, and two processes on one folder lose acknowledged rows without an error
 * (measured; electric-sql/pglite#1106). A lock is taken over only from a process that is gone, never by its age.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { AppError, codeOf } from '../errors.ts'
import { isProcessGone } from './process-gone.ts'

interface Holder {
  pid: number
  host: string
}

/** Locks of this very process: its own id in a lock file says nothing, see isGone. */
const lockedHere = new Set<string>()

/**
 * @returns A function that gives the folder free again.
 * @throws AppError `conflict` naming the process that holds it, `invalid_config` when the folder cannot be written.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = resolve(join(folder, 'askpress.lock'))
  const me: Holder = { pid: process.pid, host: hostname() }
  await mkdir(folder, { recursive: true }).catch((error) => Promise.reject(unusable(folder, error)))
  // Twice: the second try comes after the lock of a dead process was cleared.
  for (let attempt = 0; attempt < 2; attempt++) {
    if (await createLock(file, me, folder)) {
      lockedHere.add(file)
      return async () => {
        lockedHere.delete(file)
        await rm(file, { force: true })
      }
    }
    const holder = await readHolder(file)
    if (holder && !isGone(holder, me, file)) throw held(folder, file, holder)
    await rm(file, { force: true })
  }
  throw held(folder, file, await readHolder(file))
}

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
function isGone(holder: Holder, me: Holder, file: string): boolean {
  if (holder.host !== me.host) return false
  // The first process of a container always has the same id: such a lock is left over from its last life.
  if (holder.pid === me.pid) return !lockedHere.has(file)
  return isProcessGone(holder.pid)
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
