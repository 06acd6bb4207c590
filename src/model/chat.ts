/** Chat completions: what every compatible server speaks. https://platform.openai.com/docs/api-reference/chat */
import { z } from 'zod'
import type { Ask, Dialect, Piece } from './dialect.ts'

const usageSchema = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  completion_tokens_details: z.object({ reasoning_tokens: z.number().nullish() }).nullish(),
})

const textSchema = z.object({ content: z.string().nullish(), refusal: z.string().nullish() })

const finishSchema = z.string().nullish()

const eventSchema = z.object({
  // Absent in the chunk with the usage, and in what some servers send to keep the connection.
  choices: z.array(z.object({ delta: textSchema.nullish(), finish_reason: finishSchema })).nullish(),
  usage: usageSchema.nullish(),
})

const wholeSchema = z.object({
  choices: z.array(z.object({ message: textSchema, finish_reason: finishSchema })).min(1),
  usage: usageSchema.nullish(),
})

export const chat: Dialect = {
  name: 'chat',
  features: ['system', 'temperature', 'stream_options', 'reasoning', 'max_tokens', 'max_completion_tokens'],
  send: (client, { model, prompt, maxTokens, features }, signal) =>
    client.chat.completions
      .create(
        {
          model,
          stream: true,
          messages: toMessages(prompt, features),
          ...(features.has('temperature') && { temperature: 0 }),
          ...(features.has('stream_options') && { stream_options: { include_usage: true } }),
          ...(features.has('max_tokens') && { max_tokens: maxTokens }),
          ...(features.has('max_completion_tokens') && { max_completion_tokens: maxTokens }),
          ...(features.has('reasoning') && { reasoning_effort: 'low' }),
        },
        { signal },
      )
      .withResponse(),
  readEvent: (event) => {
    const { choices, usage } = eventSchema.parse(event)
    const [choice] = choices ?? []
    return [...readText(choice?.delta), ...readFinish(choice?.finish_reason), ...readUsage(usage)]
  },
  readWhole: (body) => {
    const { choices, usage } = wholeSchema.parse(body)
    const [choice] = choices
    return [...readUsage(usage), ...readText(choice?.message), ...readFinish(choice?.finish_reason ?? 'stop')]
  },
}

function toMessages({ system, user }: Ask['prompt'], features: Ask['features']) {
  // Templates of some open models know no system role.
  if (!features.has('system')) return [{ role: 'user' as const, content: `${system}\n\n${user}` }]
  return [
    { role: 'system' as const, content: system },
    { role: 'user' as const, content: user },
  ]
}

function readText(delta: z.infer<typeof textSchema> | null | undefined): Piece[] {
  if (delta?.refusal) return [{ end: 'filtered' }]
  return delta?.content ? [{ text: delta.content }] : []
}

function readFinish(reason: z.infer<typeof finishSchema>): Piece[] {
  if (!reason) return []
  if (reason === 'content_filter') return [{ end: 'filtered' }]
  return [{ end: reason === 'length' ? 'cut' : 'whole' }]
}

function readUsage(usage: z.infer<typeof usageSchema> | null | undefined): Piece[] {
  if (!usage) return []
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0
  return [{ usage: { input: usage.prompt_tokens, output: usage.completion_tokens, reasoning } }]
}
