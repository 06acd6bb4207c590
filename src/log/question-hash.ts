/** A question in the log: a number by which the same question is known again, and nothing else can be learnt. */
import { createHmac, randomBytes } from 'node:crypto'

const DAY_MS = 86_400_000

export interface QuestionHashOptions {
  now?: () => number
  makeKey?: () => Buffer
}

/**
 * HMAC-SHA256 under a key made at random for each process and day (UTC), which is never written down.
 *
 * Questions are short and can be guessed: whoever has the key finds out which ones were asked by trying. A key derived
 * from a secret of the configuration would let anyone who ever sees that secret read all old logs, to win only that two
 * processes agree on a hash. So the key is gone when the day is.
 */
export function createQuestionHash(options: QuestionHashOptions = {}): (question: string) => string {
  const { now = Date.now, makeKey = () => randomBytes(32) } = options
  let day = -1
  let key: Buffer = Buffer.alloc(0)
  return (question) => {
    const today = Math.floor(now() / DAY_MS)
    if (today !== day) {
      day = today
      key = makeKey()
    }
    return createHmac('sha256', key).update(normalise(question)).digest('hex').slice(0, 16)
  }
}

/** As people mean the same: case and spaces do not count. */
function normalise(question: string): string {
  return question.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
}
