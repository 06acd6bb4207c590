/**
 * Reads posts whole, in batches as big as the site can take, down to a single one where a post breaks its batch.
 *
 * One batch ahead: while the caller works on a batch, the next is under way.
 */
import { AppError } from '../errors.ts'
import type { Post } from '../types.ts'
import { failure, isSizeRelated } from './failures.ts'
import { findCap } from './listing.ts'
import type { Names } from './names.ts'
import type { PostType } from './post-types.ts'
import { POST_FIELDS, type RawPost, readRawPost } from './raw-post.ts'
import { type Reply, refusalError, totalOf } from './reply.ts'
import type { Session } from './session.ts'
import { idOf, recordOf } from './shapes.ts'

export interface Batch {
  posts: Post[]
  /** Asked for and not given: perhaps gone, perhaps not public. findEvidence tells. */
  absent: number[]
  failed: FailedPost[]
}

export interface FailedPost {
  wpId: number
  reason: 'fetch_failed' | 'unexpected_shape'
  message: string
}

interface Reader {
  session: Session
  names: Names
  type: PostType
  /** Still to be read, in order. */
  queue: number[]
  /** Posts that failed alone since the last answer that was good. */
  failuresInARow: number
}

/** Posts that fail alone, one after the other, before we ask whether it is the site and not the posts. */
const SUSPICIOUS_FAILURES = 3

/** @throws AppError when it is the site that fails, not a post: blocked, down, throttled beyond patience */
export async function* readPosts(
  parts: { session: Session; names: Names; type: PostType },
  ids: number[],
): AsyncGenerator<Batch> {
  const reader: Reader = { ...parts, queue: [...new Set(ids)], failuresInARow: 0 }
  let next = startBatch(reader)
  while (next) {
    const batch = await next
    next = startBatch(reader)
    yield batch
  }
}

function startBatch(reader: Reader): Promise<Batch> | null {
  if (reader.queue.length === 0) return null
  const batch = readBatch(reader)
  // The caller may stop before it takes this one; then nobody else would handle its failure.
  batch.catch(() => {})
  return batch
}

async function readBatch(reader: Reader): Promise<Batch> {
  const { session, names, queue } = reader
  for (;;) {
    const ids = queue.slice(0, session.readSize.current)
    const reply = await askForPosts(reader, ids)
    if (reply === 'too much') continue
    queue.splice(0, ids.length)
    if (reply instanceof AppError) return { posts: [], absent: [], failed: ids.map((wpId) => fetchFailed(wpId, reply)) }
    const { raws, again, ...rest } = openBatch(session, reply, ids)
    queue.push(...again)
    return { ...rest, posts: await names.resolve(raws) }
  }
}

/** @returns an error when a single post fails alone, and the site is not to blame. */
async function askForPosts(reader: Reader, ids: number[]): Promise<Reply | AppError | 'too much'> {
  const { session } = reader
  try {
    const reply = await askForBatch(reader, ids)
    if (reply === 'too much') return reply
    session.readSize.answered(reply.ms)
    reader.failuresInARow = 0
    return reply
  } catch (error) {
    if (!isSizeRelated(error)) throw error
    if (ids.length > 1) {
      // Half of what was asked, which may be less than the size allowed.
      while (session.readSize.current >= ids.length) session.readSize.failed()
      return 'too much'
    }
    await blameSite(reader, error)
    return error
  }
}

async function askForBatch({ session, type }: Reader, ids: number[]): Promise<Reply | 'too much'> {
  const reply = await session.ask({
    route: `${type.namespace}/${type.restBase}`,
    // The default of 10 would hide the rest and make them look deleted.
    params: { include: ids.join(), per_page: ids.length, orderby: 'include', _fields: POST_FIELDS },
    weight: 'heavy',
    isSplittable: ids.length > 1,
  })
  if (!reply.refusal) return reply
  const cap = ids.length > 1 ? findCap(reply.refusal, ids.length) : null
  if (cap === null) throw refusalError(reply.refusal, reply.status, session.host)
  session.readSize.capAt(cap)
  return 'too much'
}

/** Three single posts in a row failed: if the site cannot even list one id, it is down, and the posts are not to blame. */
async function blameSite(reader: Reader, error: AppError): Promise<void> {
  if (++reader.failuresInARow < SUSPICIOUS_FAILURES) return
  const { session, type } = reader
  const route = `${type.namespace}/${type.restBase}`
  try {
    const reply = await session.ask({ route, params: { per_page: 1, _fields: 'id' } })
    if (reply.refusal) throw refusalError(reply.refusal, reply.status, session.host)
  } catch (cause) {
    throw cause instanceof AppError ? cause : error
  }
  reader.failuresInARow = 0
}

interface Opened extends Omit<Batch, 'posts'> {
  raws: RawPost[]
  /** Held back by a host that gives fewer rows than asked for. */
  again: number[]
}

function openBatch(session: Session, reply: Reply, ids: number[]): Opened {
  if (!Array.isArray(reply.json)) throw failure('unexpected_shape', session.host)
  const wanted = new Set(ids)
  const failed: FailedPost[] = []
  const raws: RawPost[] = []
  for (const row of reply.json.map(recordOf)) {
    const wpId = idOf(row?.['id'])
    if (!row || wpId === null || !wanted.delete(wpId)) continue
    const post = readRawPost(row, { base: session.apiRoot, now: session.now() })
    if (typeof post === 'string') failed.push({ wpId, reason: 'unexpected_shape', message: post })
    else raws.push(post)
  }
  const { length: count } = reply.json
  if (count > 0 && wanted.size === ids.length) throw failure('params_ignored', session.host)
  const missing = [...wanted]
  if (count > 0 && count < (totalOf(reply) ?? 0)) return { raws, failed, absent: [], again: missing }
  if (!reply.isSalvaged) return { raws, failed, absent: missing, again: [] }
  // What was cut out of a broken answer proves nothing about what is not in it.
  const lost = missing.map((wpId) => fetchFailed(wpId, failure('truncated', session.host)))
  return { raws, failed: [...failed, ...lost], absent: [], again: [] }
}

function fetchFailed(wpId: number, error: AppError): FailedPost {
  return { wpId, reason: 'fetch_failed', message: `Post ${wpId}: ${error.message}` }
}
