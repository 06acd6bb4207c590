/** What came of embedding some texts, named by the texts instead of by their places. Pure. */
import type { EmbeddedAll } from '../embedding/batch.ts'
import type { RefusedText } from '../store/refusals.ts'
import type { Vector } from '../types.ts'

export interface EmbeddedTexts {
  embeddings: { textHash: string; vector: Vector }[]
  refused: RefusedText[]
}

/** @param texts Those that were embedded, in their order. */
export function byText(
  texts: readonly { textHash: string }[],
  { vectors, refused }: Pick<EmbeddedAll, 'vectors' | 'refused'>,
): EmbeddedTexts {
  return {
    embeddings: texts.flatMap(({ textHash }, place) => {
      const vector = vectors[place]
      return vector ? [{ textHash, vector }] : []
    }),
    refused: refused.flatMap(({ index, message }) => {
      const text = texts[index]
      return text ? [{ textHash: text.textHash, reason: message }] : []
    }),
  }
}
