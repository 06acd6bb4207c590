/** `POST /v1/chat/completions`: https://platform.openai.com/docs/api-reference/chat */
import { z } from 'zod'
import { type Api, collect, type Event, parametersOf } from './api.ts'
import type { Usage } from './produce.ts'
import type { WritingRequest } from './writing.ts'

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: z.string() })),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).optional(),
  max_tokens: z.number().int().positive().optional(),
  max_completion_tokens: z.number().int().positive().optional(),
})

export const chatApi: Api = {
  read: (body) => {
    const wanted = requestSchema.parse(JSON.parse(body))
    const isSystem = ({ role }: { role: string }) => role === 'system' || role === 'developer'
    const words = wanted.messages.map(({ content }) => content)
    return {
      api: 'chat',
      model: wanted.model,
      system: wanted.messages
        .filter(isSystem)
        .map(({ content }) => content)
        .join('\n'),
      user: words.filter((_, i) => !isSystem(wanted.messages[i] ?? { role: '' })).join('\n'),
      isStreamed: wanted.stream ?? false,
      wantsUsage: wanted.stream_options?.include_usage ?? false,
      maxTokens: wanted.max_completion_tokens ?? wanted.max_tokens ?? null,
      parameters: parametersOf(wanted, ['model', 'messages', 'stream']),
    }
  },
  whole: (steps, request, sendsUsage) => {
    const { text, finish, usage } = collect(steps)
    const message = { role: 'assistant', content: text, refusal: null }
    return {
      ...envelope(request, 'chat.completion'),
      choices: [{ index: 0, message, finish_reason: finish }],
      ...(sendsUsage && { usage: printUsage(usage) }),
    }
  },
  *stream(steps, request, sendsUsage) {
    const chunk = (body: object) => event({ ...envelope(request, 'chat.completion.chunk'), ...body })
    const choice = (delta: object, finish: string | null) => ({ choices: [{ index: 0, delta, finish_reason: finish }] })
    yield chunk(choice({ role: 'assistant', content: '' }, null))
    for (const step of steps) {
      if ('delta' in step) yield { ...chunk(choice({ content: step.delta }, null)), hasText: true }
      else {
        yield chunk(choice({}, step.finish))
        if (request.wantsUsage && sendsUsage) yield chunk({ choices: [], usage: printUsage(step.usage) })
      }
    }
    yield { block: 'data: [DONE]\n\n', hasText: false }
  },
  error: (message) => event({ error: { message, type: 'server_error', code: null, param: null } }),
}

function event(body: object): Event {
  return { block: `data: ${JSON.stringify(body)}\n\n`, hasText: false }
}

function envelope({ model }: WritingRequest, object: string) {
  return { id: 'chatcmpl-1', object, created: 1_767_000_000, model }
}

function printUsage({ input, output, reasoning }: Usage) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    completion_tokens_details: { reasoning_tokens: reasoning },
  }
}
