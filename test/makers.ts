/** Values for tests, whole and plausible: a test names only what matters to it. */
import { createHash } from 'node:crypto'
import type { NewSite } from '../src/store/sites.ts'
import type { Document, Hit, Passage, Vector } from '../src/types.ts'

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
    id: '1',
    content: 'text',
    title: 'P',
    url: 'https://site.test/p',
    score: 0.65,
    headings: [],
    site: 'site.test',
    type: 'post',
    language: 'en',
    author: null,
    categories: [],
    tags: [],
    publishedAt: null,
    modifiedAt: null,
    parts: { keyword: 0.8, coverage: 0.8, vector: 0.5, vectorWeight: 0.5, matched: [] },
    ...change,
  }
}
