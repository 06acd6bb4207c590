/** The description of the API by OpenAPI 3.1, made of the routes there are and of the schemas their bodies are checked by. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Access } from '../auth.ts'
import { type Operation, operations, type SchemaName, schemas } from './operations.ts'

export interface KnownRoute {
  method: string
  url: string
  access: Access
}

type Json = Record<string, unknown>

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
)

export function describeApi(routes: readonly KnownRoute[]): Json {
  const paths: Record<string, Json> = {}
  for (const { method, url, access } of routes) {
    const operation = operations[`${method} ${url}`]
    if (operation) paths[url] = { ...paths[url], [method.toLowerCase()]: describe(operation, access) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AskPress',
      version: manifest.version,
      description:
        'Questions to WordPress sites, answered from their own posts. Fields are added over time: ignore what you do not know.',
    },
    // Beside this document, wherever a proxy has put both.
    servers: [{ url: '.' }],
    paths,
    components: { schemas: describeSchemas(), securitySchemes: SECURITY_SCHEMES, headers: HEADERS },
  }
}

/** Names of fields of ours are closed where `isClosed`: for tests. Clients must bear new ones. */
export function describeSchemas({ isClosed = false } = {}): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $schema: _, ...json } = z.toJSONSchema(schema, {
        io: isRequest(name) ? 'input' : 'output',
        override: ({ jsonSchema }) => {
          if (!isClosed && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
          // Calendars as patterns: `format` says the same to people.
          if ((jsonSchema.pattern?.length ?? 0) > 100) delete jsonSchema.pattern
        },
      })
      return [name, json]
    }),
  )
}

function isRequest(name: string): boolean {
  return /(Request|Message)$/.test(name)
}

function describe({ summary, description, body, parameters = [], answers }: Operation, access: Access): Json {
  const isKeyed = access !== 'open' && access !== 'optional'
  const headers = isKeyed ? { headers: RATE_HEADERS } : {}
  const responses = Object.entries(answers).map(([status, types]) => [
    status,
    { description: status === '503' ? 'Down' : 'Done', ...headers, content: contentOf(types) },
  ])
  const tooMany = { description: 'Too many requests', headers: { ...RATE_HEADERS, ...RETRY_AFTER }, content: PROBLEM }
  return {
    summary,
    ...(description !== undefined && { description }),
    security: securityOf(access),
    ...(isScope(access) && { 'x-scope': access }),
    ...(parameters.length > 0 && {
      parameters: parameters.map((parameter) => ({ ...parameter, in: 'query', schema: { type: 'string' } })),
    }),
    ...(body && { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      ...Object.fromEntries(responses),
      ...(isKeyed && { 429: tooMany }),
      default: { description: 'What went wrong', content: PROBLEM },
    },
  }
}

function contentOf(types: Operation['answers'][number]): Json {
  const names = types.filter(isSchemaName)
  const [only] = names
  const json = names.length > 1 ? { anyOf: names.map(refTo) } : only && refTo(only)
  const texts = types.filter((type) => !isSchemaName(type))
  return {
    ...(json && { 'application/json': { schema: json } }),
    ...Object.fromEntries(
      texts.map((type) => [type, { schema: { type: type === 'application/json' ? 'object' : 'string' } }]),
    ),
  }
}

function isSchemaName(type: string): type is SchemaName {
  return type in schemas
}

function refTo(name: SchemaName): Json {
  return { $ref: `#/components/schemas/${name}` }
}

function isScope(access: Access): boolean {
  return access === 'search' || access === 'ask' || access === 'ingest' || access === 'admin'
}

/** An empty requirement: none is needed. */
function securityOf(access: Access): Json[] {
  if (access === 'open') return []
  const needed = [{ key: [] }, { bearer: [] }]
  return access === 'optional' ? [{}, ...needed] : needed
}

const PROBLEM = { 'application/problem+json': { schema: refTo('Problem') } }

const SECURITY_SCHEMES = {
  key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  bearer: { type: 'http', scheme: 'bearer' },
}

const HEADERS = {
  RateLimit: { description: 'Requests left, by the limit that ends first.', schema: { type: 'string' } },
  'RateLimit-Policy': { description: 'The limits this request counted against.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds until the next request is answered.', schema: { type: 'integer' } },
}

const RATE_HEADERS = {
  RateLimit: { $ref: '#/components/headers/RateLimit' },
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
}
const RETRY_AFTER = { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }
