/** The text of the fake model, delta by delta, and how it ends. */
import { readPrompt } from './read-prompt.ts'
import { writers } from './writers.ts'
import type { WritingRequest, WritingSettings } from './writing.ts'

export interface Usage {
  input: number
  output: number
  reasoning: number
}

export type Step = { delta: string } | { finish: 'stop' | 'length' | 'content_filter'; usage: Usage }

/** About four letters to a token, as in English. */
const LETTERS = 4

/** Lazily, for some writers never end. */
export function* produce(request: WritingRequest, settings: WritingSettings): Generator<Step> {
  const { keepsBound, thinks, deltaLength } = settings
  const isBound = keepsBound && settings.writes !== 'endless'
  const bound = isBound && request.maxTokens !== null ? request.maxTokens : Number.POSITIVE_INFINITY
  const room = Math.max(0, bound - thinks) * LETTERS
  let written = 0
  let isCut = room === 0
  for (const delta of room === 0 ? [] : deltas(toWrite(request, settings), deltaLength)) {
    isCut = written + delta.length > room
    if (isCut) break
    written += delta.length
    yield { delta }
  }
  const usage = {
    input: Math.ceil((request.system.length + request.user.length) / LETTERS),
    output: Math.ceil(written / LETTERS) + Math.min(thinks, bound),
    reasoning: Math.min(thinks, bound),
  }
  yield { finish: isCut ? 'length' : settings.finish, usage }
}

function toWrite({ system, user }: WritingRequest, { writes }: WritingSettings): Iterable<string> {
  if (typeof writes === 'object') return [writes.text]
  const writer = typeof writes === 'string' ? writers[writes] : writes
  const written = writer(readPrompt(system, user))
  return typeof written === 'string' ? [written] : written
}

function* deltas(texts: Iterable<string>, length: number): Generator<string> {
  for (const text of texts) {
    const characters = Array.from(text)
    for (let start = 0; start < characters.length; start += length) {
      yield characters.slice(start, start + length).join('')
    }
  }
}
