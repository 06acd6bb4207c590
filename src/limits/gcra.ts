/**
 * The generic cell rate algorithm: a bucket that refills steadily, kept as one number. Pure.
 *
 * That number is the moment the bucket is full again ("theoretical arrival time"). A request moves it on by the
 * time one takes to refill, and is refused when that would be further ahead than the whole bucket takes. So no window has
 * an edge at which twice the limit would pass.
 */
export interface Rate {
  /** Requests that may come at once, and how many fit into `windowMs` after that. */
  limit: number
  windowMs: number
}

export interface Taken {
  isAllowed: boolean
  /** When the bucket is full again; unchanged by a request that was refused. */
  fullAt: number
  /** Requests that would be allowed now. */
  remaining: number
  /** Until the next one is allowed; 0 when one is. */
  waitMs: number
}

/**
 * @param fullAt As the last call gave it; anything in the past for a bucket that is full. Times in ms.
 * @param cost Of this request: 2 counts as two. One that costs more than the bucket holds takes all of it.
 */
export function take(rate: Rate, fullAt: number, now: number, cost = 1): Taken {
  const debtMs = debtOf(rate, fullAt - now)
  const after = debtMs + priceMs(rate, cost)
  const isAllowed = after <= rate.windowMs + ROUNDING_MS
  const leftMs = isAllowed ? after : debtMs
  return { isAllowed, fullAt: now + leftMs, ...standing(rate, leftMs) }
}

/** What a bucket allows that is full again in `debtMs`. */
export function standing(rate: Rate, debtMs: number): { remaining: number; waitMs: number } {
  const oneMs = priceMs(rate, 1)
  const remaining = Math.max(0, Math.floor((rate.windowMs - debtMs + ROUNDING_MS) / oneMs))
  return { remaining, waitMs: remaining > 0 ? 0 : Math.max(0, debtMs + oneMs - rate.windowMs) }
}

/** How much of the window a request uses up. */
export function priceMs({ limit, windowMs }: Rate, cost: number): number {
  return (windowMs / limit) * Math.min(cost, limit)
}

/** Never more than the window: a clock that was set back, or junk, must not lock anybody out for longer. */
export function debtOf({ windowMs }: Rate, ms: number): number {
  return Math.min(windowMs, Math.max(0, ms))
}

/** Sums of fractions such as 60,000 / 7 end a hair above what they should: not a reason to refuse the last request. */
export const ROUNDING_MS = 0.01
