/** Makers of sample sites and posts for tests: say what matters, the rest is plain. */
import type { SamplePost, SampleSite } from '../../src/sample/site.ts'

export function aSite(overrides: Partial<SampleSite> = {}): SampleSite {
  return {
    name: 'Harbour Museum',
    description: 'A museum by the sea',
    language: 'en-GB',
    users: [{ id: 1, slug: 'ada', name: 'Ada' }],
    categories: [{ id: 1, slug: 'news', name: 'News' }],
    tags: [{ id: 2, slug: 'ships', name: 'Ships' }],
    media: [{ id: 9001, altText: 'A lighthouse', caption: '' }],
    posts: [],
    ...overrides,
  }
}

export function aPost(overrides: Partial<SamplePost> & { id: number }): SamplePost {
  const { id } = overrides
  return {
    type: 'post',
    slug: `post-${id}`,
    status: 'publish',
    titleHtml: `Post ${id}`,
    contentHtml: `<p>Text of post ${id}.</p>\n`,
    excerptHtml: `<p>Text of post ${id}.</p>\n`,
    author: 1,
    categories: [1],
    tags: [2],
    featuredMedia: 0,
    dateGmt: '2026-03-01T09:30:00',
    modifiedGmt: '2026-03-02T10:00:00',
    ...overrides,
  }
}

/** Posts with the ids `from` to `to`, both included. */
export function somePosts(from: number, to: number, overrides: Partial<SamplePost> = {}): SamplePost[] {
  return Array.from({ length: to - from + 1 }, (_, at) => aPost({ ...overrides, id: from + at }))
}
