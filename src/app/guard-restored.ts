/** Keeps a database that came out of a backup from being served before each of its sites was seen whole. */
import type { App } from '../cli/parts.ts'
import { AppError } from '../errors.ts'
import type { HttpParts } from '../http/parts.ts'
import type { Db } from '../store/db.ts'
import { findRestored } from '../store/restored.ts'
import { keepFresh } from './keep-fresh.ts'

/** A sweep takes longer than anybody notices this. */
const FRESH_MS = 1_000
const RETRY_SECONDS = 30

type Questions = Pick<App, 'search' | 'ask' | 'askEvents'> & Pick<HttpParts, 'findKept'>

/** Asks the database at most once a second, before anything that was kept is looked at. */
export function guardRestored(db: Db, { search, findKept, ask, askEvents }: Questions): Questions {
  const refuse = keepFresh(() => refuseRestored(db), FRESH_MS)
  return {
    search: async (request, signal) => {
      await refuse()
      return search(request, signal)
    },
    findKept: async (request) => {
      await refuse()
      return findKept(request)
    },
    ask: async (request, signal) => {
      await refuse()
      return ask(request, signal)
    },
    async *askEvents(request, signal) {
      await refuse()
      yield* askEvents(request, signal)
    },
  }
}

/** @throws AppError `unavailable` with the way out, or because the database is away. */
export async function refuseRestored(db: Db): Promise<void> {
  const names = await findRestored(db)
  if (names.length === 0) return
  throw new AppError(
    'unavailable',
    'The index came out of a backup, and posts deleted since may be in it. It is served once a sync has seen every post ' +
      'of each site: "askpress status" tells what is in the way.',
    { code: 'restored', retryable: true, retryAfterSeconds: RETRY_SECONDS },
  )
}
