/** Values for tests, whole and plausible: a test names only what matters to it. */
import { createHash } from 'node:crypto'
import type { DocumentWrite } from '../src/store/documents.ts'
import type { NewSite } from '../src/store/sites.ts'
import type {
  Answer,
  Document,
  DocumentStamp,
  Grant,
  Hit,
  Key,
  Passage,
  Post,
  SearchResult,
  SiteStatus,
  Source,
  SpaceStatus,
  SpendingToday,
  SyncReport,
  Vector,
} from '../src/types.ts'

export function aSite(change: Partial<NewSite> = {}): NewSite {
  return {
    name: 'site.test',
    url: 'https://site.test',
    apiRoot: 'https://site.test/wp-json/',
    home: 'https://site.test',
    language: 'en',
    types: ['post', 'page'],
    ...change,
  }
}

const NO_NAME_IDS = { author: null, categories: [], tags: [] }

/** As WordPress gives it: published, empty, in a site that says nothing of its language. */
export function aPost(change: Partial<Post> = {}): Post {
  return {
    wpId: 1,
    type: 'post',
    url: 'https://x.test/post/',
    slug: 'post',
    titleHtml: 'A title',
    contentHtml: '',
    status: 'publish',
    isProtected: false,
    isNoindex: false,
    publishedAt: null,
    modifiedAt: null,
    modifiedGmt: '2026-01-02T03:04:05',
    author: null,
    categories: [],
    tags: [],
    nameIds: NO_NAME_IDS,
    language: null,
    imageAlt: null,
    ...change,
  }
}

export function aDocument(change: Partial<Document> = {}): Document {
  return {
    wpId: 1,
    type: 'post',
    url: 'https://site.test/p',
    slug: 'p',
    title: 'P',
    language: 'en',
    author: null,
    categories: [],
    tags: [],
    nameIds: NO_NAME_IDS,
    publishedAt: new Date('2026-01-01T00:00:00Z'),
    modifiedAt: new Date('2026-01-01T00:00:00Z'),
    modifiedGmt: '2026-01-01T00:00:00',
    contentHash: 'a',
    ...change,
  }
}

export function aPassage(content: string, change: Partial<Passage> = {}): Passage {
  return {
    position: 0,
    headings: [],
    anchor: null,
    content,
    embedText: content,
    tokenCount: content.split(' ').length,
    textHash: createHash('sha256').update(content).digest('hex'),
    ...change,
  }
}

/** A document of these passages, active, as replaceDocuments takes it. */
export function aWrite(texts: readonly string[], change: Partial<Document> = {}): DocumentWrite {
  const passages = texts.map((text, position) => aPassage(text, { position }))
  return { document: aDocument(change), passages, status: 'active', reason: null, pipelineVersion: '1' }
}

/** pgvector's binary form of a vector of any length. */
export function aVector(numbers: readonly number[]): Vector {
  const vector = Buffer.alloc(4 + numbers.length * 4)
  vector.writeInt16BE(numbers.length, 0)
  numbers.forEach((number, index) => {
    vector.writeFloatBE(number, 4 + index * 4)
  })
  return vector
}

export function aHit(change: Partial<Hit> = {}): Hit {
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
    parts: {
      keyword: 0.9,
      coverage: 0.8,
      vector: 0.7,
      vectorWeight: 0.4,
      rerank: null,
      matched: ['fired', 'stoneware'],
      asked: { count: 3, weight: 1.5, unknown: 0 },
    },
    document: aStamp(),
    ...change,
  }
}

export function aStamp(change: Partial<DocumentStamp> = {}): DocumentStamp {
  return { siteId: 1, id: 12, stamp: '1772445000000000.c0ffee', epoch: '4.1772445000000000', ...change }
}

export function aSource(change: Partial<Source> = {}): Source {
  return { ...aHit(), n: 1, ...change }
}

export function aResult(change: Partial<SearchResult> = {}): SearchResult {
  return { hits: [aHit()], mode: 'hybrid', isDegraded: false, ...change }
}

export function anAnswer(change: Partial<Answer> = {}): Answer {
  const source = aSource()
  return {
    text: 'Stoneware is fired at **1,220 to 1,280 °C** [1].',
    outcome: 'answered',
    sources: [source],
    citations: [{ n: 1, url: source.url, title: source.title, quote: 'fired at 1,220 to 1,280 °C' }],
    isCached: false,
    isDegraded: false,
    ...change,
  }
}

export function aReport(change: Partial<SyncReport> = {}): SyncReport {
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
    renamed: 0,
    purged: 0,
    skipped: { empty: 1 },
    failed: {},
    withheld: 0,
    types: {},
    requests: { light: 3, heavy: 1 },
    embedded: { texts: 12, requests: 1, tokens: 4800 },
    notes: [],
    ...change,
  }
}

export function aSpaceStatus(change: Partial<SpaceStatus> = {}): SpaceStatus {
  return {
    id: 1,
    model: 'text-embedding-3-large',
    dimensions: 1536,
    state: 'active',
    embedded: 311,
    refused: 0,
    chunks: 311,
    isDeclined: false,
    activatedAt: new Date('2026-03-01T00:00:00Z'),
    retiredAt: null,
    ...change,
  }
}

export function aSiteStatus(change: Partial<SiteStatus> = {}): SiteStatus {
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
    types: {},
    pendingVectors: 0,
    spaces: [aSpaceStatus()],
    lastRun: aReport(),
    freshness: { p50Seconds: 140, p95Seconds: 290 },
    ...change,
  }
}

export function aSpendingToday(change: Partial<SpendingToday> = {}): SpendingToday {
  const tokens = { inputTokens: 52_000, outputTokens: 4_100, unpricedTokens: 0 }
  return {
    day: '2026-03-05',
    spentUsd: 0.01026,
    reservedUsd: 0,
    limitUsd: null,
    rows: [{ key: 'open', site: 'kiln', kind: 'answer', requests: 20, ...tokens, usd: 0.01026 }],
    ...change,
  }
}

export function aGrant(change: Partial<Grant> = {}): Grant {
  return {
    keyId: '1',
    kind: 'secret',
    scopes: ['search', 'ask'],
    origins: [],
    siteIds: null,
    ratePerMinute: null,
    ...change,
  }
}

export function aKey(change: Partial<Key> = {}): Key {
  return {
    id: 1,
    kind: 'secret',
    name: 'shop',
    hint: 'ap_sk_4fQ9…x0Kd',
    scopes: ['search', 'ask'],
    origins: [],
    sites: null,
    ratePerMinute: null,
    state: 'valid',
    createdAt: new Date('2026-03-01T03:00:00Z'),
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    replacedBy: null,
    ...change,
  }
}
