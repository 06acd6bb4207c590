/**
 * The embedder that needs no key and no network: Universal Sentence Encoder lite, run here on a worker thread.
 *
 * English only, and slow: about 6 passages of 300 tokens a second. builtin-model.ts runs the model, window-queue.ts
 * orders the work; this file turns texts into windows and their embeddings into one Vector per text.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Worker } from 'node:worker_threads'
import { builtinFiles } from './builtin-files.ts'
import { openBuiltinThread } from './builtin-thread.ts'
import type { Embedder } from './embedder.ts'
import { createTokenizer, type Vocabulary } from './sentencepiece.ts'
import { normalise, toVector } from './vector.ts'
import { createWindowQueue } from './window-queue.ts'
import { cutWindows, type Window } from './windows.ts'

/** Names the space of this embedder in the store. */
export const BUILTIN_MODEL = 'builtin-use-lite-en'
const DIMENSIONS = 512

/**
 * Texts without a Latin letter or digit (another script, emoji, nothing at all) mean nothing to the model: it would
 * give all of them one and the same vector, so that each found all others. They get a vector made of their hash
 * instead, near cosine 0 to everything but the same text, and keyword search alone ranks them.
 *
 * @param options.startWorker For tests of what happens when the thread breaks.
 */
export function openBuiltinEmbedder(options: { startWorker?: () => Worker } = {}): Embedder {
  const thread = openBuiltinThread(options.startWorker)
  const queue = createWindowQueue(thread.run)
  const reader = lazily(openReader)

  return {
    model: BUILTIN_MODEL,
    dimensions: DIMENSIONS,
    // Small, because a caller keeps what it got call by call: 32 passages are 5 s of work.
    maxTexts: 32,
    maxTokens: 32_000,
    languages: ['en'],
    runsInBackground: true,
    // Measured over eight sets of questions, where anything from 0.3 to 0.6 did well.
    vectorWeight: 0.5,
    baseline: 0,

    countTokens: (text) => reader().countTokens(text),

    embed: async (texts, signal) => {
      const windows = texts.map((text) => reader().readWindows(text))
      // One text is somebody's question, many are a sync.
      const embeddings = await queue.embed(windows.flat(), { isUrgent: texts.length === 1, signal })
      const vectors = texts.map((text, i) => {
        const ofText = windows[i] ?? []
        const floats = ofText.length > 0 ? averageFloats(ofText, embeddings.splice(0, ofText.length)) : hashFloats(text)
        return toVector(normalise(floats))
      })
      return { vectors, tokens: 0 }
    },

    close: async () => {
      queue.close()
      await thread.close()
    },
  }
}

/** Text as the model sees it. */
interface Reader {
  countTokens(text: string): number
  /** Those windows of a text that hold a piece the model can make something of. */
  readWindows(text: string): Window[]
}

function openReader(): Reader {
  // A file of a package pinned to one version: no stranger's input.
  const vocabulary = JSON.parse(readFileSync(builtinFiles().vocabulary, 'utf8')) as Vocabulary
  const tokenizer = createTokenizer(vocabulary)
  const readable = vocabulary.map(([piece]) => /[a-z0-9]/i.test(piece))
  return {
    countTokens: tokenizer.count,
    readWindows: (text) =>
      cutWindows(tokenizer.encode, text).filter((window) => window.some((piece) => readable[piece] === true)),
  }
}

/**
 * The direction of the mean; `normalise` takes care of the length. By the length of the windows, for the last one is
 * often a stub: on Cranfield, vectors alone, that gives nDCG@10 0.187 where the plain mean gives 0.178.
 */
function averageFloats(windows: readonly Window[], embeddings: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(DIMENSIONS)
  for (const [place, window] of windows.entries()) {
    for (const [i, value] of (embeddings[place] ?? []).entries()) sum[i] = (sum[i] ?? 0) + value * window.length
  }
  return sum
}

function hashFloats(text: string): Float32Array {
  const bytes = createHash('shake256', { outputLength: DIMENSIONS * 2 })
    .update(text)
    .digest()
  return Float32Array.from({ length: DIMENSIONS }, (_, i) => bytes.readInt16LE(i * 2))
}

function lazily<T>(open: () => T): () => T {
  let opened: { value: T } | null = null
  return () => {
    opened ??= { value: open() }
    return opened.value
  }
}
