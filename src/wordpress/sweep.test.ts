import { expect, it } from 'vitest'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { aClient, aServer, PAGES, POSTS, range, sweepAll } from '../../test/wordpress/open-client.ts'

it('lists every post once, with what a diff needs', async () => {
  const posts = [...somePosts(1, 250), aPost({ id: 251, password: 'x' }), aPost({ id: 252, status: 'draft' })]
  const server = await aServer({ site: aSite({ posts }) })
  const swept = await sweepAll(aClient(server))
  expect(swept).toMatchObject({ isComplete: true, total: 251, count: 251, reason: null, ids: range(1, 251) })
  expect(swept.listed[250]).toEqual({
    wpId: 251,
    type: 'post',
    modifiedGmt: '2026-03-02T10:00:00',
    url: `${server.url}/post-251/`,
    isProtected: true,
    nameIds: { author: 1, categories: [1], tags: [2] },
  })
})

it('costs an unchanged site of 2,000 posts and 40 pages at most 25 light requests', async () => {
  const server = await aServer({
    site: aSite({ posts: [...somePosts(1, 2000), ...somePosts(2001, 2040, { type: 'page' })] }),
    access: { accounts: [{ id: 1, user: 'ada', password: 'secret' }] },
  })
  const wordpress = aClient(server, { credentials: { user: 'ada', password: 'secret' } })
  await wordpress.check()
  for (const type of await wordpress.resolveTypes(['post', 'page'])) await sweepAll(wordpress, type)
  expect(server.requests.length).toBeLessThanOrEqual(25)
  expect(wordpress.requests).toEqual({ light: server.requests.length, heavy: 0 })
})

it('costs 21 light requests when the posts are those of the last listing', async () => {
  const posts = [...somePosts(1, 2000), ...somePosts(2001, 2040, { type: 'page' })]
  const server = await aServer({ site: aSite({ posts }) })
  const wordpress = aClient(server)
  expect((await sweepAll(wordpress, POSTS, range(1, 2000))).ids).toEqual(range(1, 2000))
  expect((await sweepAll(wordpress, PAGES, range(2001, 2040))).ids).toEqual(range(2001, 2040))
  expect(wordpress.requests).toEqual({ light: 21, heavy: 0 })
})

it('lists whatever there is, however wrong the ids of the last listing are', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 950) }) })
  for (const known of [range(5000, 6000), [101, 201], range(1, 100), range(1, 950).filter((id) => id % 100 !== 1)]) {
    expect((await sweepAll(aClient(server), POSTS, known)).ids.toSorted((a, b) => a - b)).toEqual(range(1, 950))
  }
})

it('hands over page by page with the place in the whole', async () => {
  const wordpress = aClient(await aServer({ site: aSite({ posts: somePosts(1, 150) }) }))
  const calls: [number, number, number | null][] = []
  await wordpress.sweep({ name: 'post', restBase: 'posts', namespace: 'wp/v2' }, (rows, done, total) => {
    calls.push([rows.length, done, total])
  })
  expect(calls).toEqual([
    [100, 100, 150],
    [50, 150, 150],
  ])
})

it('F11 asks for less when a hundred rows take too long, and for more again later', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 300) }), quirks: { hangsAbove: 30 } })
  const wordpress = aClient(server, { timeoutMs: 150 })
  const swept = await sweepAll(wordpress)
  expect(swept).toMatchObject({ isComplete: true, ids: range(1, 300) })
  const sizes = server.requests.map(({ query }) => Number(query.get('per_page')))
  expect(sizes.slice(0, 3)).toEqual([100, 50, 25])
  expect(sizes.filter((size) => size > 30).length).toBeGreaterThan(2)
  expect(server.requests.length).toBeLessThan(30)
})

it('F11 gives up on a site that cannot even list one row', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }), quirks: { hangsAbove: 0 } })
  await expect(sweepAll(aClient(server, { timeoutMs: 60 }))).rejects.toMatchObject({ kind: 'timeout' })
  expect(server.requests.length).toBeLessThan(15)
})

it('F12 learns the lower cap a host has set', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 120) }), quirks: { perPageCap: 40 } })
  const swept = await sweepAll(aClient(server))
  expect(swept).toMatchObject({ isComplete: true, ids: range(1, 120) })
  const sizes = server.requests.map(({ query }) => query.get('per_page'))
  expect(sizes).toEqual(['100', '40', '40', '40', '40'])
})

it('F12 loses nothing where a host gives fewer rows than asked for without a word', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 120) }), quirks: { silentCap: 15 } })
  expect(await sweepAll(aClient(server))).toMatchObject({ isComplete: true, ids: range(1, 120) })
  expect(server.requests.length).toBeLessThan(12)
})

it('F13 goes on over a short page in the middle', async () => {
  const hides = (id: number) => id % 10 === 0
  const server = await aServer({ site: aSite({ posts: somePosts(1, 350) }), quirks: { hides } })
  const swept = await sweepAll(aClient(server))
  expect(swept.ids).toEqual(range(1, 350).filter((id) => !hides(id)))
  expect(swept).toMatchObject({ isComplete: true, total: 350, count: 315 })
})

it('F13 goes on over a page that was left out as a whole', async () => {
  const hides = (id: number) => id > 60 && id <= 290
  const server = await aServer({ site: aSite({ posts: somePosts(1, 350) }), quirks: { hides } })
  const swept = await sweepAll(aClient(server))
  expect(swept.ids).toEqual(range(1, 350).filter((id) => !hides(id)))
  expect(server.requests.length).toBeLessThan(20)
})

it('F14 takes the refusal of a page past the end for the end', async () => {
  const server = await aServer({
    site: aSite({ posts: somePosts(1, 150) }),
    quirks: { losesTotals: true, ignoresEnvelope: true },
  })
  const content = { code: 'rest_post_invalid_page_number', message: 'Too large.', data: { status: 400 } }
  server.fault({ match: ({ query }) => query.get('offset') === '149', status: 400, body: JSON.stringify(content) })
  expect((await sweepAll(aClient(server))).ids).toEqual(range(1, 150))
})

it('F15 takes 200 with an empty list for an empty listing', async () => {
  const swept = await sweepAll(aClient(await aServer({ site: aSite({ posts: somePosts(1, 3) }) })), PAGES)
  expect(swept).toEqual({ isComplete: true, total: 0, count: 0, reason: null, ids: [], listed: [] })
})

it('F16 finds lost totals in an envelope', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 150) }), quirks: { losesTotals: true } })
  const swept = await sweepAll(aClient(server))
  expect(swept).toMatchObject({ isComplete: true, total: 150, ids: range(1, 150) })
  expect(server.requests).toHaveLength(3)
})

it('F16 reads a refusal out of an envelope', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }), quirks: { losesTotals: true } })
  const wordpress = aClient(server)
  await sweepAll(wordpress)
  const missing = { name: 'recipe', restBase: 'recipe', namespace: 'wp/v2' }
  await expect(sweepAll(wordpress, missing)).rejects.toMatchObject({ code: 'no_route' })
})

it('F16 lists without totals, but proves nothing', async () => {
  const quirks = { losesTotals: true, ignoresEnvelope: true }
  const wordpress = aClient(await aServer({ site: aSite({ posts: somePosts(1, 250) }), quirks }))
  const swept = await sweepAll(wordpress)
  expect(swept).toMatchObject({ isComplete: false, reason: 'no_totals', total: null, ids: range(1, 250) })
  expect([...wordpress.notes].join()).toContain('X-WP-Total')
})

it('F17 stops after two requests when the query string is dropped', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 250) }), quirks: { dropsQuery: true } })
  await expect(sweepAll(aClient(server))).rejects.toMatchObject({
    code: 'params_ignored',
    retryable: false,
    message: expect.stringContaining('$is_args$args'),
  })
  expect(server.requests).toHaveLength(2)
})

it('F18 puts up with fields it did not ask for, and says so', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 150) }), quirks: { ignoresFields: true } })
  const wordpress = aClient(server)
  expect(await sweepAll(wordpress)).toMatchObject({ isComplete: true, ids: range(1, 150) })
  expect([...wordpress.notes].join()).toContain('_fields')
})

it('F18 keeps to the cap on one answer when all fields come', async () => {
  const posts = somePosts(1, 90, { contentHtml: 'x'.repeat(2_000) })
  const server = await aServer({ site: aSite({ posts }), quirks: { ignoresFields: true } })
  const swept = await sweepAll(aClient(server, { maxBytes: 100_000 }))
  expect(swept).toMatchObject({ isComplete: true, ids: range(1, 90) })
})

it('F21 finds each of 150 posts of one second exactly once', async () => {
  const posts = somePosts(1, 150, { modifiedGmt: '2026-01-01T00:00:00', dateGmt: '2026-01-01T00:00:00' })
  const server = await aServer({ site: aSite({ posts }) })
  expect((await sweepAll(aClient(server))).ids).toEqual(range(1, 150))
})

it('F28 lists a WordPress 4.9, which knows no nested fields', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 120) }), quirks: { ignoresNestedFields: true } })
  const swept = await sweepAll(aClient(server))
  expect(swept).toMatchObject({ isComplete: true, ids: range(1, 120) })
  expect(swept.listed[0]?.isProtected).toBe(false)
})

it('F26 takes a missing modified_gmt for empty text', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 2) }) })
  server.fault({
    edit: (answer) => ({ ...answer, body: '[{"id":1,"modified_gmt":null,"link":"/a/"},{"id":"2","link":"/b/"}]' }),
  })
  const { listed } = await sweepAll(aClient(server))
  expect(listed.map(({ wpId, modifiedGmt, url }) => [wpId, modifiedGmt, url])).toEqual([
    [1, '', `${server.origin}/a/`],
    [2, '', `${server.origin}/b/`],
  ])
})

it('F55 uses a salvaged listing, but not as proof', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 20) }) })
  server.fault({ prefix: '<br />\n<b>Warning</b>: Undefined array key [0] in x.php on line 3<br />\n' })
  const swept = await sweepAll(aClient(server))
  expect(swept).toMatchObject({ isComplete: false, reason: 'salvaged', ids: range(1, 20) })
})

it('F60 drops rows whose id cannot be one', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 2) }) })
  server.fault({ edit: (answer) => ({ ...answer, body: '[{"id":0},{"id":-4},{"id":"12","link":"/x/"},null]' }) })
  expect((await sweepAll(aClient(server))).ids).toEqual([12])
})

it('F96 is not confused by sticky posts that a plugin puts in front', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 150) }) })
  const withSticky = (body: string) => JSON.stringify([{ id: 140, link: '/post-140/' }, ...JSON.parse(body)])
  server.fault({ match: 'offset=0', edit: (answer) => ({ ...answer, body: withSticky(answer.body) }) })
  const swept = await sweepAll(aClient(server))
  expect(swept.ids.toSorted((a, b) => a - b)).toEqual(range(1, 150))
  expect(swept.isComplete).toBe(true)
})

it('does not call a listing in another order complete unless the count is right', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }), quirks: { hides: (id) => id === 2 } })
  server.fault({
    match: 'offset=0',
    edit: (answer) => ({ ...answer, body: '[{"id":3,"link":"/c/"},{"id":1,"link":"/a/"}]' }),
  })
  expect(await sweepAll(aClient(server))).toMatchObject({ isComplete: false, reason: 'unordered', ids: [3, 1] })
})
