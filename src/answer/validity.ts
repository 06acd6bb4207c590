/**
 * Does an answer given before still hold? Asked of the database at every read, so that no lost message, silent Redis or
 * second process can keep an answer alive that a commit has ended.
 */
import type { Db } from '../store/db.ts'
import { documentKey, readEpochs, readStamps } from '../store/stamps.ts'
import type { DocumentStamp } from '../types.ts'
import { readTogether } from './read-together.ts'

/** By id of the site. */
export type Epochs = ReadonlyMap<number, string>

export interface Validity {
  /** As of now: read after the call. */
  readEpochs(siteIds: readonly number[]): Promise<Epochs>
  /**
   * Whether every one of these posts is searchable and as it was: its text, title and address.
   *
   * @param epochs Of their sites, if they were read since the question came in.
   */
  areCurrent(documents: readonly DocumentStamp[], epochs?: Epochs): Promise<boolean>
}

/** Of posts known to be current; each takes some 100 bytes. */
const MAX_SEEN = 20_000

/** @param db The primary: a replica may not have heard of what was deleted. */
export function openValidity(db: Db): Validity {
  const epochsOf = readTogether((siteIds: number[]) => readEpochs(db, [...new Set(siteIds)]))
  const stampsOf = readTogether((documents: DocumentStamp[]) =>
    readStamps(db, [...new Map(documents.map((document) => [documentKey(document), document])).values()]),
  )
  // What was looked at under one epoch need not be looked at again under it.
  const seen = new Map<string, string>()

  return {
    readEpochs: epochsOf,
    async areCurrent(documents, known) {
      if (documents.length === 0) return true
      const epochs = known ?? (await epochsOf(documents.map(({ siteId }) => siteId)))
      const doubtful = documents.filter((document) => {
        const epoch = epochs.get(document.siteId)
        return epoch === undefined || (epoch !== document.epoch && epoch !== seen.get(seenKey(document)))
      })
      if (doubtful.length === 0) return true
      const stamps = await stampsOf(doubtful)
      if (doubtful.some((document) => stamps.get(documentKey(document)) !== document.stamp)) return false
      if (seen.size > MAX_SEEN) seen.clear()
      // The epochs were read first: under the same epochs the posts are still what the stamps say.
      for (const document of doubtful) seen.set(seenKey(document), epochs.get(document.siteId) ?? '')
      return true
    },
  }
}

function seenKey(document: DocumentStamp): string {
  return `${documentKey(document)} ${document.stamp}`
}
