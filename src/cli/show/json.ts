/** What `--json` prints: the values of types.ts in snake_case, in the shapes of the HTTP interface. Pure. */
import type { Answer, Hit, SearchResult, Site, SiteStatus, SyncReport } from '../../types.ts'
import { totalOf } from './total.ts'

export function searchJson({ hits, mode, isDegraded }: SearchResult, isExplained: boolean) {
  return { results: hits.map((hit) => hitJson(hit, isExplained)), mode, degraded: isDegraded }
}

export function answerJson({ text, outcome, sources, citations, isCached, isDegraded }: Answer) {
  return {
    answer: text,
    outcome,
    cached: isCached,
    degraded: isDegraded,
    sources: sources.map((source) => ({ n: source.n, ...hitJson(source, false) })),
    citations,
  }
}

function hitJson(hit: Hit, isExplained: boolean) {
  const { keyword, coverage, vector, vectorWeight, matched } = hit.parts
  return {
    content: hit.content,
    title: hit.title,
    url: hit.url,
    score: hit.score,
    id: hit.id,
    heading: hit.headings.length === 0 ? null : hit.headings.join(' › '),
    site: hit.site,
    type: hit.type,
    language: hit.language,
    author: hit.author,
    categories: hit.categories,
    tags: hit.tags,
    published_at: hit.publishedAt,
    modified_at: hit.modifiedAt,
    ...(isExplained && { explain: { keyword, coverage, vector, vector_weight: vectorWeight, matched } }),
  }
}

/** The counts of all runs together, and under `sites` each run under the name `GET /status` has for it. */
export function runsJson(reports: readonly SyncReport[]) {
  return {
    ...runJson(totalOf(reports)),
    sites: reports.map((report) => ({ name: report.site, last_run: runJson(report) })),
  }
}

export function runJson({ site: _, startedAt, ...counts }: SyncReport) {
  return { ...counts, started_at: startedAt }
}

export function statusJson(sites: readonly SiteStatus[]) {
  return {
    sites: sites.map(({ pendingVectors, lastRun, freshness, ...counts }) => ({
      ...counts,
      pending_vectors: pendingVectors,
      last_run: lastRun && runJson(lastRun),
      freshness: { p50_s: freshness.p50Seconds, p95_s: freshness.p95Seconds },
    })),
  }
}

export function siteJson({ name, url, apiRoot, language, types }: Site) {
  return { name, url, api_root: apiRoot, language, types }
}
