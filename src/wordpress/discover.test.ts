import { expect, it, onTestFinished } from 'vitest'
import { openMappedHttp } from '../../test/wordpress/host-map.ts'
import { aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { aServer, POSTS, readAll, sweepAll } from '../../test/wordpress/open-client.ts'
import { openHttp } from '../upstream/http.ts'
import { openWordpress } from './client.ts'
import { type DiscoverParts, type Discovery, discoverSite } from './discover.ts'

/** Discovers over real sockets, with no waiting between tries. */
function discover(address: string, parts: Partial<DiscoverParts> = {}): Promise<Discovery> {
  const openTrusting = (trustedHosts: readonly string[]) => openHttp({ trustedHosts })
  return discoverSite({ openHttp: openTrusting, sleep: async () => {}, address, ...parts })
}

it('finds the API through the Link header, and tells who the site is', async () => {
  const server = await aServer()
  expect(await discover(server.url)).toEqual({
    url: server.url,
    apiRoot: `${server.url}/wp-json/`,
    name: 'Harbour Museum',
    description: 'A museum by the sea',
    home: server.url,
    language: 'en',
    gmtOffset: 0,
    timezone: 'UTC',
    namespaces: expect.arrayContaining(['wp/v2']),
  })
  expect(server.requests.map(({ path }) => path)).toEqual(['/', '/wp-json/'])
})

it('F1 works with plain permalinks: listing, reading and types', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 150) }), quirks: { permalinks: 'plain' } })
  const { apiRoot } = await discover(server.url)
  expect(apiRoot).toBe(`${server.url}/index.php?rest_route=/`)

  const http = openHttp({ trustedHosts: ['127.0.0.1'] })
  onTestFinished(() => http.close())
  const wordpress = openWordpress({ http, apiRoot })
  expect((await sweepAll(wordpress)).count).toBe(150)
  expect((await readAll(wordpress, [3, 7])).posts.map(({ wpId }) => wpId)).toEqual([3, 7])
  expect((await wordpress.listTypes()).map(({ name }) => name)).toEqual(['post', 'page'])
  expect(server.requests.every(({ url }) => url.split('?').length <= 2)).toBe(true)
})

it('F2 uses the discovered root of a sub-directory with a prefix of its own', async () => {
  const server = await aServer({ quirks: { path: '/blog', restPrefix: 'api' } })
  expect(await discover(server.url)).toMatchObject({ url: server.url, apiRoot: `${server.origin}/blog/api/` })
})

it('F2 reads the root from the link element when no header tells', async () => {
  const server = await aServer({ quirks: { restPrefix: 'api', announces: 'element' } })
  expect(await discover(server.url)).toMatchObject({ apiRoot: `${server.origin}/api/` })
})

it('F2 finds the site from the address of one of its pages', async () => {
  const server = await aServer({ quirks: { permalinks: 'plain' } })
  expect(await discover(`${server.url}/2024/some-post/`)).toMatchObject({ url: server.url })
})

it('F3 takes the address of the API for the address of the site', async () => {
  const server = await aServer()
  const pasted = `${server.url.replace('http://', '')}/wp-json/wp/v2/posts/`
  expect(await discover(pasted)).toMatchObject({ url: server.url })
})

it('F3 falls back to http when no scheme was given and https is not there', async () => {
  const server = await aServer()
  const asked: string[] = []
  const open = () => openMappedHttp({ 'http://example.test': server.origin }, asked)
  expect(await discover('example.test', { openHttp: open })).toMatchObject({ url: 'http://example.test' })
  expect(asked[0]).toBe('https://example.test/')
})

it('F4 follows http to https and saves it', async () => {
  const [old, secure] = [await aServer(), await aServer()]
  old.fault({ redirect: 'https://www.example.test/' })
  const hosts = { 'http://example.test': old.origin, 'https://www.example.test': secure.origin }
  expect(await discover('http://example.test', { openHttp: () => openMappedHttp(hosts) })).toMatchObject({
    url: 'https://www.example.test',
    apiRoot: 'https://www.example.test/wp-json/',
  })
})

it('F4 refuses a redirect from https to http', async () => {
  const server = await aServer()
  server.fault({ redirect: 'http://example.test/' })
  const hosts = { 'https://example.test': server.origin, 'http://example.test': server.origin }
  const asked: string[] = []
  const openHttp = () => openMappedHttp(hosts, asked)
  await expect(discover('https://example.test', { openHttp })).rejects.toMatchObject({ code: 'downgrade' })
  expect(asked).toEqual(['https://example.test/'])
})

it('F4 refuses a redirect to another host, naming the address to use', async () => {
  const server = await aServer()
  server.fault({ redirect: 'https://other.test/' })
  const asked: string[] = []
  const openHttp = () => openMappedHttp({ 'https://example.test': server.origin }, asked)
  await expect(discover('https://example.test', { openHttp })).rejects.toMatchObject({
    code: 'moved',
    message: expect.stringContaining('https://other.test'),
  })
  expect(asked.filter((url) => !url.startsWith('https://example.test/'))).toEqual([])
})

it('reads a site in a container, whose front page sends browsers to its public address', async () => {
  const server = await aServer({ quirks: { home: 'https://public.example' } })
  server.fault({ match: ({ path }) => path === '/', redirect: 'https://public.example/' })
  expect(await discover(server.url)).toMatchObject({ url: server.url, home: 'https://public.example' })
})

it.each(['http://10.0.0.1/', 'http://169.254.169.254/latest/meta-data/', 'http://[::1]/', 'http://2130706433/'])(
  'F4 sends nothing when redirected to %s',
  async (target) => {
    const server = await aServer()
    server.fault({ redirect: target })
    const asked: string[] = []
    const openHttp = () => openMappedHttp({ 'http://example.test': server.origin }, asked)
    await expect(discover('http://example.test', { openHttp })).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'address',
    })
    expect(asked).toEqual(['http://example.test/'])
  },
)

it('F4 reaches a private address only by the name the operator gave', async () => {
  const server = await aServer()
  const trusted: (readonly string[])[] = []
  const openTrusting = (hosts: readonly string[]) => {
    trusted.push(hosts)
    return openHttp({ trustedHosts: [] })
  }
  await expect(discover(server.url, { openHttp: openTrusting })).rejects.toMatchObject({ code: 'address' })
  expect(trusted).toEqual([['127.0.0.1']])
  expect(server.requests).toEqual([])
})

it('F5 stops after five hops of a redirect loop', async () => {
  const server = await aServer()
  server.fault({ redirect: '/again/' })
  await expect(discover(server.url)).rejects.toMatchObject({ code: 'redirect_loop' })
  expect(server.requests).toHaveLength(6)
})

it('F6 falls back to ?rest_route= when /wp-json/ is not there', async () => {
  const server = await aServer({ quirks: { announces: 'nowhere' } })
  server.fault({ match: '/wp-json', status: 404, headers: { 'Content-Type': 'text/html' }, body: '<h1>Not Found</h1>' })
  expect(await discover(server.url)).toMatchObject({ apiRoot: `${server.url}/?rest_route=/` })
})

it('F7 says that there is no REST API where wp/v2 is missing', async () => {
  const server = await aServer({ quirks: { hasRest: false } })
  await expect(discover(server.url)).rejects.toMatchObject({
    kind: 'upstream',
    code: 'rest_disabled',
    retryable: false,
  })
})

it('F8 reads a simple site of WordPress.com through its public API', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 120) }), quirks: { announces: 'nowhere' } })
  const hosts = { 'https://museum.wordpress.com': server.origin, 'https://public-api.wordpress.com': server.origin }
  const openHosted = () => openMappedHttp(hosts)
  const found = await discover('https://museum.wordpress.com', { openHttp: openHosted })
  expect(found).toMatchObject({
    url: 'https://museum.wordpress.com',
    apiRoot: 'https://public-api.wordpress.com/wp/v2/sites/museum.wordpress.com/',
    name: 'Harbour Museum',
  })

  const http = openHosted()
  onTestFinished(() => http.close())
  const wordpress = openWordpress({ http, apiRoot: found.apiRoot })
  expect((await sweepAll(wordpress)).count).toBe(120)
  const { posts } = await readAll(wordpress, [5])
  expect(posts).toMatchObject([{ wpId: 5, author: 'Ada', categories: ['News'] }])
  expect(await wordpress.findEvidence(POSTS, [999])).toEqual(new Map([[999, 'gone']]))
})

it('F10 gives up before anything else when the credentials are not accepted', async () => {
  const server = await aServer({
    access: { accounts: [{ id: 1, user: 'ada', password: 'x' }], dropsAuthorization: true },
  })
  const credentials = { user: 'ada', password: 'x' }
  await expect(discover(server.url, { credentials })).rejects.toMatchObject({ code: 'auth_failed' })
})

it('keeps to the host it was given when WordPress prints another address', async () => {
  const server = await aServer({ quirks: { home: 'https://public.example' } })
  expect(await discover(server.url)).toMatchObject({
    url: server.url,
    apiRoot: `${server.url}/wp-json/`,
    home: 'https://public.example',
  })
})

it('discovers a site for members with its credentials', async () => {
  const server = await aServer({
    access: { accounts: [{ id: 1, user: 'ada', password: 'abcdefgh' }], isMembersOnly: true },
  })
  await expect(discover(server.url)).rejects.toMatchObject({ code: 'auth_blocked' })
  const credentials = { user: 'ada', password: 'abcd efgh' }
  expect(await discover(server.url, { credentials })).toMatchObject({ name: 'Harbour Museum' })
})

it('says that a firewall is in the way rather than that no page was found', async () => {
  const server = await aServer()
  server.fault({ match: '/wp-json', status: 403, headers: { 'Content-Type': 'text/html' }, body: '<h1>Forbidden</h1>' })
  server.fault({ match: 'rest_route', status: 404, headers: { 'Content-Type': 'text/html' }, body: '<h1>No</h1>' })
  await expect(discover(server.url)).rejects.toMatchObject({ code: 'blocked' })
})
