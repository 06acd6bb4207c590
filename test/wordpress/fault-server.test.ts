/** The fault server itself: what tests rely on when they say that the client survives something. */
import { expect, it } from 'vitest'
import { aSite, somePosts } from './make-site.ts'
import { aServer } from './open-client.ts'

const list = '/wp-json/wp/v2/posts?_fields=id&per_page=100'

async function rows(url: string): Promise<{ id: number }[]> {
  // A listing of posts, as asserted by what the test does with it.
  return (await (await fetch(url)).json()) as { id: number }[]
}

it('is an honest site as long as nothing is said', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }) })
  const answer = await fetch(server.origin + list)
  expect(answer.headers.get('x-wp-total')).toBe('3')
  expect(await answer.json()).toHaveLength(3)
  expect(server.requests).toMatchObject([{ method: 'GET', path: '/wp-json/wp/v2/posts' }])
})

it('hits the requests a fault names, so often, after so many', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }) })
  server.fault({ match: 'wp/v2/posts', skip: 1, times: 2, status: 503 })
  const statuses = []
  for (let n = 0; n < 4; n++) statuses.push((await fetch(server.origin + list)).status)
  expect(statuses).toEqual([200, 503, 503, 200])
  expect((await fetch(`${server.origin}/wp-json/`)).status).toBe(200)
})

it('is slower for larger pages when told so', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }) })
  server.fault({ delayMs: ({ query }) => Number(query.get('per_page')) })
  const startedAt = performance.now()
  await fetch(server.origin + list)
  expect(performance.now() - startedAt).toBeGreaterThan(90)
})

it('takes all faults back', async () => {
  const server = await aServer()
  server.fault({ hangs: true })
  server.heal()
  expect((await fetch(server.url)).status).toBe(200)
})

it('shows at once what a test changes in the site', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }) })
  server.fault({ skip: 1, times: 1, run: () => server.site.posts.pop() })
  expect(await rows(server.origin + list)).toHaveLength(3)
  expect(await rows(server.origin + list)).toHaveLength(2)
})

it.each([
  ['drops the query', { dropsQuery: true }, { count: 10, total: '12' }],
  ['hides rows it counts', { hides: (id: number) => id < 6 }, { count: 7, total: '12' }],
  ['caps pages silently', { silentCap: 5 }, { count: 5, total: '12' }],
  ['loses totals', { losesTotals: true }, { count: 12, total: null }],
])('%s', async (_, quirks, { count, total }) => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 12) }), quirks })
  const answer = await fetch(server.origin + list)
  expect(answer.headers.get('x-wp-total')).toBe(total)
  expect(await answer.json()).toHaveLength(count)
})

it('breaks on one post only where its text is rendered', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }), quirks: { breaksOn: new Set([2]) } })
  expect((await fetch(server.origin + list)).status).toBe(200)
  expect((await fetch(`${server.origin}/wp-json/wp/v2/posts?_fields=id,content`)).status).toBe(500)
  expect((await fetch(`${server.origin}/wp-json/wp/v2/posts?_fields=id,content&include=1,3`)).status).toBe(200)
})

it('shows its home page under every address with plain permalinks', async () => {
  const server = await aServer({ quirks: { permalinks: 'plain' } })
  const answer = await fetch(server.origin + list)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
  expect((await fetch(`${server.origin}/?rest_route=/wp/v2/posts`)).headers.get('content-type')).toContain('json')
})

it('takes a wrong password for a stranger', async () => {
  const access = { accounts: [{ id: 1, user: 'ada', password: 'right' }] }
  const server = await aServer({ site: aSite({ posts: somePosts(1, 2) }), access })
  const as = (password: string) => ({ headers: { authorization: `Basic ${btoa(`ada:${password}`)}` } })
  expect((await fetch(server.origin + list, as('wrong'))).status).toBe(200)
  expect((await fetch(`${server.origin}/wp-json/wp/v2/users/me`, as('wrong'))).status).toBe(401)
  expect((await fetch(`${server.origin}/wp-json/wp/v2/users/me`, as('right'))).status).toBe(200)
})

it.each([
  ['a body cut off', { truncateAt: 5 }],
  ['a length too long', { lengthOff: 10 }],
  ['a reset', { resetAt: 3 }],
  ['damaged gzip', { badGzip: 'damaged' as const }],
  ['a notice in front', { prefix: 'Warning: ' }],
])('makes %s unreadable', async (_, fault) => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }) })
  server.fault(fault)
  await expect(rows(server.origin + list)).rejects.toThrow()
})
