/** The top of a listing, newest first: what changed or appeared since the last look. Not for finding what is gone. */
import type { Listed } from '../types.ts'
import { failure } from './failures.ts'
import { LISTING_FIELDS, readRows } from './listing.ts'
import type { PostType } from './post-types.ts'
import { refusalError, totalOf } from './reply.ts'
import type { Session } from './session.ts'

export interface NewestPage {
  rows: Listed[]
  /** Null when the site does not tell. */
  total: number | null
}

export const NEWEST_PER_PAGE = 50

/**
 * @param by `modified` shows edits; `date` shows what was scheduled and went live, whose modified time is old.
 * @param page From 1.
 * @throws AppError as Session.ask does
 */
export async function getNewest(
  session: Session,
  type: PostType,
  { by, page }: { by: 'modified' | 'date'; page: number },
): Promise<NewestPage> {
  const params = { orderby: by, order: 'desc', per_page: NEWEST_PER_PAGE, page, _fields: LISTING_FIELDS }
  const reply = await session.ask({ route: `${type.namespace}/${type.restBase}`, params })
  if (reply.refusal?.code === 'rest_post_invalid_page_number') return { rows: [], total: null }
  if (reply.refusal) throw refusalError(reply.refusal, reply.status, session.host)
  if (!Array.isArray(reply.json)) throw failure('unexpected_shape', session.host)
  return { rows: readRows(reply, session, type), total: reply.isSalvaged ? null : totalOf(reply) }
}
