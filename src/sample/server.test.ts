import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadSampleSite } from './load.ts'
import { openSampleServer, type SampleServer } from './server.ts'

let server: SampleServer
beforeAll(async () => {
  server = await openSampleServer(loadSampleSite())
})
afterAll(() => server.close())

const get = (path: string, init: RequestInit = {}) => fetch(server.url + path, { redirect: 'manual', ...init })
const textOf = async (path: string) => (await get(path)).text()

it('answers the front page with the language, the way to the API and the posts', async () => {
  const response = await get('/')
  const html = await response.text()
  expect(response.headers.get('link')).toBe(`<${server.url}/wp-json/>; rel="https://api.w.org/"`)
  expect(html).toContain('<html lang="en-GB">')
  expect(html).toContain(`<link rel="https://api.w.org/" href="${server.url}/wp-json/">`)
  expect(html).toContain(`<a href="${server.url}/tie-a-bowline/">How to tie a bowline (and get it undone again)</a>`)
})

it('shows a post with title, date, author, category and the anchors of its headings', async () => {
  const html = await textOf('/tie-a-bowline/')
  expect(html).toContain('<h1>How to tie a bowline (and get it undone again)</h1>')
  expect(html).toContain('6 March 2026</time> by Oona Tretheway in How to')
  expect(html).toContain('<h2 class="wp-block-heading" id="undoing-it">')
})

it('shows content as WordPress would, hidden text and noise included', async () => {
  expect(await textOf('/swimming-and-tides/')).toContain('<p style="display:none">')
  expect(await textOf('/the-foghorn/')).toContain('sharedaddy')
})

it('escapes the names of people and terms', async () => {
  const site = { ...loadSampleSite(), name: '<b>"Light"</b>' }
  const other = await openSampleServer(site)
  const html = await (await fetch(other.url)).text()
  await other.close()
  expect(html).toContain('&#60;b&#62;&#34;Light&#34;')
  expect(html).not.toContain('<b>"Light"')
})

it('keeps a protected post behind a form', async () => {
  const html = await textOf('/wedding-couples-corner/')
  expect(html).toContain('class="post-password-form"')
  expect(html).toContain('Protected: For our wedding couples')
  expect(html).not.toContain('MARMALADE-ANCHOVY')
})

it('asks robots to pass by a page that is not to be found, and leaves it out of the menu', async () => {
  expect(await textOf('/volunteer-party-2026/')).toContain('<meta name="robots" content="noindex, follow">')
  expect(await textOf('/')).not.toContain('volunteer-party')
})

it.each(['/boat-shed-keys/', '/a-new-boat/', '/season-2027/', '/old-prices/', '/no-such-page/', '/?p=317'])(
  'answers 404 for %s',
  async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('There is nothing here but fog')
  },
)

it.each(['/dogs', '/?p=205'])('leads from %s to the permalink', async (path) => {
  const response = await get(path)
  expect(response.status).toBe(301)
  expect(response.headers.get('location')).toBe(`${server.url}/dogs/`)
})

it('draws the pictures that the posts show', async () => {
  const [, path = ''] = /src="(\/wp-content[^"]+)"/.exec(await textOf('/fresnel-the-cat/')) ?? []
  const response = await get(path)
  expect(response.headers.get('content-type')).toBe('image/svg+xml')
  expect(await response.text()).toContain('fresnel on the charts')
})

it('answers REST with its headers and the permalinks of this server', async () => {
  const response = await get('/wp-json/wp/v2/posts?per_page=3&_fields=id,link')
  expect(Number(response.headers.get('x-wp-total'))).toBeGreaterThan(10)
  const posts = (await response.json()) as { link: string }[]
  expect(posts).toHaveLength(3)
  expect(posts.every((post) => post.link.startsWith(`${server.url}/`))).toBe(true)
})

it('lists nothing over REST that is not published', async () => {
  const both = await Promise.all(['posts', 'pages'].map((type) => textOf(`/wp-json/wp/v2/${type}?per_page=100`)))
  for (const secret of ['COPPER-WALRUS', 'VELVET-BARNACLE', 'AMBER-PELICAN', 'TIN-PORPOISE', 'MARMALADE-ANCHOVY']) {
    expect(both.join()).not.toContain(secret)
  }
})

it('answers HEAD without a body, and refuses to be written to', async () => {
  const head = await get('/dogs/', { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect((await get('/dogs/', { method: 'POST' })).status).toBe(405)
})

it('survives an address that cannot be read', async () => {
  expect((await get('/%E0%A4%A/')).status).toBe(500)
  expect((await get('/')).status).toBe(200)
})

it('fails to open on a port that is taken', async () => {
  const port = Number(new URL(server.url).port)
  await expect(openSampleServer(loadSampleSite(), { port })).rejects.toThrow('EADDRINUSE')
})
