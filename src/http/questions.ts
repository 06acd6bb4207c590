/**
 * The bodies of /search and /ask, checked once and turned into the requests the rest of the program takes.
 *
 * Fields we do not know are ignored, so that a newer client can talk to an older service. `null` means left out.
 */
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { AskRequest, SearchRequest } from '../types.ts'

const MAX_QUESTION_CHARACTERS = 1_000
const MAX_FILTER_VALUES = 50

/** NUL and lone surrogates are legal in JSON and not in PostgreSQL text. */
const text = z.string().transform((value) => value.toWellFormed().replaceAll('\0', ' ').normalize('NFC').trim())

const question = text
  .refine((value) => [...value].length <= MAX_QUESTION_CHARACTERS, {
    error: `must be at most ${MAX_QUESTION_CHARACTERS.toLocaleString('en')} characters`,
  })
  .meta({ description: `At most ${MAX_QUESTION_CHARACTERS.toLocaleString('en')} characters after trimming and NFC.` })

const name = text.refine((value) => value !== '' && value.length <= 200, { error: 'must be 1 to 200 characters' })

/** One value or several, as a list; an empty list filters nothing. */
const names = z
  .union([name.transform((value) => [value]), z.array(name).max(MAX_FILTER_VALUES)], {
    error: `must be a string or a list of at most ${MAX_FILTER_VALUES} strings, none of them empty`,
  })
  .nullish()
  .transform((values) => (values == null || values.length === 0 ? undefined : values))

/** A day or a moment; one without a time zone is UTC, as the database keeps them. */
const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
    error: 'must be an ISO 8601 date, such as 2026-03-01 or 2026-03-01T12:00:00Z',
  })
  .transform((value) => new Date(/T.*(Z|[+-]\d\d:?\d\d)$|^[^T]+$/.test(value) ? value : `${value}Z`))
  .nullish()
  .transform((value) => value ?? undefined)

const filters = z
  .object({
    type: names,
    category: names,
    tag: names,
    author: names,
    language: names,
    after: moment.meta({ description: 'Published then or later.' }),
    before: moment.meta({ description: 'Published earlier.' }),
  })
  .nullish()
  .transform((value) => value ?? {})
  .meta({ description: 'Of a list of values one must fit.' })

export const site = name
  .nullish()
  .transform((value) => value ?? undefined)
  .meta({ description: 'Name of a site, as /status lists it; left out, all.' })
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)

export const searchBody = z.object({
  q: question,
  k: z
    .int()
    .min(1)
    .max(50)
    .nullish()
    .transform((value) => value ?? 8)
    .meta({ description: 'Passages wanted; 8 unless told, 10 at most under a browser key.' }),
  mode: z
    .enum(['hybrid', 'vector', 'keyword'])
    .nullish()
    .transform((value) => value ?? 'hybrid')
    .meta({ description: 'By words, by meaning, or by both, which is what one gets unless told.' }),
  site,
  filters,
  explain: flag.meta({ description: 'Adds to each result how its score came about.' }),
})

export const askBody = z.object({
  q: question,
  site,
  filters,
  history: z
    .array(z.object({ q: question, answer: text }))
    .max(20)
    .nullish()
    .transform((value) => value ?? [])
    .meta({ description: 'Earlier turns, oldest first.' }),
  stream: flag.meta({ description: 'As server-sent events.' }),
})

/** @throws AppError `invalid_input` naming the field; code `missing q` when there is no question. */
export function parseSearchBody(body: unknown): { request: SearchRequest; isExplained: boolean } {
  const { q, k, explain, ...rest } = parseBody(searchBody, body)
  return { request: { question: q, limit: k, ...rest }, isExplained: explain }
}

/** @throws AppError `invalid_input` naming the field; code `missing q` when there is no question. */
export function parseAskBody(body: unknown): { request: AskRequest; isStreamed: boolean } {
  const { q, stream, history, ...rest } = parseBody(askBody, body)
  const turns = history.map((turn) => ({ question: turn.q, answer: turn.answer }))
  return { request: { question: q, history: turns, ...rest }, isStreamed: stream }
}

function parseBody<Schema extends z.ZodType<{ q: string }>>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success && parsed.data.q !== '') return parsed.data
  if (isWithoutQuestion(body ?? {})) {
    throw new AppError('invalid_input', 'Send the question as "q", such as {"q": "How do I …?"}.', {
      code: 'missing q',
    })
  }
  throw new AppError('invalid_input', parsed.success ? 'q: must not be empty' : describe(parsed.error))
}

/** Says what is wrong with the first field that is wrong. Never repeats what the client sent. */
export function describe(error: z.ZodError): string {
  const [issue] = error.issues
  if (issue === undefined || issue.path.length === 0) return 'The body must be a JSON object.'
  return `${issue.path.join('.')}: ${issue.message}`
}

function isWithoutQuestion(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false
  const q = 'q' in body ? body.q : null
  return q === null || (typeof q === 'string' && q.trim() === '')
}
