/** Finds the REST route of the post types the operator named. */
import { AppError } from '../errors.ts'
import { failure } from './failures.ts'
import { refusalError } from './reply.ts'
import type { Session } from './session.ts'
import { type JsonRecord, recordOf, textOf } from './shapes.ts'

export interface PostType {
  /** `post` */
  name: string
  /** `posts` */
  restBase: string
  /** `wp/v2` */
  namespace: string
}

/** In every WordPress since 4.7, so no request is spent on them. */
const BUILT_IN: PostType[] = [
  { name: 'post', restBase: 'posts', namespace: 'wp/v2' },
  { name: 'page', restBase: 'pages', namespace: 'wp/v2' },
]

/** WordPress lists its own machinery to anybody and does not say which is which (`viewable` needs a login). */
const INTERNAL = /^(attachment|nav_menu_item|wp_.*|custom_css|customize_changeset|oembed_cache|user_request|revision)$/

/**
 * @param names Each a `rest_base` (`posts`) or a name (`post`).
 * @throws AppError `invalid_input` for one that the site does not have or that holds no content, naming those it has
 */
export async function resolvePostTypes(session: Session, names: string[]): Promise<PostType[]> {
  const needsList = names.some((name) => !findType(BUILT_IN, name))
  const known = needsList ? await listPostTypes(session) : BUILT_IN
  const types = names.map((name) => findType(known, name) ?? refuse(known, name, session.host))
  return types.filter((type, at) => types.findIndex(({ name }) => name === type.name) === at)
}

/** Every type that is readable over REST, WordPress's own machinery left out. */
export async function listPostTypes(session: Session): Promise<PostType[]> {
  const reply = await session.ask({ route: 'wp/v2/types', params: {} })
  if (reply.refusal) throw refusalError(reply.refusal, reply.status, session.host)
  const types = recordOf(reply.json)
  if (!types) throw failure('unexpected_shape', session.host)
  return Object.values(types)
    .map(recordOf)
    .filter((type) => type !== null)
    .map(readType)
    .filter(({ name, restBase }) => /^[\w-]+$/.test(restBase) && name !== '' && !INTERNAL.test(name))
}

function readType(type: JsonRecord): PostType {
  const name = textOf(type['slug'])
  // `rest_namespace` came with 5.9; `rest_base` may be false, and the name is used then.
  return {
    name,
    restBase: textOf(type['rest_base']) || name,
    namespace: textOf(type['rest_namespace']) || 'wp/v2',
  }
}

function findType(types: PostType[], name: string): PostType | undefined {
  return types.find((type) => type.restBase === name) ?? types.find((type) => type.name === name)
}

function refuse(known: PostType[], name: string, host: string): never {
  const choice = known.map((type) => type.restBase).join(', ')
  const what =
    INTERNAL.test(name) || name === 'media' ? 'holds no content to index' : 'is not a post type it shows over REST'
  throw new AppError('invalid_input', `${host}: "${name}" ${what}. It has: ${choice}.`, { code: 'unknown_type' })
}
