/** The two ways to ask a model to write: chat completions and the Responses API, as OpenAI's reference describes them. */
import type { Step } from './produce.ts'
import type { WritingRequest } from './writing.ts'

export interface Event {
  /** As it goes onto the wire. */
  block: string
  hasText: boolean
}

export interface Api {
  /** @throws ZodError when the body is not what this interface takes. */
  read(body: string): WritingRequest
  /** The body of an answer that is not streamed. */
  whole(steps: Iterable<Step>, request: WritingRequest, sendsUsage: boolean): object
  stream(steps: Iterable<Step>, request: WritingRequest, sendsUsage: boolean): Iterable<Event>
  /** In the middle of a stream. */
  error(message: string): Event
}

/** All the text of the steps, and the last of them. */
export function collect(steps: Iterable<Step>) {
  let text = ''
  for (const step of steps) {
    if ('delta' in step) text += step.delta
    else return { text, ...step }
  }
  throw new Error('the steps had no end')
}

/** Names of all that was sent beside the words themselves. */
export function parametersOf(body: object, words: readonly string[]): string[] {
  return Object.keys(body).filter((name) => !words.includes(name))
}
