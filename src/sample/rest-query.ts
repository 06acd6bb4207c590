/** Reads the query of a listing as WordPress does: defaults, bounds, and its refusals word by word. */

/** A refusal in WordPress's own shape: `{ code, message, data: { status } }`. */
export interface RestError extends Error {
  status: number
  code: string
  data: object
}

export interface ListQuery {
  perPage: number
  page: number
  /** Null unless given: it overrides `page`. */
  offset: number | null
  orderBy: string
  order: 'asc' | 'desc'
  include: number[]
  exclude: number[]
  slugs: string[]
  /** Milliseconds since 1970. */
  modifiedAfter: number | null
}

/** How a listing may be ordered, and how it is unless asked otherwise. */
export interface Orders {
  allowed: string[]
  by: string
  direction: 'asc' | 'desc'
}

export function restError(status: number, code: string, message: string, data: object = {}): RestError {
  return Object.assign(new Error(message), { name: 'RestError', status, code, data: { status, ...data } })
}

/** @throws RestError 400 `rest_invalid_param`, as WordPress refuses. */
export function readListQuery(query: URLSearchParams, orders: Orders): ListQuery {
  const orderBy = oneOf(query, 'orderby', orders.allowed, orders.by)
  const include = integers(query, 'include')
  if (orderBy === 'include' && include.length === 0) {
    const message = 'You need to define an include parameter to order by include.'
    throw restError(400, 'rest_orderby_include_missing_include', message)
  }
  if (orderBy === 'relevance') {
    throw restError(400, 'rest_no_search_term_defined', 'You need to define a search term to order by relevance.')
  }
  checkStatus(query)
  return {
    perPage: integer(query, 'per_page', { min: 1, max: 100 }) ?? 10,
    page: integer(query, 'page', { min: 1 }) ?? 1,
    offset: absolute(integer(query, 'offset', {})),
    orderBy,
    order: oneOf(query, 'order', ['asc', 'desc'], orders.direction) === 'asc' ? 'asc' : 'desc',
    include,
    exclude: integers(query, 'exclude'),
    slugs: values(query, 'slug'),
    modifiedAfter: date(query, 'modified_after'),
  }
}

function integer(query: URLSearchParams, name: string, range: { min?: number; max?: number }): number | null {
  // PHP keeps the last of several.
  const text = query.getAll(name).at(-1)
  if (text === undefined) return null
  if (!/^-?\d+$/.test(text)) {
    throw invalid(name, `${name} is not of type integer.`, 'rest_invalid_type', { param: name })
  }
  const value = Number(text)
  const { min, max } = range
  if (min !== undefined && max !== undefined && (value < min || value > max)) {
    throw invalid(name, `${name} must be between ${min} (inclusive) and ${max} (inclusive)`, 'rest_out_of_bounds')
  }
  if (min !== undefined && value < min) {
    throw invalid(name, `${name} must be greater than or equal to ${min}`, 'rest_out_of_bounds')
  }
  return value
}

/** WordPress reads -5 as 5, here and in lists of ids. */
function absolute(value: number | null): number | null {
  return value === null ? null : Math.abs(value)
}

function integers(query: URLSearchParams, name: string): number[] {
  return values(query, name).map((text, at) => {
    if (/^-?\d+$/.test(text)) return Math.abs(Number(text))
    const param = `${name}[${at}]`
    throw invalid(name, `${param} is not of type integer.`, 'rest_invalid_type', { param })
  })
}

/** A list comes as `a,b`, as `name[]=a` or as `name[0]=a`. */
function values(query: URLSearchParams, name: string): string[] {
  const listed = [...query].filter(([key]) => key === name || (key.startsWith(`${name}[`) && key.endsWith(']')))
  return listed.flatMap(([, value]) => value.split(/[,\s]+/)).filter((value) => value !== '')
}

function oneOf(query: URLSearchParams, name: string, allowed: string[], fallback: string): string {
  const value = query.get(name) ?? fallback
  if (allowed.includes(value)) return value
  const list = `${allowed.slice(0, -1).join(', ')}${allowed.length > 2 ? ',' : ''} and ${allowed.at(-1)}`
  throw invalid(name, `${name} is not one of ${list}.`, 'rest_not_in_enum')
}

function checkStatus(query: URLSearchParams): void {
  if (values(query, 'status').every((status) => status === 'publish')) return
  throw invalid('status', 'Status is forbidden.', 'rest_forbidden_status', { status: 401 })
}

/** Without a zone the text is local time of the site, which is UTC here. */
function date(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  const [, local, zone] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)?$/i.exec(text) ?? []
  const value = Date.parse(`${local}${zone ?? 'Z'}`)
  if (Number.isNaN(value)) throw invalid(name, 'Invalid date.', 'rest_invalid_date')
  return value
}

function invalid(name: string, message: string, code: string, data: object | null = null): RestError {
  return restError(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`, {
    params: { [name]: message },
    details: { [name]: { code, message, data } },
  })
}
