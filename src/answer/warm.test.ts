import { expect, it } from 'vitest'
import { anAnswer } from '../../test/makers.ts'
import { AppError } from '../errors.ts'
import type { Answer, AskRequest } from '../types.ts'
import { warm } from './warm.ts'

const questions = ['a', 'b', 'c', 'd'].map((question): AskRequest => ({ question, filters: {}, history: [] }))
const top = async (limit: number) => questions.slice(0, limit)
const { signal } = new AbortController()

function warmWith(answers: Record<string, Answer | Error>) {
  const asked: string[] = []
  const ask = async ({ question }: AskRequest) => {
    asked.push(question)
    const answer = answers[question] ?? anAnswer()
    if (answer instanceof Error) throw answer
    return answer
  }
  return warm({ top, ask }, 4, signal).then((report) => ({ report, asked }))
}

it('asks one after the other and tells what it found', async () => {
  const gone = new AppError('not_found', 'There is no site "x".')
  const { report } = await warmWith({ a: anAnswer({ isCached: true }), b: gone })
  expect(report).toEqual({ questions: 4, ready: 1, renewed: 2, failed: 1, isStopped: false })
})

it('stops at the first answer that is not what was wanted: it would have to be paid, or cannot be had', async () => {
  const { report, asked } = await warmWith({ b: anAnswer({ isDegraded: true }) })
  expect(asked).toEqual(['a', 'b'])
  expect(report).toMatchObject({ renewed: 1, isStopped: true })
})

it('ends with the signal', async () => {
  const aborted = AbortSignal.abort(new AppError('unavailable', 'closing'))
  await expect(warm({ top, ask: async () => anAnswer() }, 4, aborted)).rejects.toThrow('closing')
})
