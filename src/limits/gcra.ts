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

/** @param fullAt As the last call gave it; anything in the past for a bucket that is full. Times in ms. */
export function take({ limit, windowMs }: Rate, fullAt: number, now: number): Taken {
  const perRequest = windowMs / limit
  const next = Math.max(fullAt, now) + perRequest
  const isAllowed = next - now <= windowMs + ROUNDING_MS
  const after = isAllowed ? next : Math.max(fullAt, now)
  const remaining = Math.max(0, Math.floor((windowMs - (after - now) + ROUNDING_MS) / perRequest))
  const waitMs = remaining > 0 ? 0 : Math.max(0, after + perRequest - now - windowMs)
  return { isAllowed, fullAt: after, remaining, waitMs }
}

/** Sums of fractions such as 60,000 / 7 end a hair above what they should: not a reason to refuse the last request. */
const ROUNDING_MS = 0.001
