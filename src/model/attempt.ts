/** One request to the model and its text: kept within the bound, known to be whole or not, and paid for. */
import { AppError } from '../errors.ts'
import { countCl100k } from '../tokens/cl100k.ts'
import type { Piece, TokenUsage } from './dialect.ts'
import { badAnswer, readFailure } from './failure.ts'
import type { Ending, Prompt, WriteOptions } from './language-model.ts'
import { createMeter } from './meter.ts'
import type { ModelRequest } from './request.ts'

export interface Attempt {
  model: string
  request: ModelRequest
  prompt: Prompt
  options: WriteOptions
  signal: AbortSignal
}

/** Text piece by piece, none of them empty and at least one. @throws as `LanguageModel.write` */
export async function* attempt({ model, request, prompt, options, signal }: Attempt): AsyncGenerator<string> {
  const meter = createMeter(options.maxTokens)
  const bill: Bill = { isCharged: false, usage: null }
  try {
    const pieces = await request.send(prompt, options.maxTokens, signal)
    bill.isCharged = true
    let ending: Ending | null = null
    let hasText = false
    for await (const piece of pieces) {
      if ('usage' in piece) bill.usage = piece.usage
      else if ('end' in piece) ending = readEnding(piece, request)
      else if (piece.text !== '') {
        if (!meter.add(piece.text)) {
          ending = 'cut'
          break
        }
        hasText = true
        yield piece.text
      }
    }
    checkEnd({ ending, hasText, bill }, request)
    if (ending) options.onEnd?.(ending)
  } catch (error) {
    // What was sent is worked on, and charged, whether or not anybody waits for it.
    if (signal.aborted) bill.isCharged = true
    signal.throwIfAborted()
    throw readFailure(error, request.server, new Date())
  } finally {
    if (bill.isCharged) options.onUsage?.({ model, ...settle(bill.usage, prompt, meter.tokens()) })
  }
}

interface Bill {
  isCharged: boolean
  /** As the server counts. */
  usage: TokenUsage | null
}

function readEnding({ end }: Extract<Piece, { end: string }>, { server }: ModelRequest): Ending {
  if (end !== 'filtered') return end
  throw new AppError('upstream', `${server.name} declined to answer.`, { code: 'declined' })
}

interface End {
  ending: Ending | null
  hasText: boolean
  bill: Bill
}

function checkEnd({ ending, hasText, bill }: End, { server, learned }: ModelRequest): void {
  const isNew = !learned.thinks
  if ((bill.usage?.reasoning ?? 0) > 0) learned.thinks = true
  // The library ends a stream that was broken off by a signal as if it were whole: only the model's own word counts.
  if (ending === null) throw badAnswer(server.name, hasText ? 'broke off in the middle' : 'sent nothing')
  if (hasText) return
  if (ending === 'whole') throw new AppError('upstream', `${server.name} wrote nothing.`, { code: 'empty' })
  // It thought until its tokens were spent. The next try gives it more of them.
  learned.thinks = true
  const message = `${server.name} spent all its tokens before the first word: choose another ANSWER_MODEL.`
  throw new AppError('upstream', message, { code: 'no_room', retryable: isNew })
}

/** What two messages and the beginning of a third cost around their words: https://cookbook.openai.com, "count tokens". */
const TOKENS_AROUND = 11

function settle(usage: TokenUsage | null, { system, user }: Prompt, written: number) {
  if (usage) return { inputTokens: usage.input, outputTokens: usage.output }
  return { inputTokens: countCl100k(system) + countCl100k(user) + TOKENS_AROUND, outputTokens: written }
}
