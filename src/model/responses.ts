/**
 * The Responses API: OpenAI's own newer interface, and the only one of some of its models.
 *
 * `store: false`, for OpenAI keeps responses for 30 days otherwise. https://platform.openai.com/docs/api-reference/responses
 */
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Dialect, Piece } from './dialect.ts'

const responseSchema = z.object({
  status: z.string().nullish(),
  error: z.object({ code: z.string().nullish() }).nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z
    .array(z.object({ content: z.array(z.object({ type: z.string(), text: z.string().nullish() })).nullish() }))
    .nullish(),
  usage: z
    .object({
      input_tokens: z.number(),
      output_tokens: z.number(),
      output_tokens_details: z.object({ reasoning_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
})

type Answered = z.infer<typeof responseSchema>

/** Of some fifty kinds of event, those that matter to one who wants the text. */
const eventSchema = z.object({
  type: z.string(),
  delta: z.unknown().optional(),
  response: z.unknown().optional(),
})

export const responses: Dialect = {
  name: 'responses',
  features: ['temperature', 'store', 'reasoning', 'max_output_tokens'],
  send: (client, { model, prompt, maxTokens, features }, signal) =>
    client.responses
      .create(
        {
          model,
          stream: true,
          instructions: prompt.system,
          input: prompt.user,
          ...(features.has('temperature') && { temperature: 0 }),
          ...(features.has('store') && { store: false }),
          ...(features.has('max_output_tokens') && { max_output_tokens: maxTokens }),
          ...(features.has('reasoning') && { reasoning: { effort: 'low' } }),
        },
        { signal },
      )
      .withResponse(),
  readEvent: (event) => {
    const { type, delta, response } = eventSchema.parse(event)
    if (type === 'response.output_text.delta') return [{ text: z.string().parse(delta) }]
    if (type === 'response.refusal.delta') return [{ end: 'filtered' }]
    const isEnd = type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed'
    return isEnd ? readEnd(responseSchema.parse(response)) : []
  },
  readWhole: (body) => {
    const answered = responseSchema.parse(body)
    const parts = answered.output?.flatMap(({ content }) => content ?? []) ?? []
    const isRefused = parts.some(({ type }) => type === 'refusal')
    const text = parts.map((part) => (part.type === 'output_text' ? (part.text ?? '') : '')).join('')
    return [{ text }, ...(isRefused ? [{ end: 'filtered' as const }] : []), ...readEnd(answered)]
  },
}

function readEnd({ status, error, incomplete_details, usage }: Answered): Piece[] {
  if (status === 'failed') {
    const code = error?.code === 'rate_limit_exceeded' ? 'rate_limited' : 'server_error'
    throw new AppError('unavailable', 'The model failed while it was answering.', { code, retryable: true })
  }
  const reason = incomplete_details?.reason
  const cut = reason === 'content_filter' ? 'filtered' : 'cut'
  const end: Piece = { end: status === 'incomplete' ? cut : 'whole' }
  if (!usage) return [end]
  const reasoning = usage.output_tokens_details?.reasoning_tokens ?? 0
  return [{ usage: { input: usage.input_tokens, output: usage.output_tokens, reasoning } }, end]
}
