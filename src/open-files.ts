/** How many files and connections this process may have open, and who gets how many of them. */
import { readFileSync } from 'node:fs'

/** PostgreSQL does not start with fewer than 48, and keeps a dozen aside. */
const LEAST_FOR_DATABASE = 64

/** As Node has set it: to the hard limit. Null where the system does not tell in /proc. */
export function readOpenFileLimit(): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}

/** Half of them: an embedded database at its limit closes what it has not used for long, one without files stops for good. */
export function filesOfDatabase(limit: number | null, most: number): number {
  return limit === null ? most : Math.min(most, Math.max(LEAST_FOR_DATABASE, Math.floor(limit / 2)))
}

/** A quarter: whoever was let in needs files himself, of the database and of models. Further ones are hung up on. */
export function connectionsOfClients(limit: number | null, most: number): number {
  return limit === null ? most : Math.min(most, Math.max(1, Math.floor(limit / 4)))
}
