/** A finished answer as the events it would have come in: for one that was kept, and for tests. */
import type { Answer, AskEvent } from '../types.ts'

export function* replay(answer: Answer): Generator<AskEvent, void, undefined> {
  yield { type: 'sources', sources: answer.sources }
  if (answer.text !== '') yield { type: 'delta', text: answer.text }
  for (const citation of answer.citations) yield { type: 'citation', citation }
  yield { type: 'done', answer }
}
