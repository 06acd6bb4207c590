/**
 * Reads the answer to an embeddings request, trusting none of it: a vector that is wrong and stored spoils searches
 * for good, and nobody sees why. Pure.
 */
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Vector } from '../types.ts'
import type { Embedded } from './embedder.ts'
import { base64ToFloats, checkVector, normalise, toVector } from './vector.ts'

export interface Expected {
  /** Model and server, for messages. */
  name: string
  count: number
  dimensions: number
}

const answerSchema = z.object({
  // Floats are looked at below, one by one: a schema over 3 million of them takes longer than the embedding.
  data: z.array(z.object({ index: z.number(), embedding: z.union([z.string(), z.array(z.unknown())]) })),
  usage: z.object({ total_tokens: z.number().optional(), prompt_tokens: z.number().optional() }).optional(),
})

type Answer = z.infer<typeof answerSchema>

/**
 * @returns One vector per text by `index`, whatever order the server chose.
 * @throws AppError `upstream`, code `bad_answer` (retryable), or `dimensions` (never heals by itself).
 */
export function readEmbeddings(body: Buffer, expected: Expected): Embedded {
  const answer = parse(body, expected.name)
  const { name, count } = expected
  if (answer.data.length !== count) throw bad(name, `sent ${answer.data.length} vectors for ${count} texts`)
  const vectors: Vector[] = []
  for (const { index, embedding } of answer.data) {
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw bad(name, `sent a vector for text ${index} of ${count}`)
    if (vectors[index]) throw bad(name, `sent two vectors for text ${index} of ${count}`)
    vectors[index] = readVector(embedding, expected)
  }
  const { total_tokens, prompt_tokens } = answer.usage ?? {}
  return { vectors, tokens: total_tokens ?? prompt_tokens ?? 0 }
}

function parse(body: Buffer, name: string): Answer {
  let json: unknown
  try {
    json = JSON.parse(body.toString('utf8'))
  } catch (error) {
    throw bad(
      name,
      `sent something that is not JSON, beginning with ${JSON.stringify(body.toString('utf8', 0, 40))}`,
      error,
    )
  }
  const answer = answerSchema.safeParse(json)
  if (answer.success) return answer.data
  throw bad(name, 'sent JSON that is not a list of embeddings', answer.error)
}

/** By what it is and not by what was asked for: servers that ignore `encoding_format` send floats. */
function readVector(embedding: string | unknown[], { name, dimensions }: Expected): Vector {
  const floats = typeof embedding === 'string' ? base64ToFloats(embedding) : listToFloats(embedding)
  if (!floats) throw bad(name, 'sent a vector that is neither base64 nor a list of numbers')
  const fault = checkVector(floats, dimensions)
  if (fault === null) return toVector(normalise(floats))
  if (floats.length === dimensions) throw bad(name, `sent a vector that ${fault}`)
  const wayOut = `Set EMBED_DIMENSIONS=${floats.length}, or choose a model that gives ${dimensions}.`
  throw new AppError('upstream', `${name} sent a vector that ${fault}. ${wayOut}`, { code: 'dimensions' })
}

function listToFloats(list: readonly unknown[]): Float32Array | null {
  return list.every((value) => typeof value === 'number') ? Float32Array.from(list) : null
}

function bad(name: string, what: string, cause?: unknown): AppError {
  return new AppError('upstream', `${name} ${what}.`, { cause, retryable: true, code: 'bad_answer' })
}
