/** What answers look like, as schemas: for /openapi.json, and for tests that hold every answer to them. */
import { z } from 'zod'

const moment = z.iso.datetime()
const count = z.int().min(0)
const share = z.number().min(0)
const reasons = z.record(z.string(), count).meta({ description: 'Counts by reason.' })

const explain = z
  .object({
    keyword: share.nullable(),
    coverage: share.nullable(),
    vector: share.nullable(),
    vector_weight: share,
    rerank: z
      .number()
      .nullable()
      .meta({ description: 'What the reranker gave, on the scale of its model; it changes the order, not the score.' }),
    matched: z.array(z.string()),
  })
  .meta({ description: 'How the score came about; only where it was asked for.' })

const result = z.object({
  id: z.string().optional().meta({ description: 'Of the passage; not under a browser key.' }),
  content: z.string().meta({ description: 'Markdown.' }),
  title: z.string(),
  url: z
    .string()
    .meta({ description: 'Permalink, with #anchor where the passage stands under a heading that has one.' }),
  score: z.number().optional().meta({ description: 'Compares results of one answer; not under a browser key.' }),
  heading: z.string().nullable(),
  site: z.string(),
  type: z.string(),
  language: z.string(),
  author: z.string().nullable(),
  categories: z.array(z.string()),
  tags: z.array(z.string()),
  published_at: moment.nullable(),
  modified_at: moment.nullable(),
  explain: explain.optional(),
})

export const searchAnswer = z.object({
  results: z.array(result).meta({ description: 'Best first.' }),
  mode: z.enum(['hybrid', 'vector', 'keyword']).meta({ description: 'The mode that was really used.' }),
  degraded: z.boolean().meta({ description: 'Meaning was wanted and not to be had: the results are by words alone.' }),
})

const citation = z.object({ n: z.int().min(1), url: z.string(), title: z.string(), quote: z.string() })

export const answer = z.object({
  answer: z.string().meta({ description: 'Each [n] in it names the source with that n.' }),
  cached: z.boolean(),
  sources: z.array(result.extend({ n: z.int().min(1) })),
  outcome: z.enum(['answered', 'extractive', 'refused']),
  citations: z.array(citation),
  degraded: z.boolean(),
})

export const ingestAnswer = z.object({ accepted: z.boolean(), post_ids: z.array(z.int()) })

const runOfType = z.object({
  ...{ listed: count, added: count, updated: count, unchanged: count, revived: count, removed: count },
  ...{ hidden: reasons, skipped: reasons, failed: reasons, withheld: count },
})

const run = z.object({
  kind: z.enum(['tick', 'sync', 'nightly', 'full', 'post']),
  outcome: z.enum(['running', 'done', 'partial', 'failed']),
  started_at: moment,
  ...{ ms: count, listed: count, added: count, updated: count, unchanged: count, hidden: reasons, removed: count },
  ...{ renamed: count, revived: count, purged: count, skipped: reasons, failed: reasons, withheld: count },
  types: z.record(z.string(), runOfType).meta({ description: 'The same, by type of post.' }),
  requests: z.object({ light: count, heavy: count }),
  embedded: z.object({ texts: count, requests: count, tokens: count }),
  notes: z.array(z.string()),
})

const space = z.object({
  id: z.int(),
  model: z.string(),
  dimensions: z.int(),
  state: z.enum(['building', 'active', 'retired']),
  ...{ embedded: count, refused: count, chunks: count, declined: z.boolean() },
  activated_at: moment.nullable(),
  retired_at: moment.nullable(),
})

const statusOfType = z.object({
  listed: count.nullable(),
  ...{ indexed: count, hidden: reasons, skipped: reasons, failed: reasons, withheld: count },
})

const siteStatus = z.object({
  name: z.string(),
  url: z.string(),
  listed: count.nullable(),
  ...{ indexed: count, chunks: count, hidden: reasons, skipped: reasons, failed: reasons, withheld: count },
  types: z.record(z.string(), statusOfType).meta({ description: 'The same, by type of post.' }),
  pending_vectors: count,
  spaces: z.array(space),
  last_run: run.nullable(),
  freshness: z.object({ p50_s: z.number().nullable(), p95_s: z.number().nullable() }),
})

const postStatus = z.object({
  site: z.string(),
  post_id: z.int(),
  state: z.enum(['active', 'hidden', 'empty', 'failed', 'deleted']).nullable(),
  reason: z.string().nullable(),
  title: z.string(),
  url: z.string(),
  chunks: count,
  indexed_at: moment.nullable(),
  missing_since: moment.nullable(),
})

const spending = z
  .object({
    day: z.iso.date(),
    ...{ spent_usd: z.number(), reserved_usd: z.number(), limit_usd: z.number().nullable() },
    rows: z.array(
      z.object({
        key: z.string(),
        site: z.string().nullable(),
        kind: z.enum(['answer', 'rewrite', 'question', 'passages', 'rerank']),
        ...{ requests: count, input_tokens: count, output_tokens: count, unpriced_tokens: count, usd: z.number() },
      }),
    ),
  })
  .meta({ description: 'Of today (UTC); under a key with the scope admin.' })

export const statusAnswer = z.union([
  z.object({ sites: z.array(siteStatus), spending: spending.optional() }),
  z.object({ posts: z.array(postStatus) }).meta({ description: 'With ?post=.' }),
])

const partState = z.enum(['ok', 'degraded', 'down'])

export const health = z.object({
  ...{ status: partState, database: partState, cache: partState, embedder: partState },
  sync: z
    .object({
      running: z.boolean(),
      last_started_at: moment.nullable(),
      last_outcome: run.shape.outcome.nullable(),
      pending_vectors: count,
    })
    .optional()
    .meta({ description: 'Only under a key.' }),
  notes: z.array(z.string()).optional().meta({ description: 'Only under a key.' }),
})

export const alive = z.object({ status: z.literal('ok') })

export const pageFacts = z.object({ key_required: z.boolean(), suggestions: z.array(z.string()) })

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().meta({ description: 'For people; may be reworded.' }),
  instance: z.string().meta({ description: 'urn:uuid: and the id of the request.' }),
  error: z.string().meta({ description: 'A short code to branch on.' }),
  code: z.literal('shutting_down').optional().meta({ description: 'This process is going away; another answers.' }),
  retryable: z.boolean().optional().meta({ description: 'With `code`: whether to ask again.' }),
  'violated-policies': z.array(z.string()).optional().meta({ description: 'With 429: names of RateLimit-Policy.' }),
})
