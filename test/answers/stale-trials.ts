/**
 * Ask, change a post, ask again: does anything of the old state come out after the commit? On a real database and a real
 * Redis, with two processes' worth of state, and a Redis that gets back whatever was ever kept in it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Generator } from '../../src/answer/generator.ts'
import { type Answers, openAnswers } from '../../src/app/give-answers.ts'
import type { Cache } from '../../src/cache/cache.ts'
import { readConfig } from '../../src/config.ts'
import { AppError } from '../../src/errors.ts'
import { retrieve } from '../../src/retrieval/retrieve.ts'
import type { Db } from '../../src/store/db.ts'
import { replaceDocuments } from '../../src/store/documents.ts'
import { saveSite } from '../../src/store/sites.ts'
import { withdrawDocuments } from '../../src/store/withdraw.ts'
import type { AskEvent, AskRequest } from '../../src/types.ts'
import { aSite, aWrite } from '../makers.ts'
import { aRandom } from '../random.ts'

export interface StaleOptions {
  /** One for each process. */
  stores: readonly { db: Db; cache: Cache }[]
  trials: number
  seed: number
}

export interface StaleReport {
  trials: number
  asks: number
  /** Answers that came out of the cache: without them nothing is proven. */
  cached: number
  /** Streams that were under way while the post changed, and those of them that broke off for it. */
  midStream: number
  brokenOff: number
  /** What came out after a commit that had ended it. */
  stale: string[]
  changes: Record<Change, number>
}

type Change = 'edit' | 'rename' | 'move' | 'hide' | 'delete'

const POSTS = 8
const CHANGES: readonly Change[] = ['edit', 'rename', 'move', 'hide', 'delete']
/** Everything a post shows has a mark of its own in each of its states. */
const MARKS = /(?:fuel|title|path)\d+/g

interface Post {
  wpId: number
  fuel: string
  title: string
  path: string
  isPublic: boolean
}

/** One process as far as answers go: its own connections, its own memory. */
interface Process {
  answers: Answers
  cache: Remembering
}

export async function runStaleTrials({ stores, trials, seed }: StaleOptions): Promise<StaleReport> {
  const random = aRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const db = stores[0]?.db
  if (!db) throw new Error('no process, no trials')
  const site = await saveSite(db, aSite({ name: `stale-${seed}`, url: `https://stale-${seed}.test` }))
  const writer = { siteId: site.id, fence: null }
  const processes = stores.map((store) => openProcess(store, site.id, () => random() * 3))
  const report: StaleReport = newReport(trials)
  let marks = 0
  const posts = Array.from({ length: POSTS }, (_, index): Post => ({ wpId: index + 1, isPublic: true, ...newMarks() }))

  function newMarks() {
    const n = ++marks
    return { fuel: `fuel${n}`, title: `title${n}`, path: `path${n}` }
  }
  const save = async (post: Post) => {
    const document = {
      wpId: post.wpId,
      title: post.title,
      url: `https://site.test/${post.path}`,
      contentHash: post.fuel,
    }
    await replaceDocuments(
      db,
      writer,
      [aWrite([`The ${nameOf(post)} lighthouse burns ${post.fuel}.`], document)],
      new Date(),
    )
  }
  const change = async (post: Post, kind: Change) => {
    const { fuel, title, path } = newMarks()
    if (kind === 'edit') post.fuel = fuel
    if (kind === 'rename') post.title = title
    if (kind === 'move') post.path = path
    post.isPublic = kind !== 'hide' && kind !== 'delete'
    report.changes[kind]++
    if (post.isPublic) return save(post)
    const status = kind === 'hide' ? 'hidden' : 'deleted'
    await withdrawDocuments(db, writer, [post.wpId], { status, reason: 'gone' })
  }
  const findStale = (said: unknown) => {
    const current = new Set(
      posts.filter((post) => post.isPublic).flatMap(({ fuel, title, path }) => [fuel, title, path]),
    )
    return (JSON.stringify(said).match(MARKS) ?? []).filter((mark) => !current.has(mark))
  }
  const check = (trial: string, said: unknown) => {
    const old = findStale(said)
    if (old.length > 0) report.stale.push(`${trial}: ${[...new Set(old)].join(', ')}`)
  }

  for (const post of posts) await save(post)
  for (let trial = 0; trial < trials; trial++) {
    const post = pick(posts)
    if (!post.isPublic) {
      Object.assign(post, newMarks(), { isPublic: true })
      await save(post)
    }
    // In half of the trials nobody has asked before, so that the answer is on its way when the change comes.
    const isNew = random() < 0.5
    const question = `What does the ${nameOf(post)} lighthouse burn?`
    const request: AskRequest = { question, filters: isNew ? { after: new Date(trial) } : {}, history: [] }
    const kind = pick(CHANGES)
    const name = `trial ${trial} (${kind})`
    for (let n = isNew ? 4 : 0; n < 4; n++)
      check(`${name}, before`, await askOne(pick(processes), request, random() < 0.5, report))

    // Something else changes first in half of them: then the epoch says nothing, and the posts themselves are looked at.
    if (random() < 0.5) await save(pick(posts.filter((other) => other !== post && other.isPublic)))
    const streams = isNew ? processes.map((one) => startStream(one, request)) : []
    await sleep(random() * 8)
    await change(post, kind)
    for (const stream of streams) stream.mark()
    if (random() < 0.5) for (const { cache } of processes) await cache.bringBack()

    const again = processes.flatMap((one) => [true, false].map((isStream) => askOne(one, request, isStream, report)))
    for (const said of await Promise.all(again)) check(`${name}, after`, said)
    for (const stream of streams) {
      report.midStream++
      const { late, isBrokenOff } = await stream.end()
      check(`${name}, mid-stream`, late)
      if (isBrokenOff) report.brokenOff++
    }
  }
  for (const { answers } of processes) await answers.close()
  return report
}

function newReport(trials: number): StaleReport {
  const changes = { edit: 0, rename: 0, move: 0, hide: 0, delete: 0 }
  return { trials, asks: 0, cached: 0, midStream: 0, brokenOff: 0, stale: [], changes }
}

function nameOf({ wpId }: Post): string {
  return ['amber', 'birch', 'cedar', 'dune', 'ember', 'fjord', 'granite', 'harbour'][wpId - 1] ?? 'nameless'
}

/** As the route does it: what is kept as it is, or else asked for. Every shown piece comes back. */
async function askOne(
  { answers }: Process,
  request: AskRequest,
  isStream: boolean,
  report: StaleReport,
): Promise<unknown> {
  const { signal } = new AbortController()
  report.asks++
  if (isStream) {
    try {
      const events = await Array.fromAsync(answers.askEvents(request, signal))
      if (events.some((event) => event.type === 'done' && event.answer.isCached)) report.cached++
      return events.map(shown)
    } catch (error) {
      // It may join a stream that is still true for it, and meets a change in the middle.
      if (error instanceof AppError && error.code === 'outdated') return []
      throw error
    }
  }
  const kept = await answers.findKept(request)
  if (kept) {
    report.cached++
    return JSON.parse(kept.body.toString())
  }
  return answers.ask(request, signal)
}

/** A stream that goes on while the world changes. `late`: what the model wrote after the mark and came through. */
function startStream({ answers }: Process, request: AskRequest) {
  let markedAt = Number.POSITIVE_INFINITY
  const late: unknown[] = []
  const reading = (async () => {
    try {
      for await (const event of answers.askEvents(request, new AbortController().signal)) {
        const writtenAt = event.type === 'delta' ? Number(/at (\d+)/.exec(event.text)?.[1] ?? 0) : 0
        if (writtenAt > markedAt) late.push(shown(event))
      }
      return false
    } catch (error) {
      if (error instanceof AppError && error.code === 'outdated') return true
      throw error
    }
  })()
  return {
    mark: () => {
      markedAt = ticks
    },
    end: async () => ({ isBrokenOff: await reading, late }),
  }
}

function shown(event: AskEvent): unknown {
  return event.type === 'done' ? event.answer : event
}

/** Counts what models write, over all processes, so that it can be told whether it was before or after a commit. */
let ticks = 0

/** Tells what its sources say, one after the other, with pauses, and when. */
function aTalker(pauseMs: () => number): Generator {
  return {
    name: 'talker',
    outcome: 'answered',
    async *generate({ sources }) {
      for (const { n, content, title, url } of sources) {
        await sleep(pauseMs())
        yield {
          lead: n === 1 ? '' : ' ',
          text: `${content} (${title}, ${url}, at ${++ticks})`,
          cites: [n],
          quote: content,
        }
      }
    },
  }
}

function openProcess({ db, cache }: { db: Db; cache: Cache }, siteId: number, pauseMs: () => number): Process {
  const remembering = remember(cache)
  const generator = aTalker(pauseMs)
  const resolveSites = async () => [siteId]
  const parts = { db, resolveSites, findVectors: async () => null }
  const answers = openAnswers({
    config: readConfig({}),
    db,
    cache: remembering,
    resolveSites,
    making: {
      search: (request, signal) => retrieve(parts, { ...request, mode: 'keyword' }, signal),
      generator,
      fallback: generator,
    },
  })
  return { answers, cache: remembering }
}

interface Remembering extends Cache {
  /** Everything that was ever kept is there again, as after a purge that got lost or a Redis restored from yesterday. */
  bringBack(): Promise<void>
}

function remember(cache: Cache): Remembering {
  const kept = new Map<string, { bytes: Buffer; ttlSeconds: number }>()
  return {
    ...cache,
    // The Redis of the tests is not ours alone.
    count: async () => {},
    set: async (key, bytes, ttlSeconds) => {
      // The first of each key: the oldest is what may come out last.
      if (!kept.has(key)) kept.set(key, { bytes, ttlSeconds })
      await cache.set(key, bytes, ttlSeconds)
    },
    bringBack: async () => {
      for (const [key, { bytes, ttlSeconds }] of kept) await cache.set(key, bytes, ttlSeconds)
    },
  }
}
