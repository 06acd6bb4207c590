/** `POST /v1/responses`: https://platform.openai.com/docs/api-reference/responses */
import { z } from 'zod'
import { type Api, collect, type Event, parametersOf } from './api.ts'
import type { Step } from './produce.ts'
import type { WritingRequest } from './writing.ts'

const requestSchema = z.looseObject({
  model: z.string(),
  instructions: z.string().optional(),
  input: z.string(),
  stream: z.boolean().optional(),
  // OpenAI takes no less.
  max_output_tokens: z.number().int().min(16).optional(),
})

type Finish = Extract<Step, { finish: string }>

const INCOMPLETE = { length: 'max_output_tokens', content_filter: 'content_filter' }

export const responsesApi: Api = {
  read: (body) => {
    const wanted = requestSchema.parse(JSON.parse(body))
    return {
      api: 'responses',
      model: wanted.model,
      system: wanted.instructions ?? '',
      user: wanted.input,
      isStreamed: wanted.stream ?? false,
      wantsUsage: true,
      maxTokens: wanted.max_output_tokens ?? null,
      parameters: parametersOf(wanted, ['model', 'instructions', 'input', 'stream']),
    }
  },
  whole: (steps, request, sendsUsage) => {
    const { text, ...finish } = collect(steps)
    return printResponse(request, text, sendsUsage ? finish : { ...finish, usage: null })
  },
  *stream(steps, request, sendsUsage) {
    const part = { item_id: 'msg_1', output_index: 0, content_index: 0 }
    let text = ''
    yield event('response.created', { response: printResponse(request, '', null) })
    yield event('response.output_item.added', { output_index: 0, item: { id: 'msg_1', type: 'message', content: [] } })
    for (const step of steps) {
      if ('delta' in step) {
        text += step.delta
        yield { ...event('response.output_text.delta', { ...part, delta: step.delta, logprobs: [] }), hasText: true }
      } else {
        yield event('response.output_text.done', { ...part, text, logprobs: [] })
        const response = printResponse(request, text, sendsUsage ? step : { ...step, usage: null })
        yield event(step.finish === 'stop' ? 'response.completed' : 'response.incomplete', { response })
      }
    }
  },
  error: (message) => event('error', { code: 'server_error', message, param: null }),
}

function event(type: string, body: object): Event {
  return { block: `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 0, ...body })}\n\n`, hasText: false }
}

/** @param end Null while it is being written. */
function printResponse(
  { model }: WritingRequest,
  text: string,
  end: { finish: Finish['finish']; usage: Finish['usage'] | null } | null,
) {
  const { finish, usage } = end ?? { finish: null, usage: null }
  return {
    id: 'resp_1',
    object: 'response',
    model,
    status: finish === null ? 'in_progress' : finish === 'stop' ? 'completed' : 'incomplete',
    incomplete_details: finish === null || finish === 'stop' ? null : { reason: INCOMPLETE[finish] },
    error: null,
    output: [
      { id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
    ],
    usage: usage && {
      input_tokens: usage.input,
      output_tokens: usage.output,
      total_tokens: usage.input + usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
    },
  }
}
