/** The values that travel between the stages. Data only: no methods, no imports. */

/** One WordPress site we keep. */
export interface Site {
  id: number
  /** Short name, unique: what `--site` and `"site"` take. By default the host and path of the address. */
  name: string
  /** Address of the front page, without a trailing slash. */
  url: string
  /** Root of the REST API as discovered, such as `https://x.test/wp-json/` or `https://x.test/?rest_route=/`. */
  apiRoot: string
  /** Language of the site as BCP 47 primary subtag (`en`, `de`), or null when the site does not say. */
  language: string | null
  /** Post types to index, by `rest_base` or name. */
  types: string[]
}

/** Ids of what a post is filed under, ascending; null where the site does not tell. Names change behind them. */
export interface NameIds {
  author: number | null
  categories: number[] | null
  tags: number[] | null
}

export type NameKind = 'author' | 'category' | 'tag'

/** Names by their id; null for one that was asked for and that the site does not show. */
export type NamesById = Map<number, string | null>

/** One public WordPress post of any type, as the REST API gave it: nothing cleaned yet. */
export interface Post {
  /** WordPress post id: unique within one site, across its types. */
  wpId: number
  /** Name of the post type: `post`, `page`, `product`. */
  type: string
  /** Permalink, absolute. */
  url: string
  slug: string
  /** `title.rendered`: HTML with entities, may be empty. */
  titleHtml: string
  /** `content.rendered`. Empty when `isProtected`. */
  contentHtml: string
  /** `status`; anything but `publish` never enters the index. */
  status: string
  /** The post has a password. */
  isProtected: boolean
  /** An SEO plugin asks robots not to index the post. */
  isNoindex: boolean
  /** UTC; null when WordPress gave none that makes sense. */
  publishedAt: Date | null
  modifiedAt: Date | null
  /** Exactly the `modified_gmt` WordPress lists, compared for equality by the next sync. */
  modifiedGmt: string
  author: string | null
  categories: string[]
  tags: string[]
  nameIds: NameIds
  /** From a multilingual plugin; null when the site does not say. */
  language: string | null
  /** Alt text of the featured image. */
  imageAlt: string | null
}

/** One entry of a listing: enough to tell what is new, changed or gone. */
export interface Listed {
  wpId: number
  type: string
  modifiedGmt: string
  url: string
  isProtected: boolean
  nameIds: NameIds
}

/** One post, cleaned: what the index knows of it. */
export interface Document {
  wpId: number
  type: string
  url: string
  slug: string
  title: string
  /** BCP 47 primary subtag, found or detected; `und` when undetermined. */
  language: string
  author: string | null
  categories: string[]
  tags: string[]
  nameIds: NameIds
  publishedAt: Date | null
  modifiedAt: Date | null
  modifiedGmt: string
  /** SHA-256, hex, of pipeline version, title, language and cleaned text: equal means no chunk changed. */
  contentHash: string
}

/** A piece of one document's text, short enough to embed. */
export interface Passage {
  /** Place in the document, from 0. */
  position: number
  /** Headings above the passage, outermost first, without the title. */
  headings: string[]
  /** Id of the nearest heading that has one, for a deep link; null when none has. */
  anchor: string | null
  /** Markdown of the passage, without its header line. */
  content: string
  /** What is embedded: header line `Title › H2 › H3`, an empty line, the content without link targets. */
  embedText: string
  /** Tokens of `embedText`. */
  tokenCount: number
  /** SHA-256, hex, of `embedText`. */
  textHash: string
}

/**
 * An embedding as pgvector reads it in binary: int16 dimensions, int16 0, then big-endian float32, of unit length.
 * Made once by the embedder and handed to the database as it is: printing 1,536 floats costs more than the search.
 */
export type Vector = Buffer

export type SearchMode = 'hybrid' | 'vector' | 'keyword'

export interface SearchFilters {
  type?: string[] | undefined
  category?: string[] | undefined
  tag?: string[] | undefined
  author?: string[] | undefined
  language?: string[] | undefined
  /** Published at or after; UTC. */
  after?: Date | undefined
  /** Published before; UTC. */
  before?: Date | undefined
}

export interface SearchRequest {
  question: string
  /** Passages wanted, 1 to 50. */
  limit: number
  mode: SearchMode
  /** Name of a site; left out, all sites. */
  site?: string | undefined
  /** Ids of the only sites the caller may search, whatever `site` names; left out, all. Answers must not be shared across. */
  siteIds?: readonly number[] | undefined
  filters: SearchFilters
  /** Id of the key it came under, for the bill; left out without one. Changes nothing of what is found. */
  caller?: string | undefined
}

/** How a hit came by its score. */
export interface ScoreParts {
  /** BM25 over the sum of the question's idf, 0 to about 1; null when the mode does not use it. */
  keyword: number | null
  /** Share of the question's words that the passage has, weighed by how rare they are, 0 to 1; null as above. */
  coverage: number | null
  /** Cosine similarity, rescaled by the embedder's baseline, 0 to 1; null when the passage has no vector. */
  vector: number | null
  /** The weight of the vector part, 0 to 1. */
  vectorWeight: number
  /** What the reranker gave, on the scale of its model. Changes the order, not the score; null where it was not asked. */
  rerank: number | null
  /** Words of the question found in the passage, as the analyser writes them. */
  matched: string[]
  /** What `coverage` is a share of; null when the mode does not use it. */
  asked: AskedWords | null
}

/** The question as the analyser of a passage reads it: stop words left out, every word once. */
export interface AskedWords {
  count: number
  /** Sum of their idf, measured in words that no passage has: three rare words weigh 3, three common ones next to nothing. */
  weight: number
  /** Share of that sum in words that stand in no passage of the site, 0 to 1. */
  unknown: number
}

/** A passage found for a question, best first. */
export interface Hit {
  /** Of the chunk: stable until the post changes. */
  id: string
  content: string
  title: string
  /** Permalink, with `#anchor` when the passage stands under a heading that has one. */
  url: string
  /** 0 to about 1; comparable within one answer, not between modes. The order may differ where there is a reranker. */
  score: number
  headings: string[]
  site: string
  type: string
  language: string
  author: string | null
  categories: string[]
  tags: string[]
  publishedAt: Date | null
  modifiedAt: Date | null
  parts: ScoreParts
  /** Not shown: tells later whether what was shown still stands. */
  document: DocumentStamp
}

/** A post as it was when a passage of it was read, in that same statement. */
export interface DocumentStamp {
  siteId: number
  id: number
  /** Another one after every write of the post. */
  stamp: string
  /** Of the site: while it is the same, nothing at all has changed there. */
  epoch: string
}

export interface SearchResult {
  hits: Hit[]
  /** The mode that was really used. */
  mode: SearchMode
  /** True when vectors were wanted and could not be had: the hits are by keyword alone. */
  isDegraded: boolean
}

export interface AskRequest {
  question: string
  site?: string | undefined
  /** As in SearchRequest. */
  siteIds?: readonly number[] | undefined
  caller?: string | undefined
  filters: SearchFilters
  history: { question: string; answer: string }[]
}

/** A hit under the number the answer cites it by. */
export interface Source extends Hit {
  n: number
}

export interface Citation {
  n: number
  url: string
  title: string
  /** Words of the source, verbatim but for marks of Markdown. */
  quote: string
}

export type Outcome = 'answered' | 'extractive' | 'refused'

export interface Answer {
  /** Text with `[n]` marks, each naming a source. */
  text: string
  outcome: Outcome
  sources: Source[]
  citations: Citation[]
  isCached: boolean
  isDegraded: boolean
}

/** An answer as it comes about: sources, then text and citations, then `done`. Joined deltas equal the text of the answer. */
export type AskEvent =
  | { type: 'sources'; sources: Source[] }
  | { type: 'delta'; text: string }
  | { type: 'citation'; citation: Citation }
  | { type: 'done'; answer: Answer }

/** An answer that was given before, ready to be sent. */
export interface KeptJson {
  /** The whole JSON answer. */
  body: Buffer
  outcome: Outcome
  /** How many it shows. */
  sources: number
}

/** What `askpress warm` did. */
export interface WarmReport {
  /** Found to be asked often, and asked again, in this order. */
  questions: number
  /** Still answered by what was kept. */
  ready: number
  renewed: number
  /** Could not be answered. */
  failed: number
  /** Ended early: the budget is spent, or the model is away. */
  isStopped: boolean
}

export type RunKind = 'tick' | 'sync' | 'nightly' | 'full' | 'post'
export type RunOutcome = 'running' | 'done' | 'partial' | 'failed'

/** Counts by reason, such as `{ protected: 2, noindex: 1 }`. */
export type Reasons = Record<string, number>

/**
 * What one run did. The ledger: listed = added + updated + unchanged + revived + hidden + skipped + failed + withheld,
 * where a post that is listed and hidden is one the site marks as not for everybody.
 */
/** What a run did with the posts of one type; the same counts as those of the whole run. */
export interface TypeRun {
  listed: number
  added: number
  updated: number
  unchanged: number
  revived: number
  removed: number
  hidden: Reasons
  skipped: Reasons
  failed: Reasons
  withheld: number
}

export interface SyncReport {
  site: string
  kind: RunKind
  outcome: RunOutcome
  startedAt: Date
  ms: number
  listed: number
  added: number
  updated: number
  unchanged: number
  /** Listed, but not public in full: `protected`, `noindex`. */
  hidden: Reasons
  /** Gone from the site and proven gone by this run. */
  removed: number
  revived: number
  /** Authors, categories and tags that are called something else now. */
  renamed: number
  purged: number
  /** Listed and read, nothing to index: `empty`, or `gated` when all of it is for members. */
  skipped: Reasons
  failed: Reasons
  /** Missing from the listing, kept for want of proof. */
  withheld: number
  /** The same by type of post: listed = added + updated + unchanged + revived + hidden + skipped + failed in each. */
  types: Record<string, TypeRun>
  requests: { light: number; heavy: number }
  embedded: { texts: number; requests: number; tokens: number }
  /** Of a dry run: what the vectors would cost, by model. */
  costs?: SyncCost[]
  /** Sentences for people: what went wrong and what to do. */
  notes: string[]
}

/** What it costs to embed the texts that have no vector yet. */
export interface SyncCost {
  model: string
  tokens: number
  /** Null where no price is known. */
  usd: number | null
}

export type SpaceState = 'building' | 'active' | 'retired'

/** One embedding model's vectors, and how complete they are. */
export interface SpaceStatus {
  id: number
  model: string
  dimensions: number
  /** One is active: questions are asked of it. One at most is building, to follow it. */
  state: SpaceState
  /** Passages that have a vector, of `chunks` whose language the model knows. */
  embedded: number
  /** Passages that the model will not take, whatever one does: found by their words alone. */
  refused: number
  chunks: number
  /** Left by hand: not taken up again by itself while the configuration names it. */
  isDeclined: boolean
  activatedAt: Date | null
  retiredAt: Date | null
}

/** The state of one site's index. */
/** Posts of one type; the same counts as those of the whole site. */
export interface TypeStatus {
  listed: number | null
  indexed: number
  hidden: Reasons
  skipped: Reasons
  failed: Reasons
  withheld: number
}

export interface SiteStatus {
  name: string
  url: string
  /** As of the last complete listing; null before the first. */
  listed: number | null
  indexed: number
  chunks: number
  hidden: Reasons
  skipped: Reasons
  failed: Reasons
  withheld: number
  /** The same by type of post. */
  types: Record<string, TypeStatus>
  /** Chunks that keyword search finds and vector search does not yet. */
  pendingVectors: number
  /** Counts are those of this site. */
  spaces: SpaceStatus[]
  lastRun: SyncReport | null
  freshness: { p50Seconds: number | null; p95Seconds: number | null }
}

/** Why one post is found, or why it is not. */
export interface PostStatus {
  site: string
  wpId: number
  /** Null when the site never listed such a post. */
  state: 'active' | 'hidden' | 'empty' | 'failed' | 'deleted' | null
  /** `protected`, `noindex`, `empty`, `gated`, `fetch_failed`, `gone`, `not_public`; null for what is found. */
  reason: string | null
  title: string
  url: string
  chunks: number
  indexedAt: Date | null
  /** Since when complete listings lack the post, which is kept all the same; null while it is listed. */
  missingSince: Date | null
}

/** Where a long task stands, for a progress bar. */
export interface Progress {
  phase: 'discover' | 'list' | 'read' | 'embed' | 'prove'
  done: number
  /** Null while unknown. */
  total: number | null
}

export type Scope = 'search' | 'ask' | 'ingest' | 'admin'
/** `secret` for servers, `browser` in pages, bound to their origins, `ingest` for what tells us of changes. */
export type KeyKind = 'secret' | 'browser' | 'ingest'

/** What the bearer of a key may do. */
export interface Grant {
  /** `API_KEY`, `ADMIN_KEY`, or the id of a kept key as text. */
  keyId: string
  kind: KeyKind
  scopes: readonly Scope[]
  /** Of the pages that may use it; only a browser key has any. */
  origins: readonly string[]
  /** Null: every site. */
  siteIds: readonly number[] | null
  /** Null: as for everybody. */
  ratePerMinute: number | null
}

export type SpendingKind = 'answer' | 'rewrite' | 'question' | 'passages' | 'rerank'

/** What a provider was given and gave, for one call. */
export interface Charge {
  kind: SpendingKind
  model: string
  /** Id of the key it was for; `open` without one, `sync` for posts. */
  key: string
  /** 0: several sites at once. */
  siteId: number
  inputTokens: number
  outputTokens: number
}

/** What one key spent today on one site in one way. */
export interface SpendingRow extends Pick<Charge, 'kind' | 'key' | 'inputTokens' | 'outputTokens'> {
  /** Null: several at once, or one that is gone. */
  site: string | null
  requests: number
  /** Of these, tokens of models whose price is not known: they are not in `usd`. */
  unpricedTokens: number
  usd: number
}

/** Of today (UTC), all processes together. */
export interface SpendingToday {
  day: string
  spentUsd: number
  /** Set aside for calls under way. */
  reservedUsd: number
  /** Null: no limit. */
  limitUsd: number | null
  rows: SpendingRow[]
}

export type KeyState = 'valid' | 'replaced' | 'expired' | 'revoked'

/** A kept key, without the key: that is shown once, when it is made. */
export interface Key {
  id: number
  kind: KeyKind
  name: string
  /** Its first and last characters. */
  hint: string
  scopes: Scope[]
  origins: string[]
  /** Names; null: every site. */
  sites: string[] | null
  ratePerMinute: number | null
  /** `replaced` ones are valid until they expire. */
  state: KeyState
  createdAt: Date
  expiresAt: Date | null
  /** Within a minute. */
  lastUsedAt: Date | null
  revokedAt: Date | null
  /** Id of the key made to follow this one. */
  replacedBy: number | null
}
