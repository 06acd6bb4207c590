/**
 * An answer as server-sent events: `sources`, `delta`…, `citation`…, `done`; or `error`, when it breaks off half-way.
 *
 * The joined deltas equal the answer. Today an answer comes whole, so there is one delta; a generator that streams
 * yields the same events as its words come.
 */
import { answerJson, sourceJson } from '../present.ts'
import type { Answer } from '../types.ts'
import type { Problem } from './errors.ts'

export interface ServerEvent {
  event: 'sources' | 'delta' | 'citation' | 'done' | 'error'
  data: unknown
}

export function* eventsOf(answer: Answer): Generator<ServerEvent> {
  yield { event: 'sources', data: { sources: answer.sources.map(sourceJson) } }
  if (answer.text !== '') yield { event: 'delta', data: { text: answer.text } }
  for (const citation of answer.citations) yield { event: 'citation', data: citation }
  yield { event: 'done', data: answerJson(answer) }
}

/**
 * The text of an event stream. When `events` throws, the last event is an `error` with what `explain` makes of it:
 * the status has long been sent by then.
 */
export async function* eventStream(
  events: Iterable<ServerEvent> | AsyncIterable<ServerEvent>,
  explain: (error: unknown) => Problem | Record<string, unknown>,
): AsyncGenerator<string> {
  try {
    for await (const event of events) yield encode(event)
  } catch (error) {
    yield encode({ event: 'error', data: explain(error) })
  }
}

/** JSON has no line breaks of its own, so the data is always one line. */
function encode({ event, data }: ServerEvent): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
