/**
 * Posts of one type -> documents with their chunks and vectors.
 *
 * Three things run at once: the site is asked for the next batch, the embedder works on the last one, and the one
 * before is stored. Groups are stored in order, one at a time.
 */

import { AppError, messageOf } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { markFailed, replaceDocuments, type WriteEffect } from '../store/documents.ts'
import { findRefused, keepRefusals, type RefusedText } from '../store/refusals.ts'
import type { Writer } from '../store/runs.ts'
import { findEmbedded, keepEmbeddings } from '../store/vectors.ts'
import type { Passage, SyncReport } from '../types.ts'
import type { PostType } from '../wordpress/post-types.ts'
import { embedOnce } from './embed-once.ts'
import type { SyncOptions, SyncParts } from './parts.ts'
import { type PreparedPost, preparePost } from './prepare.ts'
import { count, runOfType } from './report.ts'

interface Run {
  type: PostType
  wpIds: readonly number[]
  report: SyncReport
  writer: Writer
  /** Takes the ids of posts that came with parts missing. */
  incomplete: Set<number>
}

/** Chunks in one group: enough for a full embedding request, few enough for a short transaction. */
const GROUP_CHUNKS = { postgres: 512, pglite: 128 }
const GROUPS_IN_FLIGHT = 2

/** @returns Ids that the site did not give back. */
export async function ingest(parts: SyncParts, options: SyncOptions, run: Run): Promise<number[]> {
  const refused: RefusedText[] = []
  const store = storeInOrder(parts, options, { ...run, refused })
  try {
    const absent = await readInto(store, parts, { options, run })
    await store.finish()
    return absent
  } finally {
    // Also when something failed: what is still being written needs the lease, and counts in the report.
    await store.settle()
    noteRefused(run.report, refused)
  }
}

/** Posts in groups, in the order they come. Of a site that breaks down half-way, what it gave is kept. */
async function readInto(
  store: Store,
  parts: SyncParts,
  { options, run }: { options: SyncOptions; run: Run },
): Promise<number[]> {
  const absent: number[] = []
  let group: PreparedPost[] = []
  let chunks = 0
  let read = 0
  try {
    for await (const batch of parts.wordpress.readPosts(run.type, [...run.wpIds])) {
      absent.push(...batch.absent)
      await noteFailures(parts, options, { run, failed: batch.failed })
      for (const post of batch.posts) {
        const prepared = preparePost(parts, post)
        if (prepared.isIncomplete) run.incomplete.add(post.wpId)
        group.push(prepared)
        chunks += prepared.passages.length
        if (chunks < GROUP_CHUNKS[parts.db.engine]) continue
        const full = group
        group = []
        chunks = 0
        await store.add(full)
      }
      read += batch.posts.length + batch.absent.length + batch.failed.length
      options.onProgress({ phase: 'read', done: read, total: run.wpIds.length })
      // After what came was taken: it is stored, and not read again by the next run.
      options.signal.throwIfAborted()
    }
  } catch (error) {
    await store.add(group).catch(() => {})
    throw error
  }
  await store.add(group)
  return absent
}

/** Once: a text that was refused is not sent again. */
function noteRefused(report: SyncReport, refused: readonly RefusedText[]): void {
  const [first] = refused
  if (!first) return
  const passages = refused.length === 1 ? '1 passage is' : `${refused.length} passages are`
  report.notes.push(`${passages} refused by the embedder and found by words alone: ${first.reason}`)
}

async function noteFailures(
  { db, site }: SyncParts,
  options: SyncOptions,
  { run, failed }: { run: Run; failed: readonly { wpId: number; reason: string; message: string }[] },
): Promise<void> {
  const [first] = failed
  if (!first) return
  // The message names the post.
  run.report.notes.push(`${first.message}${failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''}`)
  for (const { reason } of failed) count(run.report.failed, reason)
  if (options.isDryRun) return
  const rows = failed.map(({ wpId, reason }) => ({ wpId, type: run.type.name, reason }))
  await markFailed(db, site.id, rows, run.report.startedAt)
}

interface Store {
  /** Resolves once there is room for one more group. Rejects when an earlier one could not be stored. */
  add(group: PreparedPost[]): Promise<void>
  /** Rejects when a group could not be stored. */
  finish(): Promise<void>
  /** Resolves when nothing is under way any more, whatever became of it. */
  settle(): Promise<void>
}

function storeInOrder(parts: SyncParts, options: SyncOptions, run: Run & { refused: RefusedText[] }): Store {
  const stored: Promise<void>[] = []
  // Of a dry run, which keeps nothing: a text of several posts is paid once.
  const counted = new Set<string>()
  const addGroup = (group: PreparedPost[]): Promise<void> => {
    // Both start now; the embedder works while the group before is still being stored.
    const embedded = embedGroup(parts, options, { group, counted, ...run })
    const before = stored.at(-1) ?? Promise.resolve()
    const all = Promise.all([before, embedded]).then(() => storeGroup(parts, options, { group, ...run }))
    // Its error is thrown by whoever waits for it; until then it must not count as unhandled.
    all.catch(() => {})
    return all
  }
  return {
    add: async (group) => {
      if (group.length === 0) return
      stored.push(addGroup(group))
      await stored.at(-1 - GROUPS_IN_FLIGHT)
    },
    finish: async () => {
      await stored.at(-1)
    },
    settle: async () => {
      await Promise.allSettled(stored)
    },
  }
}

interface Group {
  group: PreparedPost[]
  report: SyncReport
}

/**
 * Embeds the texts of a group that have no embedding yet, each once, and keeps them at once.
 * With an embedder that is away the documents are stored all the same: found by keyword, their vectors still to come.
 */
async function embedGroup(
  { db, embedder, space }: SyncParts,
  options: SyncOptions,
  { group, report, refused, counted }: Group & { refused: RefusedText[]; counted: Set<string> },
): Promise<void> {
  if (embedder.runsInBackground || options.signal.aborted) return
  const passages = new Map(group.flatMap((post) => post.passages).map((passage) => [passage.textHash, passage]))
  const texts = [...passages.values()]
  if (options.isDryRun) {
    const missing = await withoutKnown(db, space.id, texts)
    for (const { textHash, tokenCount } of missing.filter((passage) => !counted.has(passage.textHash))) {
      counted.add(textHash)
      report.embedded.texts++
      report.embedded.tokens += tokenCount
    }
    return
  }
  const { signal } = options
  try {
    const count = await embedOnce({ db, embedder, space, signal }, texts, async (embedded) => {
      await keepEmbeddings(db, space.id, embedded.embeddings)
      await keepRefusals(db, space.id, embedded.refused)
      refused.push(...embedded.refused)
    })
    report.embedded.texts += count.texts
    report.embedded.requests += count.requests
    report.embedded.tokens += count.tokens
  } catch (error) {
    // Of a run that is stopped what it has read is kept, as when the embedder is away.
    if (options.signal.aborted) return
    if (!(error instanceof AppError)) throw error
    const note = `Passages were stored without vectors, found by keyword until the next sync: ${messageOf(error)}`
    if (!report.notes.includes(note)) report.notes.push(note)
  }
}

async function withoutKnown(db: Db, spaceId: number, texts: readonly Passage[]): Promise<Passage[]> {
  const hashes = texts.map(({ textHash }) => textHash)
  const known = (await findEmbedded(db, spaceId, hashes)).union(await findRefused(db, spaceId, hashes))
  return texts.filter(({ textHash }) => !known.has(textHash))
}

async function storeGroup(
  { db }: SyncParts,
  options: SyncOptions,
  { group, report, type, writer }: Group & Pick<Run, 'type' | 'writer'>,
): Promise<void> {
  if (options.isDryRun) return
  const effects = await replaceDocuments(db, writer, group, report.startedAt)
  effects.forEach((effect, index) => {
    if (group[index]?.status === 'active') addEffect(report, type.name, effect)
  })
}

function addEffect(report: SyncReport, type: string, effect: WriteEffect): void {
  if (effect === 'unchanged') return
  report[effect]++
  runOfType(report, type)[effect]++
}
