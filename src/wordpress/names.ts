/**
 * Turns ids of authors, terms and images into words, with as few requests as possible: what is remembered from earlier
 * runs first, then the first hundred of each kind at once, then the rest by id as they are met.
 */
import { AppError } from '../errors.ts'
import type { NameKind, NamesById, Post } from '../types.ts'
import type { RawPost } from './raw-post.ts'
import type { Session } from './session.ts'
import { decodeEntities, idOf, recordOf, textOf } from './shapes.ts'

/** Names that outlive a client, so that a run does not ask for what an earlier one was told. */
export interface NameMemory {
  find(kind: NameKind, ids: readonly number[]): Promise<NamesById>
  keep(kind: NameKind, names: NamesById): Promise<void>
}

export interface Names {
  /** @throws AppError only for what may go away again: a site that hides its authors gets posts without authors. */
  resolve(posts: RawPost[]): Promise<Post[]>
}

const NO_MEMORY: NameMemory = { find: async () => new Map(), keep: async () => {} }

type Params = Record<string, string | number>

interface Kind {
  route: string
  /** Field that holds the word. */
  field: string
  /** Asked once with these before anything is asked by id; undefined: there may be any number of them. */
  firstPage?: Params
}

const NAMES: Record<NameKind, Kind> = {
  author: { route: 'wp/v2/users', field: 'name', firstPage: {} },
  category: { route: 'wp/v2/categories', field: 'name', firstPage: { orderby: 'count', order: 'desc' } },
  tag: { route: 'wp/v2/tags', field: 'name', firstPage: { orderby: 'count', order: 'desc' } },
}
const MEDIA: Kind = { route: 'wp/v2/media', field: 'alt_text' }

export const NAMES_PER_PAGE = 100

export function openNames(session: Session, memory: NameMemory = NO_MEMORY): Names {
  const remembered = (kind: NameKind) => ({
    find: (ids: readonly number[]) => memory.find(kind, ids),
    keep: (names: NamesById) => memory.keep(kind, names),
  })
  const authors = openLookup(session, NAMES.author, remembered('author'))
  const categories = openLookup(session, NAMES.category, remembered('category'))
  const tags = openLookup(session, NAMES.tag, remembered('tag'))
  // An alternative text belongs to one post, and is asked for as often as that is read.
  const media = openLookup(session, MEDIA, { find: async () => new Map(), keep: async () => {} })
  return {
    async resolve(posts) {
      await authors.learn(posts.map(({ nameIds }) => nameIds.author).filter((id) => id !== null))
      await categories.learn(posts.flatMap(({ nameIds }) => nameIds.categories ?? []))
      await tags.learn(posts.flatMap(({ nameIds }) => nameIds.tags ?? []))
      await media.learn(posts.map(({ mediaId }) => mediaId).filter((id) => id !== null))
      return posts.map(({ mediaId, ...post }) => ({
        ...post,
        author: authors.find(post.nameIds.author),
        categories: (post.nameIds.categories ?? []).map(categories.find).filter((name) => name !== null),
        tags: (post.nameIds.tags ?? []).map(tags.find).filter((name) => name !== null),
        imageAlt: media.find(mediaId),
      }))
    },
  }
}

/**
 * What some names are now. One request.
 *
 * @param ids At most 100.
 * @returns Those that the site shows; null when it refuses for good.
 * @throws AppError for what may go away again
 */
export async function readNames(
  session: Session,
  kind: NameKind,
  ids: readonly number[],
): Promise<Map<number, string> | null> {
  return askFor(session, NAMES[kind], { include: ids.join() })
}

interface Lookup {
  learn(ids: number[]): Promise<void>
  find(id: number | null): string | null
}

interface Remembered {
  find(ids: readonly number[]): Promise<NamesById>
  keep(names: NamesById): Promise<void>
}

function openLookup(session: Session, kind: Kind, memory: Remembered): Lookup {
  const known: NamesById = new Map()
  let isRefused = false
  let needsFirstPage = kind.firstPage !== undefined
  const unknown = (ids: readonly number[]) => [...new Set(ids)].filter((id) => !known.has(id))

  return {
    find: (id) => (id === null ? null : (known.get(id) ?? null)),
    async learn(ids) {
      const forgotten = unknown(ids)
      if (isRefused || forgotten.length === 0) return
      for (const [id, name] of await memory.find(forgotten)) known.set(id, name)
      if (needsFirstPage && kind.firstPage && unknown(ids).length > 0) {
        needsFirstPage = false
        await ask(kind.firstPage, [])
      }
      const missing = unknown(ids)
      for (let at = 0; at < missing.length && !isRefused; at += NAMES_PER_PAGE) {
        const part = missing.slice(at, at + NAMES_PER_PAGE)
        await ask({ include: part.join() }, part)
      }
    },
  }

  async function ask(params: Params, ids: readonly number[]): Promise<void> {
    const names: NamesById = new Map(ids.map((id) => [id, null]))
    const shown = await askFor(session, kind, params)
    isRefused = shown === null
    for (const [id, name] of shown ?? []) names.set(id, name || null)
    for (const [id, name] of names) known.set(id, name)
    if (!isRefused) await memory.keep(names)
  }
}

async function askFor(session: Session, { route, field }: Kind, params: Params): Promise<Map<number, string> | null> {
  const rows = await findRows(session, route, { ...params, per_page: NAMES_PER_PAGE, _fields: `id,${field}` })
  if (rows === null) return null
  return new Map(
    rows.flatMap((row) => {
      const content = recordOf(row)
      const id = idOf(content?.['id'])
      return id === null ? [] : [[id, decodeEntities(textOf(content?.[field])).trim()] as const]
    }),
  )
}

/** Null when the site refuses for good, as security plugins do with `/users`. */
async function findRows(session: Session, route: string, params: Params): Promise<unknown[] | null> {
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
