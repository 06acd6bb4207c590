/**
 * Documents, a fake provider, and processes that come and go with different models: what a change of models needs.
 *
 * A process is what the program makes of a configuration: its wish for a space, its searches, its filling.
 */
import { type Embedders, openEmbedders } from '../../src/app/embedders.ts'
import { openIndexState } from '../../src/app/index-state.ts'
import { embedWaiting } from '../../src/app/spaces.ts'
import { unpaid } from '../../src/app/spending.ts'
import { unwatched } from '../../src/app/watch.ts'
import { readConfig } from '../../src/config.ts'
import { retrieve } from '../../src/retrieval/retrieve.ts'
import type { Db } from '../../src/store/db.ts'
import { replaceDocuments } from '../../src/store/documents.ts'
import { saveSite } from '../../src/store/sites.ts'
import { openSpace, type StoredSpace } from '../../src/store/spaces.ts'
import type { SearchMode, SearchResult } from '../../src/types.ts'
import { aSite, aWrite } from '../makers.ts'

export interface Process {
  embedders: Embedders
  /** The space its configuration names. */
  space: StoredSpace
  search(question: string, mode?: SearchMode): Promise<SearchResult>
  /** As the work in the background does. */
  fill(options?: { signal?: AbortSignal; onTurn?: () => void }): Promise<void>
  close(): Promise<void>
}

/** Every setting of models a process can have. */
export type Settings = Record<string, string>

export function remoteSettings(baseUrl: string, model: string, dimensions: number): Settings {
  return { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: 'test', EMBED_MODEL: model, EMBED_DIMENSIONS: `${dimensions}` }
}

/** @param maxTexts Of one request, to have several with few texts. */
export async function startProcess(db: Db, settings: Settings, maxTexts = 2048): Promise<Process> {
  const opened = openEmbedders(readConfig(settings))
  return startWith(db, { ...opened, configured: { ...opened.configured, maxTexts } })
}

export async function startWith(db: Db, embedders: Embedders): Promise<Process> {
  const watch = unwatched()
  const space = await openSpace(db, embedders.configured)
  const index = openIndexState({ db, embedders, watch, spending: unpaid() })
  return {
    embedders,
    space,
    search: (question, mode = 'hybrid') => retrieve({ db, ...index }, { question, limit: 5, mode, filters: {} }),
    fill: ({ signal = new AbortController().signal, onTurn = () => {} } = {}) =>
      embedWaiting({ db, embedders, watch, spending: unpaid() }, { signal, onProgress: onTurn }),
    close: () => embedders.close(),
  }
}

/** `number` is the only word a document does not share with others. */
export const textOf = (number: number) =>
  `The lamp in room${number} burns oil, and its keeper is called keeper${number}.`

export const questionOf = (number: number) => `Who keeps the lamp in room${number}, keeper${number}?`

/** One document each, with one passage. */
export async function storeDocuments(db: Db, numbers: readonly number[], language = 'en'): Promise<void> {
  const site = await saveSite(db, aSite())
  const writes = numbers.map((number) =>
    aWrite([textOf(number)], { wpId: number, title: '', language, url: `https://site.test/${number}` }),
  )
  await replaceDocuments(db, { siteId: site.id, fence: null }, writes, new Date())
}

export function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index)
}
