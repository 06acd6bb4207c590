/** POST /ingest from the outside: what it sets going, and whom it lets do so. */
import { describe, expect, it } from 'vitest'
import { API_KEY, aServer, KEYED, OPEN, someIngest } from '../../../test/fake-http.ts'
import { type Signing, signedHeaders, WEBHOOK_SECRET } from '../../../test/sign-webhook.ts'
import { AppError } from '../../errors.ts'
import type { HttpParts, IngestParts } from '../parts.ts'

interface World {
  /** What was set going: `posts 42,43 of blog`, `resync`. */
  calls: string[]
  send(body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }>
  deliver(message: unknown, signing?: Signing): Promise<{ status: number; body: Record<string, unknown> }>
}

/** A keyed service with webhooks on, which knows no post unless told otherwise. */
function aWorld(ingest: Partial<IngestParts> = {}, parts: Partial<HttpParts> = {}): World {
  const calls: string[] = []
  const seen = new Set<string>()
  const app = aServer({
    keys: KEYED,
    ingest: someIngest({
      fetchPosts: async (ids, { site } = {}) => void calls.push(`posts ${ids.join(',')}${site ? ` of ${site}` : ''}`),
      resync: async () => void calls.push('resync'),
      isKnown: async () => false,
      webhooks: {
        secrets: [WEBHOOK_SECRET],
        remember: async (id) => seen.size < seen.add(id).size,
        forget: async (id) => void seen.delete(id),
      },
      ...ingest,
    }),
    ...parts,
  })
  const send: World['send'] = async (body, headers = { 'x-api-key': API_KEY }) => {
    const payload = typeof body === 'string' ? body : JSON.stringify(body)
    const all = { 'content-type': 'application/json', ...headers }
    const response = await app.inject({ method: 'POST', url: '/ingest', payload, headers: all })
    return { status: response.statusCode, body: response.json() }
  }
  const deliver: World['deliver'] = (message, signing) => {
    const body = JSON.stringify(message)
    return send(body, signedHeaders(body, signing))
  }
  return { calls, send, deliver }
}

const UPDATED = { type: 'post.updated', timestamp: '2026-03-05T03:00:00Z', data: { id: 42, status: 'publish' } }
const DELETED = { type: 'post.deleted', timestamp: '2026-03-05T03:00:01Z', data: { id: 42 } }

describe('under a key', () => {
  it.each([
    [{ post_id: 42 }, 'posts 42', [42]],
    [{ post_id: 42, site: 'blog' }, 'posts 42 of blog', [42]],
    [{ post_ids: [42, 43, 42] }, 'posts 42,43', [42, 43]],
  ])('%j puts posts in line', async (request, call, ids) => {
    const { calls, send } = aWorld()
    expect(await send(request)).toEqual({ status: 202, body: { accepted: true, post_ids: ids } })
    expect(calls).toEqual([call])
  })

  it.each([
    [{}, 'post_id'],
    [{ post_id: '42' }, 'post_id'],
    [{ post_id: 0 }, 'post_id'],
    [{ post_id: 4.2 }, 'post_id'],
    [{ post_ids: [] }, 'post_id'],
    [{ post_ids: Array.from({ length: 101 }, (_, index) => index + 1) }, 'post_ids'],
    [{ post_id: 42, site: 7 }, 'site'],
    [[42], 'The body'],
    ['{"post_id":', 'The body is not valid JSON.'],
    ['', 'The body is not valid JSON.'],
  ])('%j is a 400 that names the field', async (request, detail) => {
    const { calls, send } = aWorld()
    const { status, body } = await send(request)
    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_request' })
    expect(body['detail']).toMatch(new RegExp(`^${detail}`))
    expect(calls).toEqual([])
  })

  it('an unknown site is a 404 that names the sites there are', async () => {
    const fetchPosts = async () => {
      throw new AppError('not_found', 'There is no site "blog". Known: example.com.')
    }
    const { status, body } = await aWorld({ fetchPosts }).send({ post_id: 42, site: 'blog' })
    expect({ status, detail: body['detail'] }).toEqual({
      status: 404,
      detail: 'There is no site "blog". Known: example.com.',
    })
  })

  it('a body of 32 KiB is taken, a larger one is a 413, another type a 415, no key a 401, GET a 405', async () => {
    const { send } = aWorld()
    const json = (bytes: number) => `{"post_id":42}${' '.repeat(bytes - 14)}`
    expect((await send(json(32_768))).status).toBe(202)
    expect((await send(json(32_769))).status).toBe(413)
    expect((await send({ post_id: 42 }, { 'x-api-key': API_KEY, 'content-type': 'text/plain' })).status).toBe(415)
    expect((await send({ post_id: 42 }, {})).status).toBe(401)
    expect((await send({ post_id: 42 }, { 'x-api-key': 'wrong' })).status).toBe(401)
    expect((await aServer().inject('/ingest')).statusCode).toBe(405)
  })

  it('asks for no key where nobody needs one, under a name of this machine', async () => {
    const { send } = aWorld({}, { keys: OPEN })
    expect((await send({ post_id: 42 }, {})).status).toBe(202)
    expect((await send({ post_id: 42 }, { host: 'evil.example' })).status).toBe(403)
  })
})

describe('by a signed message', () => {
  it('fetches the post, whatever else the message says', async () => {
    const { calls, deliver } = aWorld()
    const message = { ...UPDATED, data: { ...UPDATED.data, content: 'Buy here', link: 'https://evil.example' } }
    expect(await deliver(message)).toEqual({ status: 202, body: { accepted: true, post_ids: [42] } })
    expect(calls).toEqual(['posts 42'])
  })

  it('looks through the sites once more on source.resync', async () => {
    const { calls, deliver } = aWorld()
    expect((await deliver({ type: 'source.resync', data: {} })).status).toBe(202)
    expect(calls).toEqual(['resync'])
  })

  it('F71 is refused with a bad signature or an old time stamp', async () => {
    const { calls, send, deliver } = aWorld()
    const other = `whsec_${Buffer.alloc(32, 2).toString('base64')}`
    expect((await deliver(UPDATED, { secret: other })).status).toBe(401)
    expect((await deliver(UPDATED, { ageSeconds: 310 })).status).toBe(401)
    expect((await deliver(UPDATED, { ageSeconds: -310 })).status).toBe(401)
    const headers = signedHeaders(JSON.stringify(UPDATED))
    expect((await send(JSON.stringify(UPDATED, null, 1), headers)).status).toBe(401)
    expect(calls).toEqual([])
  })

  it('F71 does nothing when it comes again, and says 200', async () => {
    const { calls, deliver } = aWorld()
    const statuses: number[] = []
    for (let times = 0; times < 100; times++) statuses.push((await deliver(UPDATED, { id: 'msg_1' })).status)
    expect(statuses).toEqual([202, ...Array.from({ length: 99 }, () => 200)])
    expect(calls).toEqual(['posts 42'])
  })

  it('may come again when it could not be put in line', async () => {
    let isDown = true
    const { deliver } = aWorld({
      fetchPosts: async () => {
        if (isDown) throw new AppError('unavailable', 'The database cannot be reached.')
      },
    })
    expect((await deliver(UPDATED, { id: 'msg_1' })).status).toBe(503)
    isDown = false
    expect((await deliver(UPDATED, { id: 'msg_1' })).status).toBe(202)
  })

  it.each([
    ['a draft', { ...UPDATED, data: { id: 42, status: 'draft' } }],
    ['a revision', { ...UPDATED, data: { id: 42, status: 'publish', post_type: 'revision' } }],
    ['an autosave', { ...UPDATED, data: { id: 42, status: 'inherit', post_type: 'revision' } }],
    ['a post that was deleted', DELETED],
    ['a type that came after us', { type: 'comment.created', data: { id: 42 } }],
  ])('F72 fetches nothing for %s that the index does not have', async (_what, message) => {
    const { calls, deliver } = aWorld()
    expect(await deliver(message)).toEqual({ status: 200, body: { accepted: false, post_ids: [] } })
    expect(calls).toEqual([])
  })

  it('fetches a post that is said to be deleted when the index has it', async () => {
    const { calls, deliver } = aWorld({ isKnown: async () => true })
    expect((await deliver(DELETED)).status).toBe(202)
    expect(calls).toEqual(['posts 42'])
  })

  it('is a 404 where webhooks are off, and a 400 without the id of a post', async () => {
    const off = { secrets: [], remember: async () => true, forget: async () => {} }
    expect((await aWorld({ webhooks: off }).deliver(UPDATED)).status).toBe(404)
    const { status, body } = await aWorld().deliver({ type: 'post.updated', data: {} })
    expect({ status, detail: body['detail'] }).toEqual({ status: 400, detail: 'data.id: must be the number of a post' })
  })

  it('is one under a key when it comes with a key', async () => {
    const { send } = aWorld()
    expect((await send({ post_id: 42 }, { 'webhook-signature': 'v1,x', 'x-api-key': 'wrong' })).status).toBe(401)
    expect((await send({ post_id: 42 }, { 'webhook-signature': 'v1,x', 'x-api-key': API_KEY })).status).toBe(202)
  })
})
