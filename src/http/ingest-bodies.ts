/** The two bodies of /ingest: a request under a key, and what a signed message is about. Checked once, here. */
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { refuseDepth } from './bodies.ts'
import { describe, site } from './questions.ts'

export interface IngestRequest {
  postIds: number[]
  /** Left out: every site. */
  site?: string | undefined
}

export type WebhookEvent =
  | { kind: 'posts'; postIds: number[]; isPublic: boolean }
  | { kind: 'resync' }
  /** Of a type that came after us. */
  | { kind: 'unknown' }

const MAX_POSTS = 100
/** WordPress ids are 32 bit. */
const MAX_ID = 2 ** 31 - 1

const postId = z.int({ error: 'must be the number of a post' }).min(1).max(MAX_ID)

export const ingestBody = z
  .object({
    post_id: postId.nullish(),
    post_ids: z
      .array(postId)
      .max(MAX_POSTS, { error: `must be at most ${MAX_POSTS} posts` })
      .nullish(),
    site,
  })
  .transform(({ post_id, post_ids, site }) => ({
    postIds: [...new Set([...(post_id == null ? [] : [post_id]), ...(post_ids ?? [])])],
    site,
  }))

export const webhookBody = z.object({
  type: z.string(),
  data: z.object({ id: postId.nullish(), status: z.string().nullish(), post_type: z.string().nullish() }).nullish(),
})

/** @throws AppError `invalid_input` naming the field. */
export function parseIngestBody(body: Buffer): IngestRequest {
  const request = parse(ingestBody, body)
  if (request.postIds.length > 0) return request
  throw new AppError('invalid_input', 'post_id: must be the number of a post, such as {"post_id": 42}')
}

/**
 * Of a post only the id is believed; what else the message says of it only saves a look at a post that is neither in
 * the index nor for everybody.
 *
 * @throws AppError `invalid_input` naming the field.
 */
export function parseWebhookBody(body: Buffer): WebhookEvent {
  const { type, data } = parse(webhookBody, body)
  if (type === 'source.resync') return { kind: 'resync' }
  if (!type.startsWith('post.')) return { kind: 'unknown' }
  if (data?.id == null) throw new AppError('invalid_input', 'data.id: must be the number of a post')
  const isPublic = type === 'post.updated' && (data.status ?? 'publish') === 'publish' && data.post_type !== 'revision'
  return { kind: 'posts', postIds: [data.id], isPublic }
}

function parse<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.output<Schema> {
  const json = parseJson(body)
  refuseDepth(json)
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_input', describe(parsed.error))
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new AppError('invalid_input', 'The body is not valid JSON.')
  }
}
