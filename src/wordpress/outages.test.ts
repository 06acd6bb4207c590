/** What a whole site may answer instead of WordPress: each case as one request of the client over a real socket. */
import { expect, it } from 'vitest'
import type { Fault } from '../../test/wordpress/faults.ts'
import { aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { aClient, aServer, sweepAll, type TestClient } from '../../test/wordpress/open-client.ts'
import type { SessionOptions } from './session.ts'

const HTML = { 'Content-Type': 'text/html; charset=UTF-8' }

interface Broken {
  wordpress: TestClient
  count: () => number
}

async function aBrokenSite(fault: Fault, options: Partial<SessionOptions> = {}): Promise<Broken> {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 20) }) })
  server.fault(fault)
  return { wordpress: aClient(server, options), count: () => server.requests.length }
}

it.each(['rest_not_logged_in', 'rest_login_required', 'rest_cannot_access', 'rest_forbidden'])(
  'F41 says what to do about %s everywhere, and does not ask again',
  async (code) => {
    const body = JSON.stringify({ code, message: 'No.', data: { status: 401 } })
    const { wordpress, count } = await aBrokenSite({ status: 401, body })
    const message = expect.stringContaining('application password')
    await expect(sweepAll(wordpress)).rejects.toMatchObject({ code: 'auth_blocked', retryable: false, message })
    expect(count()).toBe(1)
  },
)

it('F41 takes a redirect to the login page for a closed API', async () => {
  const { wordpress } = await aBrokenSite({ redirect: '/wp-login.php?redirect_to=%2F' })
  await expect(sweepAll(wordpress)).rejects.toMatchObject({ code: 'auth_blocked' })
})

it('F42 takes a 403 page of a firewall for blocked, and does not ask again', async () => {
  const { wordpress, count } = await aBrokenSite({ status: 403, headers: HTML, body: '<h1>Forbidden</h1>' })
  const message = expect.stringContaining('Allow the path /wp-json/')
  await expect(sweepAll(wordpress)).rejects.toMatchObject({ code: 'blocked', retryable: false, message })
  expect(count()).toBe(1)
})

it.each([403, 503, 429])(
  'F43 takes a Cloudflare challenge with status %i for blocked, without a retry storm',
  async (status) => {
    const headers = { ...HTML, 'cf-mitigated': 'challenge', 'Retry-After': '1' }
    const { wordpress, count } = await aBrokenSite({ status, headers, body: '<p>One moment, please</p>' })
    await expect(sweepAll(wordpress)).rejects.toMatchObject({ code: 'blocked', retryable: false })
    expect(count()).toBe(1)
  },
)

it('F43 knows a challenge by its page when the header is missing', async () => {
  const pages = ['<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/">', '<title>Just a moment...</title>']
  for (const body of pages) {
    const { wordpress } = await aBrokenSite({ status: 202, headers: HTML, body })
    await expect(sweepAll(wordpress)).rejects.toMatchObject({ code: 'blocked' })
  }
})

it('F44 waits as long as a 429 asks for, in seconds', async () => {
  const { wordpress } = await aBrokenSite({ status: 429, headers: { 'Retry-After': '7' }, body: '{}', times: 2 })
  expect((await sweepAll(wordpress)).count).toBe(20)
  expect(wordpress.waits).toHaveLength(2)
  for (const ms of wordpress.waits) expect(ms).toBeGreaterThanOrEqual(7_000)
})

it('F44 waits until the date a 429 asks for', async () => {
  const now = new Date('2026-05-01T12:00:00Z')
  const headers = { 'Retry-After': 'Fri, 01 May 2026 12:00:20 GMT' }
  const { wordpress } = await aBrokenSite({ status: 429, headers, body: '{}', times: 1 }, { now: () => now })
  await sweepAll(wordpress)
  expect(wordpress.waits[0]).toBeGreaterThanOrEqual(20_000)
  expect(wordpress.waits[0]).toBeLessThan(22_000)
})

it('F44 leaves a long wait to the schedule, and caps it at 15 minutes', async () => {
  const { wordpress, count } = await aBrokenSite({ status: 429, headers: { 'Retry-After': '999999' }, body: '{}' })
  await expect(sweepAll(wordpress)).rejects.toMatchObject({
    code: 'throttled',
    retryable: true,
    retryAfterSeconds: 900,
  })
  expect([count(), wordpress.waits]).toEqual([1, []])
})

it('F45 hands on how long the maintenance mode wants us to wait', async () => {
  const body = '<h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1>'
  const { wordpress } = await aBrokenSite({ status: 503, headers: { ...HTML, 'Retry-After': '600' }, body })
  await expect(sweepAll(wordpress)).rejects.toMatchObject({
    code: 'maintenance',
    retryable: true,
    retryAfterSeconds: 600,
  })
})

it('F45 waits a short maintenance out', async () => {
  const { wordpress } = await aBrokenSite({
    status: 503,
    headers: { ...HTML, 'Retry-After': '5' },
    body: 'x',
    times: 1,
  })
  expect((await sweepAll(wordpress)).count).toBe(20)
})

it.each([
  ['database', '<h1>Error establishing a database connection</h1>'],
  ['database', '<title>Database Error</title>'],
  ['critical_error', '<p>There has been a critical error on this website.</p>'],
  [
    'critical_error',
    '{"code":"internal_server_error","message":"<p>There has been a critical error</p>","data":{"status":500}}',
  ],
  ['server_error', ''],
])('F46 tries again, then reports %s: %s', async (code, body) => {
  const { wordpress, count } = await aBrokenSite({ status: 500, headers: HTML, body })
  await expect(sweepAll(wordpress)).rejects.toMatchObject({ code, retryable: true })
  expect(count()).toBeGreaterThanOrEqual(4)
  expect(count()).toBeLessThan(12)
})

it.each([502, 504, 520, 522])('F46 tries again after %i and goes on when the site is back', async (status) => {
  const { wordpress } = await aBrokenSite({ status, headers: HTML, body: '<h1>Bad gateway</h1>', times: 2 })
  expect((await sweepAll(wordpress)).count).toBe(20)
})

it('F47 takes a parking page for no answer of WordPress', async () => {
  const { wordpress } = await aBrokenSite({ headers: HTML, body: '<html><h1>Buy this domain</h1></html>' })
  await expect(sweepAll(wordpress)).rejects.toMatchObject({ code: 'not_json', retryable: false })
})

it('F48 tries again after a connection reset in the middle of the body', async () => {
  const { wordpress } = await aBrokenSite({ resetAt: 200, times: 2 })
  expect((await sweepAll(wordpress)).count).toBe(20)
})

it.each([
  ['reset', { resetAt: 30 }],
  ['timeout', { hangs: true }],
  ['timeout', { dripMs: 40 }],
])('F48 gives up on %s for ever, as something that may pass', async (reason, fault) => {
  // A reset comes within any time; the others are a matter of time.
  const { wordpress } = await aBrokenSite(fault, { timeoutMs: reason === 'reset' ? 5_000 : 60 })
  await expect(sweepAll(wordpress)).rejects.toMatchObject({
    retryable: true,
    ...(reason === 'reset' ? { code: reason } : { kind: reason }),
  })
})

it('F48 asks a silent server no more than twice for the same', async () => {
  const { wordpress, count } = await aBrokenSite({ hangs: true }, { timeoutMs: 40 })
  await expect(wordpress.check()).rejects.toMatchObject({ kind: 'timeout' })
  expect(count()).toBe(2)
})

it('F48 names a refused connection', async () => {
  const server = await aServer()
  const wordpress = aClient(server)
  await server.close()
  await expect(wordpress.check()).rejects.toMatchObject({ kind: 'upstream', code: 'connect', retryable: true })
  expect(wordpress.waits).toHaveLength(3)
})

it('F54 reads past a byte order mark', async () => {
  const { wordpress } = await aBrokenSite({ hasBom: true })
  expect(await sweepAll(wordpress)).toMatchObject({ isComplete: true, count: 20 })
})

it.each([
  'NULL\nbool(true)\n',
  '<br />\n<b>Notice</b>: Undefined index: x in /a.php on line <b>3</b><br />\n',
  '<?php // oops ?>',
])('F55 cuts the JSON out from behind %j', async (prefix) => {
  const { wordpress } = await aBrokenSite({ prefix })
  expect(await sweepAll(wordpress)).toMatchObject({ isComplete: false, reason: 'salvaged', count: 20 })
  expect([...wordpress.notes].join()).toContain('around the JSON')
})

it('F56 cuts the JSON out in front of a debug bar', async () => {
  const { wordpress } = await aBrokenSite({ suffix: '\n<script>var bar = [{"queries": [1]}]</script>' })
  expect(await sweepAll(wordpress)).toMatchObject({ isComplete: false, reason: 'salvaged', count: 20 })
})

it('F57 reads JSON that calls itself HTML', async () => {
  const { wordpress } = await aBrokenSite({ headers: HTML })
  expect(await sweepAll(wordpress)).toMatchObject({ isComplete: true, count: 20 })
})

it('F58 does not take half a listing for a short one', async () => {
  const { wordpress } = await aBrokenSite({ truncateAt: 30 })
  await expect(sweepAll(wordpress)).rejects.toMatchObject({ code: 'truncated', retryable: true })
})

it('F59 does not take an error with status 200 for a listing', async () => {
  const { wordpress } = await aBrokenSite({ body: '{"code":"rest_oops","message":"No.","data":{"status":500}}' })
  await expect(sweepAll(wordpress)).rejects.toMatchObject({ code: 'unexpected_shape' })
})

it('F36 says that a post type has lost its route', async () => {
  const server = await aServer()
  const wordpress = aClient(server)
  const type = { name: 'product', restBase: 'product', namespace: 'wp/v2' }
  await expect(sweepAll(wordpress, type)).rejects.toMatchObject({ code: 'no_route', retryable: false })
})

it('follows a redirect on the same host while it runs, and no other', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 3) }) })
  server.fault({ match: 'wp/v2/posts?', times: 1, redirect: '/wp-json/wp/v2/posts/?orderby=id&order=asc&per_page=100' })
  expect((await sweepAll(aClient(server))).count).toBe(3)
  server.fault({ redirect: 'https://other.test/wp-json/' })
  await expect(sweepAll(aClient(server))).rejects.toMatchObject({ code: 'moved', retryable: false })
})

it('says when a cache answers in spite of the cache-buster', async () => {
  const { wordpress } = await aBrokenSite({ headers: { 'X-Cache': 'HIT from proxy' } })
  await sweepAll(wordpress)
  expect([...wordpress.notes].join()).toContain('cache')
})

it('asks no cache for the same thing twice', async () => {
  const server = await aServer({ site: aSite({ posts: somePosts(1, 250) }) })
  const wordpress = aClient(server)
  await sweepAll(wordpress)
  await sweepAll(wordpress)
  const busters = server.requests.map(({ query }) => query.get('_cb'))
  expect(new Set(busters).size).toBe(server.requests.length)
})
