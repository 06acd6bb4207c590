/** The ways in which a model's answer can go wrong: those of any request, and those of a stream that has begun. */
import type { Api, Event } from './api.ts'
import type { transportFaults } from './faults.ts'

export type WritingFault = keyof typeof transportFaults | keyof typeof streamFaults

/** What follows is not written any more. */
export type Break = 'reset' | 'hang'

type Spoil = (events: Iterable<Event>, api: Api) => Iterable<Event | Break>

/** Deltas that come through before the fault. */
const BEFORE = 3

export const streamFaults = {
  /** The connection is reset in the middle. */
  reset_mid_stream: function* (events) {
    yield* begin(events)
    yield 'reset'
  },
  /** Nothing comes any more, and the connection stays. */
  stall: function* (events) {
    yield* begin(events)
    yield 'hang'
  },
  /** A proxy ends it in good order: no last word, no usage, no `[DONE]`. */
  cut_stream: (events) => begin(events),
  /** Ends in the middle of an event. */
  cut_event: function* (events) {
    yield* begin(events)
    yield { block: 'data: {"choices":[{"delta":{"cont', hasText: false }
  },
  broken_event: function* (events) {
    yield* begin(events)
    yield { block: 'data: {"choices":[{"delta":\n\n', hasText: false }
  },
  /** All of it, but for the last event: `[DONE]`, or `response.completed`. */
  no_last_event: function* (events) {
    let last: Event | null = null
    for (const event of events) {
      if (last) yield last
      last = event
    }
  },
  /** An error after some text. */
  error_event: function* (events, api) {
    yield* begin(events)
    yield api.error('The server had an error while processing your request. SECRET-OF-THE-SERVER')
  },
  /** An error instead of text, with status 200. */
  error_first: (_, api) => [api.error('Overloaded. SECRET-OF-THE-SERVER')],
  empty_stream: () => [],
} satisfies Record<string, Spoil>

function* begin(events: Iterable<Event>): Generator<Event> {
  let texts = 0
  for (const event of events) {
    yield event
    texts += event.hasText ? 1 : 0
    if (texts === BEFORE) return
  }
}
