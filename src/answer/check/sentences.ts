/** What a model writes, sentence by sentence, each as soon as it has certainly ended. */
import type { DraftSentence } from '../generator.ts'
import { Cutter } from './cutter.ts'

/**
 * Sentences, list entries, headings (in bold), rows of tables (as list entries) and code, each with the numbers it cites
 * and without their marks. The same however the text is cut into pieces.
 *
 * @throws what `text` throws; what was not finished then is lost.
 */
export async function* toSentences(text: AsyncIterable<string>): AsyncGenerator<DraftSentence, void, undefined> {
  const cutter = new Cutter()
  for await (const piece of text) yield* cutter.push(piece)
  yield* cutter.end()
}
