import { expect, it } from 'vitest'
import type { LoggedRequest } from '../../test/wordpress/faults.ts'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { aClient, aServer, POSTS, range, readAll } from '../../test/wordpress/open-client.ts'

const isHeavy = ({ query }: LoggedRequest) => (query.get('_fields') ?? '').includes('title')
const includeOf = ({ query }: LoggedRequest) => (query.get('include') ?? '').split(',').length

it('reads a post whole, its ids turned into names', async () => {
  const post = aPost({ id: 3, titleHtml: 'Fish &#038; <em>chips</em>', slug: 'fish', featuredMedia: 9001 })
  const server = await aServer({ site: aSite({ posts: [post] }) })
  const { posts } = await readAll(aClient(server), [3])
  expect(posts).toEqual([
    {
      wpId: 3,
      type: 'post',
      url: `${server.url}/fish/`,
      slug: 'fish',
      titleHtml: 'Fish &#038; <em>chips</em>',
      contentHtml: '<p>Text of post 3.</p>\n',
      status: 'publish',
      isProtected: false,
      isNoindex: false,
      publishedAt: new Date('2026-03-01T09:30:00Z'),
      modifiedAt: new Date('2026-03-02T10:00:00Z'),
      modifiedGmt: '2026-03-02T10:00:00',
      author: 'Ada',
      categories: ['News'],
      nameIds: { author: 1, categories: [1], tags: [2] },
      tags: ['Ships'],
      language: null,
      imageAlt: 'A lighthouse',
    },
  ])
})

it('asks for larger batches while the answers are fast, and for each kind of name once', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 300) }) })
  const wordpress = aClient(server)
  expect((await readAll(wordpress, range(1, 300))).posts).toHaveLength(300)
  expect(server.requests.filter(isHeavy).map(includeOf)).toEqual([20, 40, 80, 100, 60])
  expect(wordpress.requests).toEqual({ light: 3, heavy: 5 })
})

it('asks by id only for names beyond the first hundred', async () => {
  const tags = range(1, 250).map((id) => ({ id, slug: `t${id}`, name: `Tag ${String(id).padStart(3, '0')}` }))
  const site = aSite({ tags, posts: [aPost({ id: 1, tags: [1, 240, 999] })] })
  const { posts } = await readAll(aClient(await aServer({ site })), [1])
  expect(posts[0]?.tags.toSorted()).toEqual(['Tag 001', 'Tag 240'])
})

it('has the next batch on its way while the caller works on one', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 60) }) })
  const batches = aClient(server).readPosts(POSTS, range(1, 60))
  await batches.next()
  await expect.poll(() => server.requests.filter(isHeavy).length).toBe(2)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(server.requests.filter(isHeavy)).toHaveLength(2)
  await batches.return(undefined)
})

it('reports ids that do not come back as absent', async () => {
  const posts = [...somePosts(1, 5), aPost({ id: 6, status: 'private' })]
  const { absent } = await readAll(aClient(await aServer({ site: aSite({ posts }) })), [1, 6, 77])
  expect(absent).toEqual([6, 77])
})

it('F22 asks for as many rows as ids', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 90) }) })
  const { posts, absent } = await readAll(aClient(server), range(1, 90))
  expect([posts.length, absent]).toEqual([90, []])
  const heavy = server.requests.filter(isHeavy)
  expect(heavy.map(({ query }) => Number(query.get('per_page')))).toEqual(heavy.map(includeOf))
})

it('F12 F22 reads all where a host gives fewer rows than asked for without a word', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 90) }), quirks: { silentCap: 15 } })
  const { posts, absent } = await readAll(aClient(server), range(1, 92))
  expect(posts.map(({ wpId }) => wpId).toSorted((a, b) => a - b)).toEqual(range(1, 90))
  expect(absent).toEqual([91, 92])
})

it('F13 takes a post that is counted and left out for absent', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 9) }), quirks: { hides: (id) => id % 3 === 0 } })
  const { posts, absent } = await readAll(aClient(server), range(1, 9))
  expect([posts.length, absent]).toEqual([6, [3, 6, 9]])
})

it('F12 learns the lower cap a host has set on reading', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 60) }), quirks: { perPageCap: 12 } })
  expect((await readAll(aClient(server), range(1, 60))).posts).toHaveLength(60)
  expect(server.requests.filter(isHeavy).map(includeOf)).toEqual([20, 12, 12, 12, 12, 12])
})

it('F28 reads a WordPress 4.9, which knows no nested fields', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 2) }), quirks: { ignoresNestedFields: true } })
  const { posts } = await readAll(aClient(server), [1, 2])
  expect(posts.map(({ titleHtml }) => titleHtml)).toEqual(['Post 1', 'Post 2'])
})

it.each([
  ['truncated', { truncateAt: 300 }],
  ['plain text said to be gzip', { badGzip: 'plain' as const }],
  ['damaged gzip', { badGzip: 'damaged' as const }],
])('F58 reads again as plain text when the answer is %s', async (_, fault) => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 30) }) })
  server.fault({ ...fault, match: (request) => isHeavy(request) && request.headers['accept-encoding'] !== 'identity' })
  const { posts, failed } = await readAll(aClient(server), range(1, 30))
  expect([posts.length, failed]).toEqual([30, []])
  expect(server.requests.filter(isHeavy).map(({ headers }) => headers['accept-encoding'])).toEqual([
    'gzip, br',
    'identity',
    'identity',
  ])
})

it.each([
  ['too long', 500],
  ['too short', -500],
])('F58 asks for less when the Content-Length is %s', async (_, lengthOff) => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 30) }) })
  server.fault({ lengthOff, match: (request) => isHeavy(request) && includeOf(request) > 10 })
  expect((await readAll(aClient(server), range(1, 30))).posts).toHaveLength(30)
})

it('F59 stops at an object where a list should be', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }) })
  server.fault({ match: isHeavy, body: '{"code":"rest_oops","message":"No.","data":{"status":500}}' })
  await expect(readAll(aClient(server), [1])).rejects.toMatchObject({ code: 'unexpected_shape' })
})

it('F61 halves down to the one post that breaks its batch', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 60) }), quirks: { breaksOn: new Set([33]) } })
  const { posts, failed, absent } = await readAll(aClient(server), range(1, 60))
  expect(posts.map(({ wpId }) => wpId)).toEqual(range(1, 60).filter((id) => id !== 33))
  expect(failed).toMatchObject([{ wpId: 33, reason: 'fetch_failed' }])
  expect(absent).toEqual([])
  expect(server.requests.length).toBeLessThan(35)
})

it('F61 tells many broken posts from a broken site', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 12) }), quirks: { breaksOn: new Set(range(1, 8)) } })
  const { posts, failed } = await readAll(aClient(server), range(1, 12))
  expect(posts.map(({ wpId }) => wpId)).toEqual([9, 10, 11, 12])
  expect(failed).toHaveLength(8)
  // After every third failure in a row, not after each.
  expect(server.requests.filter(({ query }) => query.get('_fields') === 'id')).toHaveLength(2)
})

it('F46 blames the site, not the posts, when nothing answers any more', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 50) }) })
  server.fault({ status: 500, headers: { 'Content-Type': 'text/html' }, body: 'There has been a critical error' })
  await expect(readAll(aClient(server), range(1, 50))).rejects.toMatchObject({ code: 'critical_error' })
  expect(server.requests.length).toBeLessThan(30)
})

it('F63 stops reading an answer that is too big and asks for fewer posts', async () => {
  const posts = somePosts(1, 40, { contentHtml: 'x'.repeat(10_000) })
  const server = await aServer({ site: aSite({ posts }) })
  const batch = await readAll(aClient(server, { maxBytes: 150_000 }), range(1, 40))
  expect([batch.posts.length, batch.failed]).toEqual([40, []])
  expect(Math.max(...server.requests.slice(1).filter(isHeavy).map(includeOf))).toBeLessThan(20)
})

it.each([
  [
    '401 of a security plugin',
    { status: 401, body: '{"code":"rest_user_cannot_view","message":"No.","data":{"status":401}}' },
  ],
  ['403 page of a firewall', { status: 403, headers: { 'Content-Type': 'text/html' }, body: '<h1>Forbidden</h1>' }],
])('F99 reads posts without authors when /users answers %s', async (_, fault) => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 50) }) })
  server.fault({ ...fault, match: '/users' })
  const wordpress = aClient(server)
  const { posts } = await readAll(wordpress, range(1, 50))
  expect(posts).toHaveLength(50)
  expect(posts.every(({ author }) => author === null)).toBe(true)
  expect(server.requests.filter(({ path }) => path.includes('/users'))).toHaveLength(1)
  expect([...wordpress.notes].join()).toContain('wp/v2/users')
})

it('does not read posts without tags because the tags cannot be had for a moment', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }) })
  server.fault({ match: '/tags', times: 2, status: 503, body: 'busy' })
  expect((await readAll(aClient(server), [1])).posts).toMatchObject([{ tags: ['Ships'] }])
  // For good, and on a client that has learned no name yet.
  server.fault({ match: '/categories', status: 503, body: 'busy' })
  await expect(readAll(aClient(server), [1])).rejects.toMatchObject({ retryable: true })
})
