/** How values look in JSON: snake_case, moments as ISO 8601, the shapes promised in docs/api.md. Pure. */
import type { Answer, Hit, SearchResult, SiteStatus, Source, SyncReport } from '../types.ts'
import type { Health } from './parts.ts'

type Json = Record<string, unknown>

export function searchJson(result: SearchResult, isExplained: boolean): Json {
  const results = result.hits.map((hit) => (isExplained ? { ...hitJson(hit), explain: partsJson(hit) } : hitJson(hit)))
  return { results, mode: result.mode, degraded: result.isDegraded }
}

export function answerJson(answer: Answer): Json {
  return {
    answer: answer.text,
    cached: answer.isCached,
    sources: answer.sources.map(sourceJson),
    outcome: answer.outcome,
    citations: answer.citations,
    degraded: answer.isDegraded,
  }
}

export function sourceJson(source: Source): Json {
  return { n: source.n, ...hitJson(source) }
}

export function statusJson(sites: SiteStatus[]): Json {
  return { sites: sites.map(siteJson) }
}

/** Without a known key only the words: notes name hosts, and times tell when nobody is looking. */
export function healthJson(health: Health, isKnown: boolean): Json {
  const { status, database, cache, embedder, sync, notes } = health
  const words = { status, database, cache, embedder }
  if (!isKnown) return words
  return {
    ...words,
    sync: {
      running: sync.isRunning,
      last_started_at: sync.lastStartedAt,
      last_outcome: sync.lastOutcome,
      pending_vectors: sync.pendingVectors,
    },
    notes,
  }
}

function hitJson(hit: Hit): Json {
  return {
    id: hit.id,
    content: hit.content,
    title: hit.title,
    url: hit.url,
    score: hit.score,
    heading: hit.headings.length === 0 ? null : hit.headings.join(' › '),
    site: hit.site,
    type: hit.type,
    language: hit.language,
    author: hit.author,
    categories: hit.categories,
    tags: hit.tags,
    published_at: hit.publishedAt,
    modified_at: hit.modifiedAt,
  }
}

function partsJson({ parts }: Hit): Json {
  return {
    keyword: parts.keyword,
    coverage: parts.coverage,
    vector: parts.vector,
    vector_weight: parts.vectorWeight,
    matched: parts.matched,
  }
}

function siteJson(site: SiteStatus): Json {
  return {
    name: site.name,
    url: site.url,
    listed: site.listed,
    indexed: site.indexed,
    chunks: site.chunks,
    hidden: site.hidden,
    skipped: site.skipped,
    failed: site.failed,
    withheld: site.withheld,
    pending_vectors: site.pendingVectors,
    last_run: site.lastRun === null ? null : runJson(site.lastRun),
    freshness: { p50_s: site.freshness.p50Seconds, p95_s: site.freshness.p95Seconds },
  }
}

function runJson(run: SyncReport): Json {
  const { site: _site, startedAt, ...counts } = run
  return { ...counts, started_at: startedAt }
}
