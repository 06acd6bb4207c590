/** Asks the most frequent questions again, so that people find the answers ready. One after the other, and never at any cost. */
import { AppError } from '../errors.ts'
import type { Answer, AskRequest, WarmReport } from '../types.ts'

export interface WarmParts {
  top(limit: number): Promise<AskRequest[]>
  ask(request: AskRequest, signal: AbortSignal): Promise<Answer>
}

/**
 * Ends early when an answer is not what was wanted, because the budget is spent or the model is away: one more would
 * not be kept either. A question that cannot be answered, such as one put to a site that is gone, is passed over.
 *
 * @throws the reason of the signal.
 */
export async function warm({ top, ask }: WarmParts, limit: number, signal: AbortSignal): Promise<WarmReport> {
  const questions = await top(limit)
  const report: WarmReport = { questions: questions.length, ready: 0, renewed: 0, failed: 0, isStopped: false }
  for (const question of questions) {
    signal.throwIfAborted()
    try {
      const { isCached, isDegraded } = await ask(question, signal)
      if (isDegraded) return { ...report, isStopped: true }
      if (isCached) report.ready++
      else report.renewed++
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AppError)) throw error
      report.failed++
    }
  }
  return report
}
