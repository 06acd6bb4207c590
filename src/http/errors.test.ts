/** Every way a request can fail, and what the client and the log get to know of it. */
import { describe, expect, it } from 'vitest'
import { aServer } from '../../test/fake-http.ts'
import { aResult } from '../../test/makers.ts'
import { AppError, type ErrorKind } from '../errors.ts'

function failingServer(error: unknown, lines: string[] = []) {
  return aServer({
    search: async () => {
      throw error
    },
    logger: { level: 'info', destination: { write: (line) => lines.push(line) } },
  })
}

const SEARCH = { method: 'POST', url: '/search', payload: { q: 'secret question' } } as const

describe('an AppError', () => {
  it.each<[ErrorKind, number, string]>([
    ['invalid_input', 400, 'invalid_request'],
    ['unauthorized', 401, 'unauthorized'],
    ['forbidden', 403, 'forbidden'],
    ['not_found', 404, 'not_found'],
    ['conflict', 409, 'conflict'],
    ['too_large', 413, 'too_large'],
    ['rate_limited', 429, 'rate_limited'],
    ['upstream', 503, 'unavailable'],
    ['unavailable', 503, 'unavailable'],
    ['timeout', 504, 'timeout'],
  ])('of kind %s is a %i %s with its message', async (kind, status, code) => {
    const response = await failingServer(new AppError(kind, 'What to do.', { code: 'inner_code' })).inject(SEARCH)

    expect(response.statusCode).toBe(status)
    expect(response.headers['content-type']).toBe('application/problem+json')
    expect(response.json()).toEqual({
      type: 'about:blank',
      title: expect.any(String),
      status,
      detail: 'What to do.',
      instance: `urn:uuid:${response.headers['x-request-id']}`,
      error: code,
    })
  })

  it('says when to come back, in whole seconds and never zero', async () => {
    const options = { retryAfterSeconds: 0.2 }
    const response = await failingServer(new AppError('rate_limited', 'Too fast.', options)).inject(SEARCH)
    expect(response.headers['retry-after']).toBe('1')
  })
})

describe('a bug', () => {
  it.each([new Error('select * from secrets'), 'a string', null, { code: 'ECONNRESET' }])(
    'such as %s is a 500 that tells the client nothing',
    async (bug) => {
      const response = await failingServer(bug).inject(SEARCH)
      expect(response.statusCode).toBe(500)
      expect(response.json()).toMatchObject({
        error: 'internal',
        detail: expect.stringMatching(/^Something went wrong/),
      })
      expect(response.body).not.toContain('secrets')
    },
  )

  it('is logged whole, with the request id the client got', async () => {
    const lines: string[] = []
    const cause = new Error('the cause')
    const response = await failingServer(new Error('the bug', { cause }), lines).inject(SEARCH)
    const logged = lines.find((line) => line.includes('the bug'))
    expect(logged).toContain('the cause')
    expect(logged).toContain(String(response.headers['x-request-id']))
  })

  it('in the configuration is not told to the client either', async () => {
    const response = await failingServer(new AppError('invalid_config', 'DATABASE_URL is wrong')).inject(SEARCH)
    expect(response.statusCode).toBe(500)
    expect(response.body).not.toContain('DATABASE_URL')
  })
})

describe('a request', () => {
  it('with broken JSON is a 400', async () => {
    const headers = { 'content-type': 'application/json' }
    const response = await aServer().inject({ method: 'POST', url: '/search', payload: '{"q": ', headers })
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ error: 'invalid_request', detail: 'The body is not valid JSON.' })
  })

  it('that tries to reach a prototype is a 400', async () => {
    const headers = { 'content-type': 'application/json' }
    const payload = '{"q": "x", "__proto__": {"isAdmin": true}}'
    const response = await aServer().inject({ method: 'POST', url: '/search', payload, headers })
    expect(response.statusCode).toBe(400)
  })

  it('nested more than 8 levels deep is a 400, and 8 levels are not', async () => {
    const headers = { 'content-type': 'application/json' }
    const nested = (levels: number) => `{"q":"x","more":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    const app = aServer()
    for (const [url, payload, status] of [
      ['/search', nested(8), 200],
      ['/search', nested(9), 400],
      ['/search', nested(5_000), 400],
      ['/ingest', nested(5_000), 400],
    ] as const) {
      expect((await app.inject({ method: 'POST', url, payload, headers })).statusCode).toBe(status)
    }
  })

  it('that names a field twice means the last one', async () => {
    const headers = { 'content-type': 'application/json' }
    const payload = '{"q":"first","q":"last","k":1,"k":2}'
    const asked: unknown[] = []
    const app = aServer({
      search: async ({ question, limit }) => {
        asked.push([question, limit])
        return aResult()
      },
    })
    await app.inject({ method: 'POST', url: '/search', payload, headers })
    expect(asked).toEqual([['last', 2]])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/xml'])('of %s is a 415', async (type) => {
    const headers = { 'content-type': type }
    const response = await aServer().inject({ method: 'POST', url: '/ask', payload: '{"q":"x"}', headers })
    expect(response.statusCode).toBe(415)
    expect(response.json().error).toBe('unsupported_media_type')
  })

  it('with a compressed body is a 415', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const response = await aServer().inject({ method: 'POST', url: '/ask', payload: Buffer.from([31, 139]), headers })
    expect(response.statusCode).toBe(415)
  })

  it('of more than 16 KiB is a 413, and of exactly that is not', async () => {
    const headers = { 'content-type': 'application/json' }
    const json = (bytes: number) => `{"q":"x"}${' '.repeat(bytes - 9)}`
    const app = aServer()
    const fits = await app.inject({ method: 'POST', url: '/search', payload: json(16_384), headers })
    const over = await app.inject({ method: 'POST', url: '/search', payload: json(16_385), headers })
    expect([fits.statusCode, over.statusCode]).toEqual([200, 413])
    expect(over.json().error).toBe('too_large')
  })

  it('for a path there is not is a 404', async () => {
    const response = await aServer().inject({ method: 'GET', url: '/wp-login.php' })
    expect(response.statusCode).toBe(404)
    expect(response.json()).toMatchObject({ error: 'not_found', title: 'Not Found', status: 404 })
  })

  it('with a path that cannot be decoded is a 400', async () => {
    const response = await aServer().inject({ method: 'GET', url: '/%zz' })
    expect(response.statusCode).toBe(400)
    expect(response.headers['content-type']).toBe('application/problem+json')
    expect(response.json().error).toBe('invalid_request')
  })

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'] as const)(
    'by %s on /search and /ask is a 405 that says POST only',
    async (method) => {
      const app = aServer()
      for (const url of ['/search', '/ask']) {
        const response = await app.inject({ method, url })
        expect(response.statusCode).toBe(405)
        expect(response.headers['allow']).toBe('POST')
        expect(response.json().error).toBe('POST only')
      }
    },
  )

  it('by POST on a path for reading is a 405', async () => {
    const response = await aServer().inject({ method: 'POST', url: '/status', payload: {} })
    expect(response.statusCode).toBe(405)
    expect(response.headers['allow']).toBe('GET, HEAD')
    expect(response.json().error).toBe('GET only')
  })
})
