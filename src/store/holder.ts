/** Names this process to the others on its database, and tells of such a name whether its process has ended. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Db } from './db.ts'
import { isProcessGone } from './process-gone.ts'

/** The first process of a container has the same id in each of its lives: the last part tells them apart. */
export const me = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`

/**
 * Only of a process of this machine can we know; the folder lock of PGlite tells that there is no other process at all.
 *
 * @param holder `me` of that process; what stands after a slash says what it holds.
 */
export function isHolderGone(db: Db, holder: string): boolean {
  const [name = ''] = holder.split('/')
  if (name === me) return false
  if (db.engine === 'pglite') return true
  const [, host, pid] = /^(.*?):(\d+)(?::\w+)?$/.exec(name) ?? []
  if (host !== hostname() || pid === undefined) return false
  // Containers that share the name of their host count their processes from 1 each: this may be one that lives.
  if (Number(pid) === process.pid) return false
  return isProcessGone(Number(pid))
}
