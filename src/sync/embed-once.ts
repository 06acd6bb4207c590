/**
 * Embeds texts that have no vector yet, each by one process: those that another is just embedding are waited for, and
 * taken over when it dies or gives up.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { embedAll } from '../embedding/batch.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { claimTexts, releaseClaims, renewClaims } from '../store/claims.ts'
import type { Db } from '../store/db.ts'
import { isHolderGone, me } from '../store/holder.ts'
import type { Space } from '../store/spaces.ts'
import { byText, type EmbeddedTexts } from './by-text.ts'

export interface EmbedOnceParts {
  /** Not a transaction: others have to see the claims. */
  db: Db
  embedder: Embedder
  space: Space
  signal: AbortSignal
}

export interface OnceText {
  embedText: string
  tokenCount: number
  textHash: string
}

export interface OnceCount {
  texts: number
  requests: number
  tokens: number
  /** Some were embedded by somebody else. */
  hasWaited: boolean
}

/** A third of the claim: two renewals may fail before anybody takes it over. */
const RENEW_MS = 20_000
/** Between two looks at texts that somebody else embeds; a request takes some hundred milliseconds. */
const WAIT_MS = { first: 50, most: 500 }

/**
 * @param texts Each once.
 * @param keep Stores what came, where everybody sees it.
 * @throws AppError as the embedder does, the reason of the signal; texts that were not embedded are free for others then.
 */
export async function embedOnce(
  parts: EmbedOnceParts,
  texts: readonly OnceText[],
  keep: (embedded: EmbeddedTexts) => Promise<void>,
): Promise<OnceCount> {
  const { db, space, signal } = parts
  const count: OnceCount = { texts: 0, requests: 0, tokens: 0, hasWaited: false }
  let waiting = texts.map(({ textHash }) => textHash)
  let gone: string[] = []
  let waitMs = WAIT_MS.first
  while (waiting.length > 0) {
    const holder = `${me}/${randomUUID()}`
    const { ours, theirs } = await claimTexts(db, space.id, waiting, { holder, gone })
    const claimed = texts.filter(({ textHash }) => ours.has(textHash))
    if (claimed.length > 0) await embedClaimed(parts, { holder, texts: claimed, keep, count })
    waiting = [...theirs.keys()]
    if (waiting.length === 0) break
    count.hasWaited = true
    gone = [...new Set(theirs.values())].filter((other) => other !== '' && isHolderGone(db, other))
    if (gone.length > 0) continue
    await sleep(waitMs, undefined, { signal })
    waitMs = Math.min(WAIT_MS.most, waitMs * 2)
  }
  return count
}

interface Claimed {
  holder: string
  texts: readonly OnceText[]
  keep: (embedded: EmbeddedTexts) => Promise<void>
  count: OnceCount
}

async function embedClaimed(
  { db, embedder, signal }: EmbedOnceParts,
  { holder, texts, keep, count }: Claimed,
): Promise<void> {
  // A renewal that fails is tried again by the next one.
  const timer = setInterval(() => void renewClaims(db, holder).catch(() => {}), RENEW_MS)
  timer.unref()
  try {
    const all = await embedAll(embedder, texts, { signal })
    const embedded = byText(texts, all)
    await keep(embedded)
    count.texts += embedded.embeddings.length
    count.requests += all.requests
    count.tokens += all.tokens
  } catch (error) {
    // Where the database is away they lapse.
    await releaseClaims(db, holder).catch(() => {})
    throw error
  } finally {
    clearInterval(timer)
  }
}
