import { expect, it } from 'vitest'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { aClient, aServer, POSTS, range } from '../../test/wordpress/open-client.ts'

const HTML = { 'Content-Type': 'text/html' }

it('F32 F30 F31 tells alive, gone, not public and protected posts apart', async () => {
  const posts = [
    aPost({ id: 1 }),
    aPost({ id: 2, status: 'trash' }),
    aPost({ id: 3, status: 'draft' }),
    aPost({ id: 4, password: 'x' }),
    aPost({ id: 6, type: 'page' }),
  ]
  const wordpress = aClient(await aServer({ site: aSite({ posts }) }))
  expect(Object.fromEntries(await wordpress.findEvidence(POSTS, [1, 2, 3, 4, 5, 6]))).toEqual({
    1: 'alive',
    2: 'not_public',
    3: 'not_public',
    4: 'not_public',
    5: 'gone',
    6: 'gone',
  })
})

it('F33 takes 410 for gone, whoever says it', async () => {
  const server = await aServer()
  server.fault({ match: '/posts/5', status: 410, headers: HTML, body: '<h1>Gone</h1>' })
  expect(await aClient(server).findEvidence(POSTS, [5])).toEqual(new Map([[5, 'gone']]))
})

it('believes a draft that a login shows to be one', async () => {
  const server = await aServer()
  server.fault({ match: '/posts/5', status: 200, body: '{"id":5,"status":"draft","content":{"protected":false}}' })
  expect(await aClient(server).findEvidence(POSTS, [5])).toEqual(new Map([[5, 'not_public']]))
})

it('F39 F40 finds posts alive that a lying listing has left out', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 15) }) })
  server.fault({ match: 'per_page', body: '[]', headers: { 'X-WP-Total': '0', 'X-WP-TotalPages': '0' } })
  const evidence = await aClient(server).findEvidence(POSTS, range(1, 15))
  expect([...evidence.values()]).toEqual(range(1, 15).map(() => 'alive'))
})

it.each([
  ['a login wall', { status: 401, body: '{"code":"rest_not_logged_in","message":"No.","data":{"status":401}}' }],
  ['a firewall', { status: 403, headers: HTML, body: '<h1>Forbidden</h1>' }],
  ['a page that is not found', { status: 404, headers: HTML, body: '<h1>Not found</h1>' }],
  [
    'a route that is not there',
    { status: 404, body: '{"code":"rest_no_route","message":"No.","data":{"status":404}}' },
  ],
  ['an outage', { status: 500, headers: HTML, body: 'oops' }],
  ['another post', { status: 200, body: '{"id":9,"status":"publish"}' }],
  ['a home page', { status: 200, headers: HTML, body: '<html></html>' }],
  ['a salvaged refusal', { prefix: '<b>Notice</b> ' }],
])('F41 F42 F46 F47 takes %s for no evidence', async (_, fault) => {
  const server = await aServer()
  server.fault({ match: '/posts/5', ...fault })
  expect(await aClient(server).findEvidence(POSTS, [5])).toEqual(new Map([[5, 'unknown']]))
})

it('asks for a hundred at once, and alone for no more than a random hundred', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 100) }) })
  const evidence = await aClient(server, { random: Math.random }).findEvidence(POSTS, range(51, 250))
  const count = (verdict: string) => [...evidence.values()].filter((each) => each === verdict).length
  expect([count('alive'), count('gone'), count('absent')]).toEqual([50, 100, 50])
  expect(server.requests).toHaveLength(102)
})

it('F17 proves nothing where the query string is dropped', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 30) }), quirks: { dropsQuery: true } })
  const evidence = await aClient(server).findEvidence(POSTS, range(101, 150))
  expect(new Set(evidence.values())).toEqual(new Set(['unknown']))
  expect(evidence.size).toBe(50)
})

it('F12 takes no post for gone because the host gives fewer rows than asked for', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 60) }), quirks: { silentCap: 15 } })
  const evidence = await aClient(server).findEvidence(POSTS, range(1, 70))
  expect([...evidence].filter(([, verdict]) => verdict === 'gone').map(([id]) => id)).toEqual(range(61, 70))
  expect([...evidence.values()].filter((verdict) => verdict === 'alive')).toHaveLength(60)
})

it('F50 gets past a cache that keeps whole addresses', async () => {
  const site = aSite({ posts: somePosts(1, 3) })
  const server = await aServer({ site })
  const kept = new Map<string, string>()
  let url = ''
  server.fault({
    match: (request) => {
      url = request.url
      return true
    },
    edit: (answer) => {
      const body = kept.get(url) ?? answer.body
      kept.set(url, body)
      return { ...answer, body, status: 200 }
    },
  })
  const wordpress = aClient(server)
  expect(await wordpress.findEvidence(POSTS, [2])).toEqual(new Map([[2, 'alive']]))
  site.posts = site.posts.filter(({ id }) => id !== 2)
  expect((await wordpress.findEvidence(POSTS, [2])).get(2)).not.toBe('alive')
})

it('stops asking alone when nobody answers any more', async () => {
  const server = await aServer()
  server.fault({ match: '/posts/', hangs: true })
  const evidence = await aClient(server, { timeoutMs: 40 }).findEvidence(POSTS, range(1, 20))
  expect(new Set(evidence.values())).toEqual(new Set(['unknown']))
  expect(server.requests.length).toBeLessThan(20)
})
