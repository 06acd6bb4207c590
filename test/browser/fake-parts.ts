/** Hand-made parts for the HTTP layer and the page: what a test wants to differ, it says. */
import type { FastifyInstance } from 'fastify'
import type { Health, HttpParts, Keys } from '../../src/http/parts.ts'
import { createServer } from '../../src/http/server.ts'
import type { Answer, Hit, SearchResult, SiteStatus, Source, SyncReport } from '../../src/types.ts'

export const API_KEY = 'key-for-the-site'
export const ADMIN_KEY = 'key-for-the-operator'

export const OPEN: Keys = { apiKey: null, adminKey: null, isOpen: true }
export const KEYED: Keys = { apiKey: API_KEY, adminKey: ADMIN_KEY, isOpen: false }

/** A server that listens nowhere, on parts that answer something sensible. Logs nothing unless told to. */
export function aServer(parts: Partial<HttpParts> = {}): FastifyInstance {
  return createServer(someParts(parts))
}

export function someParts(parts: Partial<HttpParts> = {}): HttpParts {
  return {
    search: async () => aResult(),
    ask: async () => anAnswer(),
    status: async () => [aSiteStatus()],
    health: async () => aHealth(),
    isReady: async () => true,
    keys: OPEN,
    logger: { level: 'silent' },
    suggestions: [],
    ...parts,
  }
}

export function aHit(hit: Partial<Hit> = {}): Hit {
  return {
    id: 'kiln:12:0',
    content: 'Stoneware is fired at **1,220 to 1,280 °C**. Hold the top temperature for ten minutes.',
    title: 'Firing stoneware',
    url: 'https://kiln.test/firing-stoneware/#temperature',
    score: 0.82,
    headings: ['Electric kilns', 'Temperature'],
    site: 'kiln',
    type: 'post',
    language: 'en',
    author: 'Ada Clay',
    categories: ['Firing'],
    tags: ['stoneware'],
    publishedAt: new Date('2026-03-01T09:30:00Z'),
    modifiedAt: new Date('2026-03-04T10:00:00Z'),
    parts: { keyword: 0.9, coverage: 0.8, vector: 0.7, vectorWeight: 0.4, matched: ['fired', 'stoneware'] },
    ...hit,
  }
}

export function aSource(source: Partial<Source> = {}): Source {
  return { ...aHit(), n: 1, ...source }
}

export function aResult(result: Partial<SearchResult> = {}): SearchResult {
  return { hits: [aHit()], mode: 'hybrid', isDegraded: false, ...result }
}

export function anAnswer(answer: Partial<Answer> = {}): Answer {
  const source = aSource()
  return {
    text: 'Stoneware is fired at **1,220 to 1,280 °C** [1].',
    outcome: 'answered',
    sources: [source],
    citations: [{ n: 1, url: source.url, title: source.title, quote: 'fired at 1,220 to 1,280 °C' }],
    isCached: false,
    isDegraded: false,
    ...answer,
  }
}

export function aHealth(health: Partial<Health> = {}): Health {
  return {
    status: 'ok',
    database: 'ok',
    cache: 'ok',
    embedder: 'ok',
    sync: {
      isRunning: false,
      lastStartedAt: new Date('2026-03-05T03:00:00Z'),
      lastOutcome: 'done',
      pendingVectors: 0,
    },
    notes: [],
    ...health,
  }
}

export function aRun(run: Partial<SyncReport> = {}): SyncReport {
  return {
    site: 'kiln',
    kind: 'sync',
    outcome: 'done',
    startedAt: new Date('2026-03-05T03:00:00Z'),
    ms: 4200,
    listed: 42,
    added: 1,
    updated: 2,
    unchanged: 36,
    hidden: { protected: 2 },
    removed: 0,
    revived: 0,
    purged: 0,
    skipped: { empty: 1 },
    failed: {},
    withheld: 0,
    requests: { light: 3, heavy: 1 },
    embedded: { texts: 12, requests: 1, tokens: 4800 },
    notes: [],
    ...run,
  }
}

export function aSiteStatus(site: Partial<SiteStatus> = {}): SiteStatus {
  return {
    name: 'kiln',
    url: 'https://kiln.test',
    listed: 42,
    indexed: 39,
    chunks: 311,
    hidden: { protected: 2 },
    skipped: { empty: 1 },
    failed: {},
    withheld: 0,
    pendingVectors: 0,
    lastRun: aRun(),
    freshness: { p50Seconds: 140, p95Seconds: 290 },
    ...site,
  }
}
