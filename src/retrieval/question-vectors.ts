/** Vectors of questions, kept for those asked again: an embedding call costs more than all the rest of a search. */
import type { Embedder } from '../embedding/embedder.ts'
import type { Vector } from '../types.ts'

export interface QuestionVectors {
  /** @throws AppError as the embedder does. */
  get(question: string, signal?: AbortSignal): Promise<Vector>
}

/** @param capacity Questions kept; 1,000 of 1,536 dimensions are 6 MB. */
export function keepQuestionVectors(embedder: Embedder, capacity = 1_000): QuestionVectors {
  // A Map remembers the order of insertion: the first key is the one not asked for longest.
  const kept = new Map<string, Promise<Vector>>()
  return {
    async get(question, signal) {
      const found = kept.get(question)
      if (found) {
        kept.delete(question)
        kept.set(question, found)
        return found
      }
      // The promise is kept, not the vector: a question asked twice at once is embedded once.
      const asked = embedOne(embedder, question, signal)
      kept.set(question, asked)
      asked.catch(() => kept.delete(question))
      const [oldest] = kept.keys()
      if (kept.size > capacity && oldest !== undefined) kept.delete(oldest)
      return asked
    },
  }
}

async function embedOne(embedder: Embedder, question: string, signal?: AbortSignal): Promise<Vector> {
  const { vectors } = await embedder.embed([question], signal)
  const [vector] = vectors
  if (!vector) throw new Error(`${embedder.model} answered without a vector`)
  return vector
}
