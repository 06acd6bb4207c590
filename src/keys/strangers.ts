/**
 * Keeps who tries out keys from costing us anything: a client that presents unknown keys gets a few looks at the
 * database, then one every two seconds.
 *
 * A look is given back when the key turns out to be known, so that many honest callers behind one address pass.
 */
import { AppError } from '../errors.ts'
import { type Rate, take } from '../limits/gcra.ts'
import { keepNewest } from '../limits/keep-newest.ts'

const LOOKS: Rate = { limit: 30, windowMs: 60_000 }
/** Addresses remembered at once; who changes his address that often is held by the limits of the network. */
const MAX_ADDRESSES = 20_000

export interface Strangers {
  /** @throws AppError `rate_limited` when this address has tried too many. */
  takeLook(address: string): void
  giveBack(address: string): void
}

export function watchStrangers(now: () => number = () => performance.now()): Strangers {
  const fullAts = new Map<string, number>()
  return {
    takeLook(address) {
      const taken = take(LOOKS, fullAts.get(address) ?? 0, now())
      if (!taken.isAllowed) {
        throw new AppError('rate_limited', 'Too many unknown keys came from this address. Check the key and wait.', {
          retryable: true,
          retryAfterSeconds: taken.waitMs / 1000,
        })
      }
      keepNewest(fullAts, address, taken.fullAt, MAX_ADDRESSES)
    },
    giveBack(address) {
      const fullAt = fullAts.get(address)
      if (fullAt !== undefined) fullAts.set(address, fullAt - LOOKS.windowMs / LOOKS.limit)
    },
  }
}
