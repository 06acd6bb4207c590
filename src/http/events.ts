/**
 * An answer as server-sent events: `sources`, then `delta` and `citation` as they come, `done`; or `error`, when it
 * breaks off half-way. The joined deltas equal the answer.
 */
import { answerJson, sourceJson } from '../present.ts'
import type { AskEvent } from '../types.ts'
import type { Problem } from './errors.ts'

interface ServerEvent {
  event: AskEvent['type'] | 'error'
  data: unknown
}

function dataOf(event: AskEvent): unknown {
  if (event.type === 'sources') return { sources: event.sources.map(sourceJson) }
  if (event.type === 'delta') return { text: event.text }
  return event.type === 'citation' ? event.citation : answerJson(event.answer)
}

/**
 * The text of an event stream. When `events` throws, the last event is an `error` with what `explain` makes of it:
 * the status has long been sent by then. `show` says what of the data of an event the client sees; all, left out.
 */
export async function* eventStream(
  events: AsyncIterable<AskEvent>,
  explain: (error: unknown) => Problem | Record<string, unknown>,
  show: (data: unknown) => unknown = (data) => data,
): AsyncGenerator<string> {
  try {
    for await (const event of events) yield encode({ event: event.type, data: show(dataOf(event)) })
  } catch (error) {
    yield encode({ event: 'error', data: explain(error) })
  }
}

/** JSON has no line breaks of its own, so the data is always one line. */
function encode({ event, data }: ServerEvent): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
