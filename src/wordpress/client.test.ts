import { expect, it, onTestFinished } from 'vitest'
import { openMappedHttp } from '../../test/wordpress/host-map.ts'
import { aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { aClient, aServer, POSTS, readAll, sweepAll } from '../../test/wordpress/open-client.ts'
import { openHttp } from '../upstream/http.ts'
import { openWordpress } from './client.ts'

const ada = { user: 'ada', password: 'abcd efgh ijkl' }
const accounts = [{ id: 7, user: 'ada', password: 'abcdefghijkl' }]

it('checks who answers with one request', async () => {
  const server = await aServer()
  expect(await aClient(server).check(server.url)).toEqual({
    name: 'Harbour Museum',
    description: 'A museum by the sea',
    url: server.url,
    home: server.url,
    gmtOffset: 0,
    timezone: 'UTC',
    namespaces: expect.arrayContaining(['wp/v2']),
    user: null,
  })
  expect(server.requests).toHaveLength(1)
  expect(server.requests[0]?.query.get('_fields')).toContain('namespaces')
})

it('F7 finds no REST API where wp/v2 is missing', async () => {
  const wordpress = aClient(await aServer({ quirks: { hasRest: false } }))
  await expect(wordpress.check()).rejects.toMatchObject({ code: 'rest_disabled' })
})

it('F9 stops when another site answers at the known address', async () => {
  const server = await aServer({ quirks: { home: 'https://staging.example' } })
  const wordpress = aClient(server)
  await expect(wordpress.check('https://museum.example')).rejects.toMatchObject({
    code: 'identity_changed',
    retryable: false,
    message: expect.stringContaining('staging.example'),
  })
  await expect(wordpress.check('https://www.staging.example')).resolves.toMatchObject({
    home: 'https://staging.example',
  })
})

it('F10 reads nothing before WordPress has said who we are', async () => {
  const server = await aServer({
    site: aSite({ posts: somePosts(1, 3) }),
    access: { accounts, dropsAuthorization: true },
  })
  const wordpress = aClient(server, { credentials: ada })
  const message = expect.stringContaining('HTTP_AUTHORIZATION')
  await expect(wordpress.check()).rejects.toMatchObject({ code: 'auth_failed', message })
  await expect(sweepAll(wordpress)).rejects.toMatchObject({ code: 'auth_failed' })
  await expect(readAll(wordpress, [1])).rejects.toMatchObject({ code: 'auth_failed' })
  await expect(wordpress.findEvidence(POSTS, [1])).rejects.toMatchObject({ code: 'auth_failed' })
  await expect(wordpress.resolveTypes(['post'])).rejects.toMatchObject({ code: 'auth_failed' })
  expect(server.requests.some(({ path }) => path.includes('/posts'))).toBe(false)
})

it('F10 is not content with being somebody else', async () => {
  const server = await aServer({ access: { accounts } })
  server.fault({ match: 'users/me', body: '{"id":9,"slug":"eve","username":"eve","email":"eve@example.test"}' })
  await expect(aClient(server, { credentials: ada }).check()).rejects.toMatchObject({ code: 'auth_failed' })
})

it('F10 takes a wrong password for what it is, though WordPress answers', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }), access: { accounts } })
  const wordpress = aClient(server, { credentials: { user: 'ada', password: 'wrong' } })
  await expect(wordpress.check()).rejects.toMatchObject({ code: 'auth_failed', retryable: false })
})

it('F10 sends no password over plain http', () => {
  const http = openHttp()
  onTestFinished(() => http.close())
  const open = () => openWordpress({ http, apiRoot: 'http://example.test/wp-json/', credentials: ada })
  expect(open).toThrow(expect.objectContaining({ kind: 'invalid_config', code: 'insecure_credentials' }))
})

it('F10 does not follow a redirect to another host with a password', async () => {
  const server = await aServer({ access: { accounts } })
  server.fault({ times: 1, redirect: 'https://www.example.test/wp-json/' })
  const asked: string[] = []
  const hosts = { 'https://example.test': server.origin, 'https://www.example.test': server.origin }
  const http = openMappedHttp(hosts, asked)
  onTestFinished(() => http.close())
  const wordpress = openWordpress({ http, apiRoot: 'https://example.test/wp-json/', credentials: ada })
  await expect(wordpress.check()).rejects.toMatchObject({ code: 'moved' })
  expect(asked).toHaveLength(1)
})

it('reads a site for members with an application password, asking once who we are', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }), access: { accounts, isMembersOnly: true } })
  const wordpress = aClient(server, { credentials: ada })
  expect(await wordpress.check()).toMatchObject({ user: { id: 7, name: 'ada' } })
  expect((await sweepAll(wordpress)).count).toBe(3)
  expect((await readAll(wordpress, [1])).posts).toHaveLength(1)
  expect(server.requests.filter(({ path }) => path.endsWith('/users/me'))).toHaveLength(1)
})

it('F98 keeps to its own site when two have posts of the same id', async () => {
  const one = await aServer({ site: aSite({ posts: somePosts(5, 5, { titleHtml: 'One' }) }) })
  const two = await aServer({ site: aSite({ posts: somePosts(5, 5, { titleHtml: 'Two' }) }) })
  const titles = [await readAll(aClient(one), [5]), await readAll(aClient(two), [5])].map(
    ({ posts }) => posts[0]?.titleHtml,
  )
  expect(titles).toEqual(['One', 'Two'])
})

it('stops at once when told to', async () => {
  const server = await aServer()
  server.fault({ hangs: true })
  const stop = new AbortController()
  const reason = new Error('Ctrl-C')
  const check = aClient(server, { signal: stop.signal }).check()
  await expect.poll(() => server.requests.length).toBe(1)
  stop.abort(reason)
  await expect(check).rejects.toBe(reason)
})

it('stops at once while it waits to try again', async () => {
  const server = await aServer()
  server.fault({ status: 429, headers: { 'Retry-After': '30' }, body: '{}' })
  const http = openHttp({ trustedHosts: ['127.0.0.1'] })
  onTestFinished(() => http.close())
  const stop = new AbortController()
  const reason = new Error('Ctrl-C')
  const check = openWordpress({ http, apiRoot: server.apiRoot, signal: stop.signal }).check()
  await expect.poll(() => server.requests.length).toBe(1)
  setTimeout(() => stop.abort(reason), 50)
  await expect(check).rejects.toBe(reason)
})
