/**
 * Turns ids of authors, terms and images into words, with as few requests as possible: the first hundred of each kind at
 * once, the rest by id as they are met. Lives as long as the client, so a run asks for no name twice.
 */
import { AppError } from '../errors.ts'
import type { Post } from '../types.ts'
import type { RawPost } from './raw-post.ts'
import type { Session } from './session.ts'
import { decodeEntities, idOf, recordOf, textOf } from './shapes.ts'

export interface Names {
  /** @throws AppError only for what may go away again: a site that hides its authors gets posts without authors. */
  resolve(posts: RawPost[]): Promise<Post[]>
}

interface Kind {
  route: string
  /** Field that holds the word. */
  field: string
  /** Asked once with these before anything is asked by id; undefined: there may be any number of them. */
  firstPage?: Record<string, string>
}

const USERS: Kind = { route: 'wp/v2/users', field: 'name', firstPage: {} }
const CATEGORIES: Kind = { route: 'wp/v2/categories', field: 'name', firstPage: { orderby: 'count', order: 'desc' } }
const TAGS: Kind = { route: 'wp/v2/tags', field: 'name', firstPage: { orderby: 'count', order: 'desc' } }
const MEDIA: Kind = { route: 'wp/v2/media', field: 'alt_text' }

const PER_PAGE = 100

export function openNames(session: Session): Names {
  const users = openLookup(session, USERS)
  const categories = openLookup(session, CATEGORIES)
  const tags = openLookup(session, TAGS)
  const media = openLookup(session, MEDIA)
  return {
    async resolve(posts) {
      await users.learn(posts.map(({ authorId }) => authorId).filter((id) => id !== null))
      await categories.learn(posts.flatMap(({ categoryIds }) => categoryIds))
      await tags.learn(posts.flatMap(({ tagIds }) => tagIds))
      await media.learn(posts.map(({ mediaId }) => mediaId).filter((id) => id !== null))
      return posts.map(({ authorId, categoryIds, tagIds, mediaId, ...post }) => ({
        ...post,
        author: users.find(authorId),
        categories: categoryIds.map(categories.find).filter((name) => name !== null),
        tags: tagIds.map(tags.find).filter((name) => name !== null),
        imageAlt: media.find(mediaId),
      }))
    },
  }
}

interface Lookup {
  learn(ids: number[]): Promise<void>
  find(id: number | null): string | null
}

function openLookup(session: Session, kind: Kind): Lookup {
  /** Null: asked for, and the site does not show it. */
  const known = new Map<number, string | null>()
  let isRefused = false
  let needsFirstPage = kind.firstPage !== undefined

  return {
    find: (id) => (id === null ? null : (known.get(id) ?? null)),
    async learn(ids) {
      if (isRefused || !ids.some((id) => !known.has(id))) return
      if (needsFirstPage && kind.firstPage) await askFor(kind.firstPage)
      needsFirstPage = false
      const missing = [...new Set(ids)].filter((id) => !known.has(id))
      for (let at = 0; at < missing.length && !isRefused; at += PER_PAGE) {
        const part = missing.slice(at, at + PER_PAGE)
        for (const id of part) known.set(id, null)
        await askFor({ include: part.join() })
      }
    },
  }

  async function askFor(params: Record<string, string>): Promise<void> {
    const fields = `id,${kind.field}`
    const rows = await findRows(session, kind.route, { ...params, per_page: PER_PAGE, _fields: fields })
    isRefused = rows === null
    for (const row of rows ?? []) {
      const content = recordOf(row)
      const id = idOf(content?.['id'])
      if (id !== null) known.set(id, decodeEntities(textOf(content?.[kind.field])).trim() || null)
    }
  }
}

/** Null when the site refuses for good, as security plugins do with `/users`. */
async function findRows(
  session: Session,
  route: string,
  params: Record<string, string | number>,
): Promise<unknown[] | null> {
  try {
    const reply = await session.ask({ route, params })
    if (!reply.refusal && Array.isArray(reply.json)) return reply.json
  } catch (error) {
    // An outage must not turn into posts without tags that then stay so until they are edited.
    if (!(error instanceof AppError) || error.retryable) throw error
  }
  session.notes.add(`${session.host}: ${route} cannot be read, so posts go without what it holds.`)
  return null
}
