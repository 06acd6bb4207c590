/** One page of a listing, by offset, in as big pieces as the site can take. sweep.ts walks from page to page. */
import type { Listed } from '../types.ts'
import { failure, isSizeRelated } from './failures.ts'
import type { PostType } from './post-types.ts'
import { type Refusal, type Reply, refusalError, totalOf } from './reply.ts'
import type { Session } from './session.ts'
import { idOf, isProtectedOf, nameIdsOf, recordOf, textOf } from './shapes.ts'

export interface ListingPage {
  offset: number
  /** How many were asked for. */
  size: number
  /** How many came, those without a usable id included. */
  count: number
  rows: Listed[]
  /** `X-WP-Total`; null when the site does not tell. 0 when the offset lies past the end, which says nothing. */
  total: number | null
  isSalvaged: boolean
}

// `content.protected` alone costs the site nothing; before WordPress 5.3 nested fields are left out, which is fine too.
// Neither do the ids of terms, which WordPress has at hand.
export const LISTING_FIELDS = 'id,modified_gmt,link,content.protected,author,categories,tags'

/** @throws AppError when the site gives no listing, however little is asked for */
export async function getListingPage(session: Session, type: PostType, offset: number): Promise<ListingPage> {
  const page = await getAnyPage(session, type, offset)
  if (page.total !== null || session.usesEnvelope) return page
  session.usesEnvelope = true
  const enveloped = await getAnyPage(session, type, offset)
  if (enveloped.total === null) {
    session.notes.add(
      `${session.host}: the X-WP-Total header is lost on the way, so deletions cannot be proven complete.`,
    )
  }
  return enveloped
}

async function getAnyPage(session: Session, type: PostType, offset: number): Promise<ListingPage> {
  for (;;) {
    const size = session.listSize.current
    const reply = await askForPage(session, type, { offset, size })
    if (reply === 'too much') continue
    session.listSize.answered(reply.ms)
    return readPage(reply, session, { type, offset, size })
  }
}

async function askForPage(
  session: Session,
  type: PostType,
  { offset, size }: { offset: number; size: number },
): Promise<Reply | 'too much'> {
  const params = { orderby: 'id', order: 'asc', per_page: size, offset, _fields: LISTING_FIELDS }
  try {
    const route = `${type.namespace}/${type.restBase}`
    const reply = await session.ask({ route, params, isSplittable: size > 1 })
    const cap = size > 1 && reply.refusal ? findCap(reply.refusal, size) : null
    if (cap === null) return reply
    session.listSize.capAt(cap)
  } catch (error) {
    if (size === 1 || !isSizeRelated(error)) throw error
    session.listSize.failed()
  }
  return 'too much'
}

/** A host that lowers the cap of 100 says so: `per_page must be between 1 (inclusive) and 50 (inclusive)`. */
export function findCap(refusal: Refusal, size: number): number | null {
  if (refusal.code !== 'rest_invalid_param' || !('per_page' in refusal.params)) return null
  const [, cap] = /and (\d+) \(inclusive\)/.exec(textOf(refusal.params['per_page'])) ?? []
  return cap === undefined ? Math.floor(size / 2) : Math.min(Number(cap), size - 1)
}

interface Asked {
  type: PostType
  offset: number
  size: number
}

function readPage(reply: Reply, session: Session, { type, offset, size }: Asked): ListingPage {
  const empty = { offset, size, count: 0, rows: [], isSalvaged: reply.isSalvaged }
  // Not an error: the listing became shorter while we read it.
  if (reply.refusal?.code === 'rest_post_invalid_page_number') return { ...empty, total: 0 }
  if (reply.refusal) throw refusalError(reply.refusal, reply.status, session.host)
  if (!Array.isArray(reply.json)) throw failure('unexpected_shape', session.host)
  return { ...empty, count: reply.json.length, rows: readRows(reply, session, type), total: totalOf(reply) }
}

/** @throws AppError `unexpected_shape` when there are rows and none is a post. */
export function readRows(reply: Reply, session: Session, type: PostType): Listed[] {
  const json = Array.isArray(reply.json) ? reply.json : []
  const rows = json.map((row) => readRow(row, type, session.apiRoot)).filter((row) => row !== null)
  if (rows.length === 0 && json.length > 0) throw failure('unexpected_shape', session.host)
  if (json.some((row) => recordOf(row)?.['slug'] !== undefined)) {
    session.notes.add(`${session.host}: the REST API ignores _fields, so listings are slow.`)
  }
  return rows
}

function readRow(value: unknown, type: PostType, apiRoot: string): Listed | null {
  const row = recordOf(value)
  const wpId = idOf(row?.['id'])
  if (!row || wpId === null) return null
  return {
    wpId,
    type: type.name,
    modifiedGmt: textOf(row['modified_gmt']),
    url: URL.parse(textOf(row['link']), apiRoot)?.href ?? '',
    isProtected: isProtectedOf(row['content']),
    nameIds: nameIdsOf(row),
  }
}
