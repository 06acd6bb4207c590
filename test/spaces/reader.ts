/** Reads twenty times a second while something changes, and judges afterwards what every single answer was made of. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { SearchResult } from '../../src/types.ts'
import { embedWords } from '../openai/vectors.ts'
import { questionOf } from './space-world.ts'

const PAUSE_MS = 50
/** Of the remote embedder: where the vector's scale begins. */
const BASELINE = 0.15
/** Vectors are kept in halves. */
const TOLERANCE = 0.01

export interface Read {
  number: number
  /** Null when the search failed. */
  result: SearchResult | null
}

export interface Reader {
  reads: Read[]
  /** Resolves after the read under way. */
  stop(): Promise<Read[]>
}

/** @param numbers Documents to ask for, in turn. */
export function startReader(search: (question: string) => Promise<SearchResult>, numbers: readonly number[]): Reader {
  const reads: Read[] = []
  let isOver = false
  const run = async () => {
    for (let turn = 0; !isOver; turn++) {
      const number = numbers[turn % numbers.length] ?? 0
      reads.push({ number, result: await search(questionOf(number)).catch(() => null) })
      await sleep(PAUSE_MS)
    }
  }
  const running = run()
  return {
    reads,
    stop: async () => {
      isOver = true
      await running
      return reads
    },
  }
}

/** The spaces that could have given every one of the vector scores of an answer, by their dimensions. */
export function spacesOf({ number, result }: Read, dimensions: readonly number[]): number[] {
  const hits = result?.hits ?? []
  return dimensions.filter((length) =>
    hits.every(({ content, parts }) => {
      if (parts.vector === null) return true
      return Math.abs(parts.vector - scoreOf(questionOf(number), content, length)) < TOLERANCE
    }),
  )
}

function scoreOf(question: string, content: string, dimensions: number): number {
  const [a, b] = [embedWords(question, dimensions), embedWords(content, dimensions)]
  const cosine = a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0)
  return Math.max(0, (cosine - BASELINE) / (1 - BASELINE))
}

/** Share of the reads whose own document was among the hits. */
export function recallOf(reads: readonly Read[]): number {
  const found = reads.filter(({ number, result }) => result?.hits.some(({ url }) => url.endsWith(`/${number}`)))
  return found.length / reads.length
}

/** What must hold of every read, whatever happened meanwhile. */
export function judge(reads: readonly Read[], dimensions: readonly number[]) {
  return {
    failed: reads.filter(({ result }) => result === null).length,
    degraded: reads.filter(({ result }) => result?.isDegraded).length,
    mixed: reads.filter((read) => spacesOf(read, dimensions).length === 0).length,
    recall: recallOf(reads),
  }
}

export const FLAWLESS = { failed: 0, degraded: 0, mixed: 0, recall: 1 }
