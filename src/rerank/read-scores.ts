/** Reads the scores of an answer, trusting none of it: a passage without a score of its own has no place in an order. Pure. */
import { z } from 'zod'
import { AppError } from '../errors.ts'

const index = z.int().min(0)
// Python prints NaN, which is no JSON and fails before; 1e999 is read as Infinity, which is no number to zod.
const score = z.number()
const list = z.union([
  z.array(z.object({ index, relevance_score: score })),
  z.array(z.object({ index, score })).transform((rows) => rows.map((row) => ({ ...row, relevance_score: row.score }))),
])
/** By what it is and not by what was asked for: gateways translate one half of an exchange only. */
const answerSchema = z.union([z.object({ results: list }).transform(({ results }) => results), list])

/**
 * @param name Model and server, for messages.
 * @returns One score for each text, in the order of the texts, on whatever scale the model has.
 * @throws AppError `upstream`, code `bad_answer`.
 */
export function readScores(body: Buffer, { name, count }: { name: string; count: number }): number[] {
  const rows = parse(body, name)
  if (rows.length !== count) throw bad(name, `sent ${rows.length} scores for ${count} texts`)
  const scores: number[] = []
  for (const { index, relevance_score } of rows) {
    if (index >= count) throw bad(name, `sent a score for text ${index} of ${count}`)
    if (scores[index] !== undefined) throw bad(name, `sent two scores for text ${index} of ${count}`)
    scores[index] = relevance_score
  }
  return scores
}

function parse(body: Buffer, name: string): { index: number; relevance_score: number }[] {
  let json: unknown
  try {
    json = JSON.parse(body.toString('utf8'))
  } catch (error) {
    throw bad(name, 'sent something that is not JSON', error)
  }
  const answer = answerSchema.safeParse(json)
  if (answer.success) return answer.data
  throw bad(name, 'sent JSON that is not a list of scores', answer.error)
}

function bad(name: string, what: string, cause?: unknown): AppError {
  return new AppError('upstream', `${name} ${what}.`, { cause, code: 'bad_answer' })
}
