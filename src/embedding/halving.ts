/**
 * Takes a batch apart that the server will not have: in halves, until each part is taken or is one single text.
 *
 * Two refusals differ. A batch that is too large says something about the server, and the next batch is cut smaller at
 * once. A text that is refused says something about that text: 64 texts with one of that kind cost 13 requests.
 */
import { AppError } from '../errors.ts'
import type { Vector } from '../types.ts'
import type { Embedded } from './embedder.ts'
import { type Refusal, RefusedTexts } from './refused.ts'

type Embed = (texts: readonly string[], signal?: AbortSignal) => Promise<Embedded>

/** So many texts refused and none taken: it is not the texts. */
const MAX_REFUSED_AT_FIRST = 8
/** What every model takes that takes anything. */
const HARMLESS = 'Good morning.'

interface Outcome {
  vectors: (Vector | null)[]
  refused: Refusal[]
  tokens: number
}

/**
 * @param embed Throws AppError with the code `batch_too_large` or `text_refused` for what is to be taken apart.
 * @returns the same, with the batches taken apart.
 * @throws RefusedTexts when single texts were refused: it carries the vectors of the others.
 */
export function createHalving(embed: Embed): Embed {
  let maxTexts = Number.POSITIVE_INFINITY

  const embedRange = async (texts: readonly string[], start: number, outcome: Outcome, signal?: AbortSignal) => {
    for (let from = start; from < start + texts.length; ) {
      const part = texts.slice(from - start, from - start + maxTexts)
      await embedPart(part, from, outcome, signal)
      from += part.length
    }
  }
  const embedPart = async (texts: readonly string[], start: number, outcome: Outcome, signal?: AbortSignal) => {
    try {
      const { vectors, tokens } = await embed(texts, signal)
      outcome.tokens += tokens
      for (const [i, vector] of vectors.entries()) outcome.vectors[start + i] = vector
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (texts.length === 1) return refuse(outcome, start, error)
      const half = Math.ceil(texts.length / 2)
      if (error.code === 'batch_too_large') maxTexts = Math.min(maxTexts, half)
      await embedRange(texts.slice(0, half), start, outcome, signal)
      await embedRange(texts.slice(half), start + half, outcome, signal)
    }
  }

  return async (texts, signal) => {
    const outcome: Outcome = { vectors: Array(texts.length).fill(null), refused: [], tokens: 0 }
    await embedRange(texts, 0, outcome, signal)
    const vectors = outcome.vectors.filter((vector) => vector !== null)
    if (vectors.length === texts.length) return { vectors, tokens: outcome.tokens }
    if (vectors.length === 0) await proveWilling(embed, signal)
    throw new RefusedTexts(outcome)
  }
}

/** A refusal is kept for good, so where nothing at all was taken it has to be the texts and not a setting of ours. */
async function proveWilling(embed: Embed, signal: AbortSignal | undefined): Promise<void> {
  try {
    await embed([HARMLESS], signal)
  } catch (error) {
    throw isRefusal(error) ? giveUp(error) : error
  }
}

function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'batch_too_large' || error.code === 'text_refused')
}

function refuse(outcome: Outcome, index: number, error: AppError): void {
  outcome.refused.push({ index, message: error.message })
  const isNothingTaken = outcome.vectors.every((vector) => vector === null)
  if (isNothingTaken && outcome.refused.length >= MAX_REFUSED_AT_FIRST) throw giveUp(error)
}

/** Without the code, so that nobody takes the batch apart any further. */
function giveUp(error: AppError): AppError {
  return new AppError('upstream', `Every text is refused: ${error.message}`, { cause: error })
}
