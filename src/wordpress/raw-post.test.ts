/** One post as sites and plugins print it, read over a real socket. */
import { expect, it } from 'vitest'
import type { LoggedRequest } from '../../test/wordpress/faults.ts'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { aClient, aServer, readAll } from '../../test/wordpress/open-client.ts'

const isHeavy = ({ query }: LoggedRequest) => (query.get('_fields') ?? '').includes('title')

/** Rewrites the rows of every batch of posts. */
function editRows(change: (row: Record<string, unknown>) => unknown) {
  return {
    match: isHeavy,
    edit: <A extends { body: string }>(answer: A): A => ({
      ...answer,
      body: JSON.stringify(JSON.parse(answer.body).map(change)),
    }),
  }
}

it('gives no text of a protected post, even if the site sends it', async () => {
  const server = await aServer({ site: aSite({ posts: [aPost({ id: 1, password: 'x' })] }) })
  server.fault(editRows((row) => ({ ...row, content: { rendered: 'secret', protected: true } })))
  expect((await readAll(aClient(server), [1])).posts).toMatchObject([{ isProtected: true, contentHtml: '' }])
})

it.each([null, '0000-00-00T00:00:00', '-0001-11-30T00:00:00', '1970-01-01T00:00:00', 'soon', '2031-01-01T00:00:00'])(
  'F26 takes the date %s for unknown',
  async (text) => {
    const server = await aServer({ site: aSite({ posts: somePosts(1, 1) }) })
    server.fault(editRows((row) => ({ ...row, date_gmt: text, modified_gmt: text })))
    const now = () => new Date('2026-06-01T00:00:00Z')
    const { posts } = await readAll(aClient(server, { now }), [1])
    expect(posts).toMatchObject([{ publishedAt: null, modifiedAt: null, modifiedGmt: text ?? '' }])
  },
)

it('F60 evens out odd fields and fails one post alone', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 4) }) })
  server.fault(
    editRows((row) => {
      if (row['id'] === 1) return { ...row, id: '1', title: 'Plain', excerpt: null, categories: null }
      if (row['id'] === 2) return { ...row, content: false }
      return row['id'] === 3 ? { ...row, link: 7 } : row
    }),
  )
  const { posts, failed, absent } = await readAll(aClient(server), [1, 2, 3, 4])
  expect(posts.map(({ wpId, titleHtml }) => [wpId, titleHtml])).toEqual([
    [1, 'Plain'],
    [3, 'Post 3'],
    [4, 'Post 4'],
  ])
  expect(failed).toMatchObject([{ wpId: 2, reason: 'unexpected_shape' }])
  expect(absent).toEqual([])
})

it('F62 replaces lone surrogates and broken UTF-8 and drops NUL', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 1) }) })
  const bad = {
    match: isHeavy,
    edit: <A extends { body: string }>(answer: A): A => ({
      ...answer,
      body: answer.body.replace('Text of', 'T\\ud83dx\\u0000t of'),
    }),
  }
  server.fault(bad)
  const { posts } = await readAll(aClient(server), [1])
  expect(posts[0]?.contentHtml).toBe('<p>T\ufffdxt of post 1.</p>\n')
})

it.each([
  ['Yoast SEO', { yoast_head_json: { robots: { index: 'noindex' } } }, true],
  ['All in One SEO', { aioseo_head_json: { robots: 'noindex, nofollow' } }, true],
  ['Rank Math', { meta: { rank_math_robots: ['nofollow', 'noindex'] } }, true],
  ['no SEO plugin', {}, false],
  ['Yoast SEO that allows it', { yoast_head_json: { robots: { index: 'index', follow: 'follow' } } }, false],
])('F94 reads noindex from %s', async (_, fields, isNoindex) => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 1) }) })
  server.fault(editRows((row) => ({ ...row, ...fields })))
  expect((await readAll(aClient(server), [1])).posts).toMatchObject([{ isNoindex }])
})

it.each([
  [{ lang: 'de' }, 'de'],
  [{ wpml_current_locale: 'pt_BR' }, 'pt'],
  [{ lang: '' }, null],
])('F95 reads the language a multilingual plugin prints: %o', async (fields, language) => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 1) }) })
  server.fault(editRows((row) => ({ ...row, ...fields })))
  expect((await readAll(aClient(server), [1])).posts).toMatchObject([{ language }])
})
