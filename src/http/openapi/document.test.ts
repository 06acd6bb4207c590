/** /openapi.json tells of every route there is, and of no other. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { ADMIN_KEY, API_KEY, aServer, KEYED } from '../../../test/fake-http.ts'
import { findFault } from '../../../test/openapi.ts'
import { describeSchemas } from './document.ts'

interface Document {
  paths: Record<string, Record<string, { security: Record<string, unknown>[]; responses: Record<string, unknown> }>>
  components: { schemas: Record<string, object> }
}

/** Of a server that has answered once, so that all of its routes are there. */
async function readDocument(): Promise<{ document: Document; routes: string[] }> {
  const app = aServer({ keys: KEYED })
  const document = (await app.inject('/openapi.json')).json<Document>()
  return { document, routes: listRoutes(app.printRoutes({ commonPrefix: false, includeHooks: false })) }
}

/** `├── /search (POST)` with its whole path: find-my-way prints a tree. */
function listRoutes(tree: string): string[] {
  const path: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^(.*?)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    const depth = indent.length / 4
    path.splice(depth, Number.POSITIVE_INFINITY, part)
    const url = path.join('') || '/'
    return (methods?.split(', ') ?? []).map((method) => `${method} ${url}`)
  })
}

it('tells of every route the router has, but for files of the page and methods that are refused', async () => {
  const { document, routes } = await readDocument()
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const app = aServer({ keys: KEYED })
  const existing: string[] = []
  for (const route of routes.filter((one) => !one.startsWith('HEAD') && !one.includes('/assets/'))) {
    const [method = '', url = ''] = route.split(' ')
    const { statusCode } = await app.inject({ method: method as 'GET', url, headers: { 'x-api-key': ADMIN_KEY } })
    if (statusCode !== 405) existing.push(route)
  }
  expect(existing.length).toBeGreaterThan(9)
  expect(described.sort()).toEqual(existing.sort())
})

it('tells truly which routes need a key', async () => {
  const { document } = await readDocument()
  const app = aServer({ keys: KEYED })
  for (const [url, methods] of Object.entries(document.paths)) {
    for (const [method, { security }] of Object.entries(methods)) {
      const isOpen = security.length === 0 || security.some((needed) => Object.keys(needed).length === 0)
      const upper = method.toUpperCase() as 'GET'
      expect((await app.inject({ method: upper, url })).statusCode === 401, `${method} ${url}`).toBe(!isOpen)
    }
  }
})

it('refers only to what it has, and its schemas are schemas', async () => {
  const { document } = await readDocument()
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)]
  expect(refs.length).toBeGreaterThan(10)
  for (const [, kind = '', name = ''] of refs) expect(document.components).toHaveProperty([kind, name])
  for (const schema of Object.values(document.components.schemas)) {
    new Ajv2020({ validateFormats: false, strict: false }).compile(schema)
  }
})

it('describes requests as they are taken', () => {
  const ajv = new Ajv2020({ validateFormats: false, strict: false })
  const fits = ajv.compile(describeSchemas()['SearchRequest'] ?? {})
  const good = [{ q: 'x' }, { q: 'x', k: 3, site: null, filters: { type: ['post'], after: '2026-03-01' }, later: 1 }]
  const bad = [{}, { q: 1 }, { q: 'x', k: 0 }, { q: 'x', mode: 'magic' }, { q: 'x', filters: { type: 7 } }]
  expect(good.map((body) => fits(body))).toEqual([true, true])
  expect(bad.map((body) => fits(body))).toEqual([false, false, false, false, false])
})

describe('an answer of the tests', () => {
  const seen = { method: 'POST', route: '/search', status: 200, type: 'application/json; charset=utf-8' }

  it('is held to it: what it does not tell of is found', () => {
    const body = { results: [], mode: 'hybrid', degraded: false }
    expect(findFault({ ...seen, body: JSON.stringify(body) })).toBeNull()
    expect(findFault({ ...seen, body: JSON.stringify({ ...body, extra: 1 }) })).toContain('additional properties')
    expect(findFault({ ...seen, body: JSON.stringify({ ...body, degraded: 'no' }) })).toContain('/degraded')
    expect(findFault({ ...seen, status: 201, body: '{}' })).toContain('not described')
    expect(findFault({ ...seen, type: 'text/html', body: '' })).toContain('not described')
  })

  it('is told of to clients that must bear new fields', async () => {
    const { document } = await readDocument()
    expect(JSON.stringify(document)).not.toContain('"additionalProperties":false')
  })
})

describe('/docs', () => {
  it('is a page from here that asks nobody else', async () => {
    const { headers, body, statusCode } = await aServer({ keys: KEYED }).inject('/docs')
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*connect-src 'self'/)
    const sources = [
      body,
      ...['docs.js', 'docs.css', 'page/schema.js'].map((name) => readFileSync(`web/${name}`, 'utf8')),
    ]
    for (const source of sources) expect(source).not.toMatch(/https?:|\/\/[a-z]/)
  })

  it.each(['/docs', '/openapi.json'])('%s needs no key', async (url) => {
    expect((await aServer({ keys: KEYED }).inject({ url, headers: { 'x-api-key': API_KEY } })).statusCode).toBe(200)
    expect((await aServer({ keys: KEYED }).inject(url)).statusCode).toBe(200)
  })
})
