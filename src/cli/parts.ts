/**
 * What the commands need from the outside: the use cases of the program, and the terminal.
 *
 * app.ts hands in the real ones, tests hand in fakes. Types only.
 */
import type { Config } from '../config.ts'
import type { ErrorKind } from '../errors.ts'
import type {
  Answer,
  AskEvent,
  AskRequest,
  Key,
  PostStatus,
  Progress,
  Scope,
  SearchRequest,
  SearchResult,
  Site,
  SiteStatus,
  SpaceStatus,
  SpendingToday,
  SyncReport,
  WarmReport,
} from '../types.ts'

export interface CliParts {
  /** @throws AppError `invalid_config` that names every mistake at once. */
  loadConfig(): Config
  /** As loadConfig, without what leads away from this machine: sites, databases, models. */
  loadDemoConfig(): Config
  /** @throws AppError `unavailable` when the database cannot be reached or is in use by another process. */
  openApp(config: Config, options: AppOptions): Promise<App>
  /** Yields each check as it is done and throws for none: what cannot be reached is a check with state `fail`. */
  doctor(config: Config, signal: AbortSignal): AsyncIterable<Check>
  /** Not of an open App: a backup is made before a new version touches the schema, and restored where there is none. */
  backUp(config: Config, request: BackupRequest): Promise<BackupReport>
  restore(config: Config, request: RestoreRequest): Promise<RestoreReport>
  /** Takes a database that came back by other means out of service until every site was swept. */
  markAsRestored(config: Config): Promise<Pick<RestoreReport, 'sites'>>
  /** Documents for machines and results for people; nothing else. */
  stdout: Terminal
  /** Progress, notes, errors. */
  stderr: Terminal
  /** Calls the listener at every Ctrl-C and SIGTERM, until the function it answers is called. */
  onInterrupt(listener: () => void): () => void
  /** Leaves at once, for the second Ctrl-C. */
  exit(code: number): void
  now(): Date
  /** Of this program, for `--version`. */
  version: string
}

export interface BackupRequest {
  file: string
  /** Also where the file is there already. */
  mayOverwrite: boolean
}

export interface BackupReport {
  /** Absolute. */
  file: string
  bytes: number
  ms: number
  /** Of each table, as they were counted in the database and again in the file. */
  rows: ReadonlyMap<string, number>
  /** Newest migration of the schema. */
  schema: string
}

export interface RestoreRequest {
  file: string
  /** Also where the database holds something. */
  isReplacing: boolean
}

export interface RestoreReport {
  file: string
  ms: number
  rows: ReadonlyMap<string, number>
  /** Names of the sites that serve nothing before a sync has seen them whole. */
  sites: string[]
}

export interface AppOptions {
  /**
   * True for `serve` and `demo`, which log what they do. False for commands that run once: they report themselves, and
   * log warnings at most, so that progress bars are not torn apart.
   */
  isService: boolean
}

export type Terminal = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

/** The use cases behind the commands. Every function brings the schema up to date first if it needs one. */
export interface App {
  /**
   * One run now, of one site or of all, one site after the other. Sites of `WP_URL` are kept first.
   *
   * Reports a site that failed while others did not with outcome `failed`; so it does when the signal ends the run
   * early (`partial`).
   * @throws AppError `not_found` for an unknown site, `conflict` when another process syncs it, `unavailable`,
   *   `upstream` or `timeout` when no site at all could be synced.
   */
  sync(request: SyncRequest): Promise<SyncReport[]>
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchResult>
  ask(request: AskRequest, signal: AbortSignal): Promise<Answer>
  /** The same as it comes about; the last event is `done`. */
  askEvents(request: AskRequest, signal: AbortSignal): AsyncIterable<AskEvent>
  /**
   * Asks the most frequent questions again, at most so many.
   *
   * @throws AppError `invalid_config` when answers are not kept where other processes find them.
   */
  warm(limit: number, signal: AbortSignal): Promise<WarmReport>
  /** Finds the REST API of the site and keeps it; indexes nothing yet. Adding a site twice answers the one kept. */
  addSite(url: string, options: { name?: string; signal: AbortSignal }): Promise<Site>
  listSites(): Promise<Site[]>
  /** Erases everything of the site. @throws AppError `not_found` */
  removeSite(name: string): Promise<{ documents: number }>
  /** `applied` names the migrations this call ran, oldest first; `version` is the newest one the schema has now. */
  migrate(): Promise<{ applied: string[]; version: string }>
  status(): Promise<SiteStatus[]>
  /** What was paid today, and of how much. */
  spending(): Promise<SpendingToday>
  /** Why each of these posts is found or not, on one site or on all. @throws AppError `not_found` */
  explainPosts(wpIds: number[], site?: string): Promise<PostStatus[]>
  /** Counts are those of all sites together. */
  listSpaces(): Promise<SpaceStatus[]>
  /**
   * Lets this space answer from now on, and the one that did wait.
   *
   * @throws AppError `not_found`; `conflict` when the space is not complete enough or its model cannot be asked, unless
   *   it is forced.
   */
  activateSpace(id: number, options: { isForced: boolean }): Promise<SpaceStatus>
  /** @throws AppError `invalid_input` for scopes a browser key cannot have, `not_found` for a site that is none. */
  createKey(wish: KeyWish): Promise<MadeKey>
  listKeys(): Promise<Key[]>
  /**
   * A new key that opens what this one does, which stays valid for `overlapHours` beside it.
   *
   * @throws AppError `not_found`; `conflict` when the key is over or was rotated before.
   */
  rotateKey(id: number, overlapHours: number): Promise<MadeKey>
  /** No longer valid anywhere within 10 seconds. @throws AppError `not_found` */
  revokeKey(id: number): Promise<Key>
  /** Scheduled syncs and jobs, without HTTP. Resolves when the signal has ended them and nothing is left half done. */
  work(options: WorkOptions): Promise<void>
  /** Resolves when the signal has ended the service and everything in flight is finished. */
  serve(options: ServeOptions): Promise<void>
  /** Indexes the sample site and serves it until the signal ends it. Resolves when questions can be asked. */
  startDemo(options: DemoOptions): Promise<Demo>
  close(): Promise<void>
}

export interface SyncRequest {
  /** Name of a site; left out, all sites. */
  site?: string
  /** Read every post again instead of those that changed. */
  isFull: boolean
  /** Only these posts, by WordPress id; empty for all. */
  postIds: number[]
  /** Read and count, write nothing. */
  isDryRun: boolean
  /** How many withheld deletions the operator has looked at and approves; null for none. */
  approveDeletions: number | null
  signal: AbortSignal
  onProgress(site: string, progress: Progress): void
}

export interface KeyWish {
  name: string
  /** Empty: search and ask. */
  scopes: Scope[]
  /** Any makes it a browser key. */
  origins: string[]
  /** Names; empty: every site. */
  sites: string[]
  ratePerMinute: number | null
  expiresDays: number | null
}

export interface MadeKey {
  key: Key
  /** The key itself, which nobody can show again. */
  secret: string
}

export interface WorkOptions {
  signal: AbortSignal
  /** `hasSchedule` is false under SCHEDULER=off: this process plans nothing, and does what others put in line. */
  onReady(worker: { hasSchedule: boolean }): void
}

export interface ServeOptions {
  signal: AbortSignal
  onReady(listening: Listening): void
}

/** Where the service can be reached. */
export interface Listening {
  /** `http://127.0.0.1:8000`, the port as it really is. */
  url: string
  /** No key exists: open to whoever is on this machine. */
  isOpen: boolean
}

export interface DemoOptions {
  signal: AbortSignal
  onProgress(site: string, progress: Progress): void
}

export interface Demo {
  /** On another port when PORT is taken. */
  listening: Listening
  report: SyncReport
  /** Questions the sample site answers well, the best one first. */
  questions: string[]
  /** Resolves when the signal has ended the service. */
  stopped: Promise<void>
}

/** One line of `doctor`. */
export interface Check {
  /** `configuration`, `database`, `replica`, `cache`, `wordpress example.com`, `embedder`, `vectors`, `index`, `answers`, `budget`. */
  name: string
  state: 'ok' | 'warn' | 'fail' | 'skip'
  /** What was found, in one line, without secrets. */
  detail: string
  /** What to do about it. */
  remedy?: string
  /** For `fail`: what kind of error it would be elsewhere; decides the exit code. */
  kind?: ErrorKind
}
