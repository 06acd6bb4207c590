/** Requests and what was decided about them. */
import { Counter, Histogram, type Registry } from 'prom-client'
import { bounded } from './bounded.ts'

export interface RequestFacts {
  /** The pattern of the route, never a path. */
  route: string
  status: number
  ms: number
  /** What the log line says of it: words and numbers of ours. */
  facts: Readonly<Record<string, unknown>>
}

export interface HttpMetrics {
  observeRequest(request: RequestFacts): void
  /** @param policy Such as `burst`, `sustained`, `address`, `streams`. @param store Where it was counted. */
  countLimit(policy: string, decision: 'admitted' | 'refused', store: 'redis' | 'process'): void
}

/** Around 0.3 s, which the objective of /search names, and up to the 60 s at which an answer is given up. */
const REQUEST_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Around 2.5 s, which the objective of /ask names. */
const FIRST_TOKEN_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 5, 10, 30]

export function openHttpMetrics(registry: Registry): HttpMetrics {
  const registers = [registry]
  const requests = new Counter({
    name: 'askpress_http_requests_total',
    help: 'Requests by route and status; 499 is a client that left before its answer.',
    labelNames: ['route', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'askpress_http_request_seconds',
    help: 'From the headers of a request to the last byte of its answer, by route.',
    labelNames: ['route'],
    buckets: REQUEST_SECONDS,
    registers,
  })
  const answers = new Counter({
    name: 'askpress_answers_total',
    help: 'Answers of /ask by outcome (answered, extractive, refused), whether they came from the cache, and degraded.',
    labelNames: ['outcome', 'cached', 'degraded'],
    registers,
  })
  const searches = new Counter({
    name: 'askpress_searches_total',
    help: 'Searches of /search by the mode that was used, and whether it was less than was wanted.',
    labelNames: ['mode', 'degraded'],
    registers,
  })
  const firstToken = new Histogram({
    name: 'askpress_first_token_seconds',
    help: 'From the request to the first words of an answer that is streamed.',
    buckets: FIRST_TOKEN_SECONDS,
    registers,
  })
  const broken = new Counter({
    name: 'askpress_streams_broken_total',
    help: 'Streams that ended with an error after their status was sent.',
    registers,
  })
  const limits = new Counter({
    name: 'askpress_limit_decisions_total',
    help: 'Decisions of the rate limiter by policy, and where they were made.',
    labelNames: ['policy', 'decision', 'store'],
    registers,
  })
  const [route, policy] = [bounded(), bounded(10)]
  const [outcome, mode] = [bounded(10), bounded(10)]
  return {
    observeRequest(request) {
      const { facts } = request
      const named = route(routeName(request.route))
      requests.inc({ route: named, status: facts['aborted'] === true ? 499 : request.status })
      seconds.observe({ route: named }, request.ms / 1000)
      if (typeof facts['first_token_ms'] === 'number') firstToken.observe(facts['first_token_ms'] / 1000)
      if (facts['broken_off'] === true) broken.inc()
      const degraded = String(facts['degraded'] === true)
      if (typeof facts['outcome'] === 'string') {
        answers.inc({ outcome: outcome(facts['outcome']), cached: String(facts['cached'] === true), degraded })
      } else if (typeof facts['mode'] === 'string') searches.inc({ mode: mode(facts['mode']), degraded })
    },
    countLimit: (name, decision, store) => limits.inc({ policy: policy(name), decision, store }),
  }
}

/** What the page is made of has a route for each file. */
function routeName(route: string): string {
  return route.startsWith('/assets/') ? '/assets/*' : route
}
