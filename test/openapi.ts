/** Holds answers to the description of the API: what it does not tell of must not come. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describeSchemas } from '../src/http/openapi/document.ts'
import { operations, type SchemaName, schemas } from '../src/http/openapi/operations.ts'

const validators = new Map<SchemaName, ValidateFunction>()

export interface SeenAnswer {
  method: string
  /** The pattern of the route; undefined where there is none. */
  route: string | undefined
  status: number
  type: string
  body: string
}

/** What is wrong with the answer; null when it is as described. */
export function findFault({ method, route, status, type, body }: SeenAnswer): string | null {
  // What browsers ask before their requests: no route has a part in it.
  if (method === 'OPTIONS') return null
  const [mediaType = ''] = type.split(';')
  const where = `${method} ${route} ${status} ${mediaType}`
  if (mediaType === 'application/problem+json') return faultOf('Problem', body, where)
  const described = operations[`${method} ${route}`]?.answers[status]
  if (described === undefined) return status < 400 && method !== 'GET' ? `${where}: not described` : null
  if (mediaType === 'application/json') {
    const names = described.filter((name) => name in schemas) as SchemaName[]
    const [name] = names
    if (name !== undefined) return faultOf(name, body, where)
  }
  return described.some((one) => one === mediaType) ? null : `${where}: not described`
}

function faultOf(name: SchemaName, body: string, where: string): string | null {
  const validate = validators.get(name) ?? compile(name)
  validators.set(name, validate)
  if (validate(JSON.parse(body))) return null
  const [first] = validate.errors ?? []
  return `${where}: ${first?.instancePath} ${first?.message} ${JSON.stringify(first?.params)}`
}

function compile(name: SchemaName): ValidateFunction {
  // Formats are for readers: Ajv knows none without another package.
  const ajv = new Ajv2020({ validateFormats: false, strict: false })
  return ajv.compile(describeSchemas({ isClosed: true })[name] ?? {})
}
