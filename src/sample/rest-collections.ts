/** The listings of the sample's REST API: what each holds, how it is ordered and paged, and what one entry looks like. */
import { type ListQuery, type Orders, readListQuery, restError } from './rest-query.ts'
import { mediaShape, postShape, termShape, typeShapes, userShape } from './rest-shapes.ts'
import type { SamplePost, SampleSite, SampleTerm } from './site.ts'

/** What a route answers, before it is cut to `_fields` and printed. */
export interface RouteAnswer {
  status: number
  headers: Record<string, string>
  content: unknown
}

export interface Collection {
  /** @throws RestError */
  list(query: URLSearchParams): RouteAnswer
  /** @throws RestError */
  get(id: string): object
}

interface Entry {
  id: number
  slug: string
  name: string
  post?: SamplePost
  /** How many posts have the term. */
  count?: number
  shape: object
}

interface Listing {
  route: string
  entries: () => Entry[]
  orders: Orders
  missing: [code: string, message: string]
  /** Why the entry may not be seen alone, or null. */
  hide?: (id: number) => Error | null
}

const POST_ORDERS: Orders = {
  allowed: words('author date id include modified parent relevance slug include_slugs title'),
  by: 'date',
  direction: 'desc',
}
const TERM_ORDERS: Orders = {
  allowed: words('id include name slug include_slugs term_group description count'),
  by: 'name',
  direction: 'asc',
}
const USER_ORDERS: Orders = {
  allowed: words('id include name registered_date slug include_slugs email url'),
  by: 'name',
  direction: 'asc',
}

function words(text: string): string[] {
  return text.split(' ')
}

/** @param name `posts`, `pages`, `users`, `categories`, `tags`, `media`, `types`; null for any other. */
export function findCollection(site: SampleSite, name: string, origin: string): Collection | null {
  if (name === 'types') return types(origin)
  if (name === 'posts' || name === 'pages') return listing(posts(site, name, origin), origin)
  if (name === 'categories' || name === 'tags') return listing(terms(site, name, origin), origin)
  if (name === 'users') return listing(users(site, origin), origin)
  return name === 'media' ? listing(media(site, origin), origin) : null
}

function types(origin: string): Collection {
  const shapes = typeShapes(origin)
  return {
    list: () => ({ status: 200, headers: { Allow: 'GET' }, content: shapes }),
    get: (slug) => {
      const shape = shapes[slug]
      if (!shape) throw restError(404, 'rest_type_invalid', 'Invalid post type.')
      return shape
    },
  }
}

function posts(site: SampleSite, name: 'posts' | 'pages', origin: string): Listing {
  const ofType = site.posts.filter(({ type }) => `${type}s` === name)
  const entry = (post: SamplePost): Entry => ({
    id: post.id,
    slug: post.slug,
    name: post.titleHtml,
    post,
    shape: postShape(post, origin),
  })
  return {
    route: `wp/v2/${name}`,
    entries: () => ofType.filter(({ status }) => status === 'publish').map(entry),
    orders: POST_ORDERS,
    missing: ['rest_post_invalid_id', 'Invalid post ID.'],
    hide: (id) =>
      ofType.some((post) => post.id === id && post.status !== 'publish')
        ? restError(401, 'rest_forbidden', 'Sorry, you are not allowed to do that.')
        : null,
  }
}

function terms(site: SampleSite, name: 'categories' | 'tags', origin: string): Listing {
  return {
    route: `wp/v2/${name}`,
    entries: () =>
      site[name].map((term) => {
        const count = countPosts(site, name, term)
        return { ...term, count, shape: termShape(name, { ...term, count }, origin) }
      }),
    orders: TERM_ORDERS,
    missing: ['rest_term_invalid', 'Term does not exist.'],
  }
}

function countPosts(site: SampleSite, name: 'categories' | 'tags', { id }: SampleTerm): number {
  return site.posts.filter((post) => post.status === 'publish' && post[name].includes(id)).length
}

function users(site: SampleSite, origin: string): Listing {
  return {
    route: 'wp/v2/users',
    entries: () => site.users.map((user: SampleTerm) => ({ ...user, shape: userShape(user, origin) })),
    orders: USER_ORDERS,
    missing: ['rest_user_invalid_id', 'Invalid user ID.'],
  }
}

function media(site: SampleSite, origin: string): Listing {
  return {
    route: 'wp/v2/media',
    entries: () => site.media.map((each) => ({ id: each.id, slug: '', name: '', shape: mediaShape(each, origin) })),
    orders: POST_ORDERS,
    missing: ['rest_post_invalid_id', 'Invalid post ID.'],
  }
}

function listing(of: Listing, origin: string): Collection {
  return {
    list: (query) => {
      const wanted = readListQuery(query, of.orders)
      const matching = of.entries().filter((entry) => matches(entry, wanted))
      return page(matching.sort(comparer(wanted)), wanted, { query, address: `${origin}/wp-json/${of.route}` })
    },
    get: (id) => {
      const hidden = of.hide?.(Number(id))
      if (hidden) throw hidden
      const entry = of.entries().find((each) => String(each.id) === id)
      if (!entry) throw restError(404, ...of.missing)
      return entry.shape
    },
  }
}

function matches(entry: Entry, query: ListQuery): boolean {
  if (query.include.length > 0 && !query.include.includes(entry.id)) return false
  if (query.exclude.includes(entry.id)) return false
  if (query.slugs.length > 0 && !query.slugs.includes(entry.slug)) return false
  if (query.modifiedAfter === null || !entry.post) return true
  return Date.parse(`${entry.post.modifiedGmt}Z`) > query.modifiedAfter
}

function comparer(query: ListQuery): (a: Entry, b: Entry) => number {
  if (query.orderBy === 'include') return (a, b) => query.include.indexOf(a.id) - query.include.indexOf(b.id)
  const sign = query.order === 'asc' ? 1 : -1
  const key = (entry: Entry): string | number => {
    if (query.orderBy === 'count') return entry.count ?? 0
    if (query.orderBy === 'modified') return entry.post?.modifiedGmt ?? ''
    if (query.orderBy === 'date') return entry.post?.dateGmt ?? ''
    // Databases of WordPress compare without regard to case.
    return (query.orderBy === 'slug' ? entry.slug : entry.name).toLowerCase()
  }
  // Posts alike in `modified` come in another order on every page, as MariaDB sorts them: nobody may rely on it.
  const salt = query.orderBy === 'modified' ? (query.offset ?? query.page) : 0
  const tie = (a: Entry, b: Entry) => (salt === 0 ? a.id - b.id : shuffled(a.id, salt) - shuffled(b.id, salt))
  if (query.orderBy === 'id') return (a, b) => sign * (a.id - b.id)
  return (a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : tie(a, b))
}

function shuffled(id: number, salt: number): number {
  return Math.imul(id ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b) >>> 0
}

interface Place {
  query: URLSearchParams
  address: string
}

function page(entries: Entry[], query: ListQuery, place: Place): RouteAnswer {
  const start = query.offset ?? (query.page - 1) * query.perPage
  const pages = Math.ceil(entries.length / query.perPage)
  if (query.offset === null && query.page > pages && entries.length > 0) {
    const message = 'The page number requested is larger than the number of pages available.'
    throw restError(400, 'rest_post_invalid_page_number', message)
  }
  const rows = entries.slice(start, start + query.perPage)
  // A listing past its end counts nothing at all: SQL found no row, so there was nothing to count.
  const total = rows.length === 0 ? 0 : entries.length
  const links = [
    ...(query.page > 1 ? [linkTo(place, query.page - 1, 'prev')] : []),
    ...(query.page < pages ? [linkTo(place, query.page + 1, 'next')] : []),
  ]
  return {
    status: 200,
    headers: {
      Allow: 'GET',
      'X-WP-Total': String(total),
      'X-WP-TotalPages': String(total === 0 ? 0 : pages),
      ...(links.length > 0 ? { Link: links.join(', ') } : {}),
    },
    content: rows.map(({ shape }) => shape),
  }
}

function linkTo(place: Place, number: number, rel: string): string {
  const query = new URLSearchParams(place.query)
  query.set('page', String(number))
  return `<${place.address}?${query}>; rel="${rel}"`
}
