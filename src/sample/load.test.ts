import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadSampleSite } from './load.ts'
import { secretWords } from './questions.ts'
import type { SamplePost } from './site.ts'

const site = loadSampleSite()
const published = site.posts.filter((post) => post.status === 'publish')
const findable = published.filter((post) => !post.password && !post.isNoindex)
const allHtml = findable.map((post) => post.contentHtml).join('\n')

it('loads every file of the folder', () => {
  const files = readdirSync(new URL('./posts/', import.meta.url)).filter((name) => name.endsWith('.html'))
  expect(site.posts.map((post) => `${post.slug}.html`).sort()).toEqual(files.sort())
  expect(findable.length).toBeGreaterThanOrEqual(26)
})

it('gives every post an id and a slug of its own', () => {
  expect(new Set(site.posts.map((post) => post.id)).size).toBe(site.posts.length)
  expect(new Set(site.posts.map((post) => post.slug)).size).toBe(site.posts.length)
})

it.each(site.posts)('$slug is complete and was not changed before it was written', (post) => {
  expect(post.titleHtml).not.toBe('')
  expect(post.contentHtml).not.toContain('<!-- wp:')
  expect(post.contentHtml).not.toContain('127.0.0.1')
  expect(post.modifiedGmt >= post.dateGmt).toBe(true)
  expect(site.users.map((user) => user.id)).toContain(post.author)
  if (post.featuredMedia > 0) expect(site.media.map((media) => media.id)).toContain(post.featuredMedia)
})

it('knows the alternative text of every picture it shows', () => {
  const shown = [...allHtml.matchAll(/wp-image-(\d+)/g)].map(([, id]) => Number(id))
  expect(site.media.map((media) => media.id)).toEqual(expect.arrayContaining(shown))
  expect(site.media.filter((media) => media.altText === '')).toEqual([])
})

it.each([
  'wp-block-paragraph',
  'wp-block-heading',
  'wp-block-list',
  'wp-block-table',
  'wp-block-code',
  'wp-block-preformatted',
  'wp-block-quote',
  'wp-block-pullquote',
  'wp-block-details',
  'wp-block-accordion',
  'wp-block-yoast-faq-block',
  'wp-block-image',
  'wp-block-gallery',
  'wp-block-cover',
  'wp-block-columns',
  'wp-block-group',
  'wp-block-buttons',
  'wp-block-media-text',
  'wp-block-file',
  'wp-block-audio',
  'wp-block-video',
  'wp-block-embed-youtube',
  'wp-block-verse',
  'wp-block-separator',
  'wp-block-spacer',
  'wp-block-footnotes',
  'wp-block-latest-posts',
  'wp-block-query',
  'wp-block-social-links',
  'wp-block-search',
  'wp-caption',
  'sharedaddy',
  'yarpp-related',
  'ez-toc-v2_0_69',
  'elementor',
  'newsletter-form',
])('shows a block of class %s', (className) => {
  expect(allHtml).toMatch(new RegExp(`class="([^"]* )?${className}[ "]`))
})

it.each([
  ['a nested list', /<li>[^<]*<ul/],
  ['a numbered list that goes on', /<ol start="4"/],
  ['a table with a caption', /<\/table><figcaption/],
  ['code with a language', /class="language-bash"/],
  ['a heading with an id', /<h2 class="wp-block-heading" id="opening-hours">/],
  ['a page break', /<!--nextpage-->/],
  ['a more tag', /<!--more-->/],
  ['a shortcode that nobody answers', /\[contact-form-7 id=/],
  ['tags of a page builder', /\[vc_column_text\]/],
  ['a style sheet in the text', /<style>/],
  ['text that is hidden', /<p style="display:none">[^<]*PINEAPPLE-SEMAPHORE/],
  ['an emoji', /\p{Extended_Pictographic}/u],
  ['an entity', /&#8217;/],
])('shows %s', (_name, pattern) => {
  expect(allHtml).toMatch(pattern)
})

it('has titles with entities and emoji', () => {
  const titles = published.map((post) => post.titleHtml).join('\n')
  for (const part of ['&#8217;', '&amp;', '&#038;', '🐈']) expect(titles).toContain(part)
})

it('has one post that is only a picture', () => {
  const words = (post: SamplePost) => post.contentHtml.replace(/<[^>]*>/g, '').trim()
  expect(findable.filter((post) => words(post) === '').map((post) => post.slug)).toEqual(['low-water'])
})

it('keeps each secret word in one post, and has one for every post that is not for everybody', () => {
  for (const [slug, secret] of Object.entries(secretWords)) {
    expect(site.posts.filter((post) => post.contentHtml.includes(secret)).map((post) => post.slug)).toEqual([slug])
  }
  const hidden = site.posts.filter((post) => !findable.includes(post)).map((post) => post.slug)
  expect(Object.keys(secretWords).sort()).toEqual([...hidden, 'swimming-and-tides'].sort())
})

it('links to its own pages and to reserved names only', () => {
  const hosts = [
    ...site.posts
      .map((post) => post.contentHtml)
      .join()
      .matchAll(/https?:\/\/([^/"'\s<]+)/g),
  ].map((m) => m[1])
  const strangers = hosts.filter((host) => !/(^|\.)(example|example\.(com|org|net))$/.test(host ?? ''))
  // The name of SVG's vocabulary is not a link.
  expect(strangers.filter((host) => host !== 'www.w3.org')).toEqual([])
})

it('has no dead link to itself', () => {
  const targets = [...allHtml.matchAll(/href="\/([a-z0-9-]+)\/(?:#([a-z-]+))?"/g)]
  expect(targets.length).toBeGreaterThan(10)
  for (const [link, slug, anchor] of targets) {
    const target = findable.find((post) => post.slug === slug)
    expect(target, link).toBeDefined()
    if (anchor) expect(target?.contentHtml).toContain(`id="${anchor}"`)
  }
})
