/**
 * What the HTTP layer needs of the rest of the program: functions and settings, handed in by app.ts.
 *
 * A route knows nothing of databases, models or WordPress; a route test hands in functions of its own.
 */
import type { Metrics } from '../metrics/metrics.ts'
import type {
  Answer,
  AskEvent,
  AskRequest,
  Grant,
  KeptJson,
  KeyKind,
  PostStatus,
  RunOutcome,
  SearchRequest,
  SearchResult,
  SiteStatus,
  SpendingToday,
} from '../types.ts'
import type { OverloadLimits } from './overload.ts'
import type { ReadingTimes } from './slow-readers.ts'
import type { StreamLimits } from './streams.ts'

export interface HttpParts {
  /**
   * `signal` is aborted when the client has left, the request has taken too long or the service shuts down; its reason
   * is then an AppError, to be thrown on as it is.
   */
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchResult>
  /** The answer to this question when it was given before and still holds. */
  findKept(request: AskRequest): Promise<KeptJson | null>
  ask(request: AskRequest, signal: AbortSignal): Promise<Answer>
  /** The same as it comes about; the last event is `done`. */
  askEvents(request: AskRequest, signal: AbortSignal): AsyncIterable<AskEvent>
  /** @param siteIds Only these; left out, all. */
  status(siteIds?: readonly number[]): Promise<SiteStatus[]>
  /** What was paid today, under all keys. */
  spending(): Promise<SpendingToday>
  /** Why these posts are found or not, on these sites or on every one. */
  explainPosts(wpIds: number[], siteIds?: readonly number[]): Promise<PostStatus[]>
  /** Never throws for a part that is down: it says so. */
  health(): Promise<Health>
  /** False while the index must not be served yet: before the migrations, after a restore. */
  isReady(): Promise<boolean>
  ingest: IngestParts
  /** What Prometheus reads; left out, /metrics is not found. */
  readMetrics?: Metrics['read']
  /** Told of every request that was answered. */
  observeRequest?: Metrics['observeRequest']
  keys: Keys
  limits: Limits
  /** Of pages that may read answers, beside those of browser keys. */
  allowedOrigins: readonly string[]
  /** Addresses and networks of proxies that are believed when they name a client. */
  trustedProxies: readonly string[]
  /** How much at once, and for how long; left out, as a service has it. */
  bounds?: StreamLimits & OverloadLimits & ReadingTimes
  logger: LoggerSettings
  /** Questions the page offers to start with. */
  suggestions: string[]
  /** How long `close()` lets requests under way finish. Default 20,000. */
  drainMs?: number
  /** How long it still takes new ones before that, saying that it is not ready, when it is probed. Default 3,000. */
  leaveMs?: number
}

/** What POST /ingest may set going. */
export interface IngestParts {
  /**
   * Has posts fetched from one site, or from all, soon.
   * @param from `siteIds` are the only ones the caller may name.
   * @throws AppError `not_found` for an unknown site, `forbidden` for one that is not the caller's.
   */
  fetchPosts(postIds: number[], from?: { site?: string | undefined; siteIds?: readonly number[] }): Promise<void>
  /** Has every site looked through once more, soon. */
  resync(): Promise<void>
  /** Whether one of these posts is in the index of a site, or about to be. */
  isKnown(postIds: number[]): Promise<boolean>
  webhooks: {
    /** `whsec_…`, any of which may have signed; empty where webhooks are off. */
    secrets: readonly string[]
    /** False when a message with this id was accepted before. */
    remember(id: string): Promise<boolean>
    forget(id: string): Promise<void>
  }
  idempotency: IdempotencyParts
}

/** Requests that came with an Idempotency-Key, kept for 24 hours. */
export interface IdempotencyParts {
  begin(mark: RequestMark): Promise<{ state: 'new' | 'running' | 'other' } | { state: 'answered'; answer: unknown }>
  finish(mark: RequestMark, answer: object): Promise<void>
  /** It failed: the key is free again. */
  abandon(mark: RequestMark): Promise<void>
}

export interface RequestMark {
  /** Id of the key of the API it came under. */
  caller: string
  key: string
  bodyHash: Buffer
}

export interface Keys {
  /** No key is asked for: the service is for this machine only. */
  isOpen(): Promise<boolean>
  /**
   * What a key opens; null for one that nobody knows.
   *
   * @param address Of the client, as limits count it.
   * @throws AppError `unauthorized` for a key that is over, `rate_limited` for a client that tries keys, `unavailable`.
   */
  find(presented: string, address: string): Promise<Grant | null>
  /** Whether some browser key is for pages of this origin. Never rejects. */
  hasOrigin(origin: string): Promise<boolean>
}

export interface Limits {
  /** Counts a request. */
  take(request: LimitedRequest): Promise<LimitVerdict>
}

export interface LimitedRequest {
  /** Null without a key. */
  key: { id: string; kind: KeyKind; ratePerMinute: number | null } | null
  /** Of the client, as limits count it. */
  network: string
  use: 'read' | 'ingest'
}

export interface LimitVerdict {
  isAllowed: boolean
  /** Empty where nothing limits. */
  standings: Standing[]
}

export interface Standing {
  /** Of the policy: `minute`. */
  name: string
  limit: number
  windowSeconds: number
  /** Requests that would be allowed now. */
  remaining: number
  /** Until the next request is allowed; 0 when one is. */
  waitSeconds: number
  /** Until the whole limit is there again. */
  fullSeconds: number
}

export interface LoggerSettings {
  /** A level of pino, or `silent`. */
  level: string
  /** Where lines go; stderr by default. */
  destination?: { write(line: string): void }
}

export type PartState = 'ok' | 'degraded' | 'down'

export interface Health {
  status: PartState
  database: PartState
  cache: PartState
  embedder: PartState
  sync: SyncHealth
  /** Sentences for the operator: what is wrong and what to do. */
  notes: string[]
}

export interface SyncHealth {
  isRunning: boolean
  /** Of the last run, over all sites; null before the first. */
  lastStartedAt: Date | null
  lastOutcome: RunOutcome | null
  pendingVectors: number
}
