/**
 * How values look in JSON, over HTTP and behind `--json`: snake_case, the shapes promised in docs/api.md. Pure.
 *
 * Dates stay dates: JSON.stringify writes them as ISO 8601.
 */
import type {
  Answer,
  Hit,
  Key,
  PostStatus,
  SearchResult,
  SiteStatus,
  Source,
  SpaceStatus,
  SpendingToday,
  SyncReport,
  WarmReport,
} from './types.ts'

type Json = Record<string, unknown>

/** @param isExplained Adds how each score came about. */
export function searchJson({ hits, mode, isDegraded }: SearchResult, isExplained: boolean): Json {
  const results = hits.map((hit) => (isExplained ? { ...hitJson(hit), explain: explainJson(hit) } : hitJson(hit)))
  return { results, mode, degraded: isDegraded }
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

export function warmJson({ isStopped, ...counts }: WarmReport): Json {
  return { ...counts, stopped: isStopped }
}

export function sourceJson(source: Source): Json {
  return { n: source.n, ...hitJson(source) }
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

function explainJson({ parts }: Hit): Json {
  const { keyword, coverage, vector, vectorWeight, rerank, matched } = parts
  return { keyword, coverage, vector, vector_weight: vectorWeight, rerank, matched }
}

/** @param spending Null for those it is no business of. */
export function statusJson(sites: readonly SiteStatus[], spending: SpendingToday | null): Json {
  return {
    sites: sites.map(({ pendingVectors, spaces, lastRun, freshness, ...counts }) => ({
      ...counts,
      pending_vectors: pendingVectors,
      spaces: spaces.map(spaceJson),
      last_run: lastRun && runJson(lastRun),
      freshness: { p50_s: freshness.p50Seconds, p95_s: freshness.p95Seconds },
    })),
    ...(spending && { spending: spendingJson(spending) }),
  }
}

function spendingJson({ day, spentUsd, reservedUsd, limitUsd, rows }: SpendingToday): Json {
  return {
    ...{ day, spent_usd: spentUsd, reserved_usd: reservedUsd, limit_usd: limitUsd },
    rows: rows.map(({ inputTokens, outputTokens, unpricedTokens, ...row }) => ({
      ...row,
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      unpriced_tokens: unpricedTokens,
    })),
  }
}

export function spaceJson({ isDeclined, activatedAt, retiredAt, ...space }: SpaceStatus): Json {
  return { ...space, declined: isDeclined, activated_at: activatedAt, retired_at: retiredAt }
}

/** Without the name of the site, which stands beside it wherever a run is shown. */
export function runJson({ site: _, startedAt, ...counts }: SyncReport): Json {
  return { ...counts, started_at: startedAt }
}

export function postStatusJson(posts: readonly PostStatus[]): Json {
  return {
    posts: posts.map((post) => ({
      site: post.site,
      post_id: post.wpId,
      state: post.state,
      reason: post.reason,
      title: post.title,
      url: post.url,
      chunks: post.chunks,
      indexed_at: post.indexedAt,
      missing_since: post.missingSince,
    })),
  }
}

export function keyJson({ ratePerMinute, createdAt, expiresAt, lastUsedAt, revokedAt, replacedBy, ...key }: Key): Json {
  return {
    ...key,
    rate_per_minute: ratePerMinute,
    created_at: createdAt,
    expires_at: expiresAt,
    last_used_at: lastUsedAt,
    revoked_at: revokedAt,
    replaced_by: replacedBy,
  }
}
