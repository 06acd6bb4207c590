/** All that sync needs of one WordPress site. Wires the parts together; each stands in a file of its own. */
import type { NameKind } from '../types.ts'
import { type Evidence, findEvidence } from './evidence.ts'
import { getIdentity, getUser, type Identity, refuseInsecure, refuseOtherSite } from './identity.ts'
import { type NameMemory, openNames, readNames } from './names.ts'
import { getNewest, type NewestPage } from './newest.ts'
import { listPostTypes, type PostType, resolvePostTypes } from './post-types.ts'
import { type Batch, readPosts } from './read-posts.ts'
import { openSession, type SessionOptions } from './session.ts'
import { type OnPage, type Sweep, sweepType } from './sweep.ts'

export interface Wordpress {
  /**
   * One request, two with credentials. To be called before anything is derived from what the site answers.
   *
   * @param knownHome `home` of an earlier check: another host is then `identity_changed`.
   * @throws AppError `upstream` with a code of failures.ts
   */
  check(knownHome?: string | null): Promise<Identity>
  /** @param names By `rest_base` or name. `post` and `page` cost no request. @throws AppError `invalid_input` */
  resolveTypes(names: string[]): Promise<PostType[]>
  /** Types that could be indexed, for a message or a choice. */
  listTypes(): Promise<PostType[]>
  /** About one request per 99 posts, or per 100 where they are as `known` says: ids of earlier listings, ascending. */
  sweep(type: PostType, onPage: OnPage, known?: readonly number[]): Promise<Sweep>
  /** One request. */
  newest(type: PostType, options: { by: 'modified' | 'date'; page: number }): Promise<NewestPage>
  /** Every id comes back once: in `posts`, `absent` or `failed` of some batch. */
  readPosts(type: PostType, ids: number[]): AsyncGenerator<Batch>
  /**
   * What some names are now, in one request. At most 100 ids. Null when the site does not show such names.
   *
   * @throws AppError for what may go away again
   */
  readNames(kind: NameKind, ids: readonly number[]): Promise<Map<number, string> | null>
  /** At most one request per 100 ids, plus 100. */
  findEvidence(type: PostType, ids: number[]): Promise<Map<number, Evidence>>
  /** Heavy ones brought bodies of posts. Live. */
  readonly requests: { readonly light: number; readonly heavy: number }
  /** Sentences about oddities met on the way, for the report of a run. Live. */
  readonly notes: ReadonlySet<string>
}

export interface WordpressOptions extends SessionOptions {
  /** Left out: every client asks for the names it meets. */
  names?: NameMemory | undefined
}

/** @throws AppError `invalid_config`, `insecure_credentials`: a password over plain http */
export function openWordpress(options: WordpressOptions): Wordpress {
  if (options.credentials) refuseInsecure(options.apiRoot)
  const session = openSession(options)
  const names = openNames(session, options.names)
  const random = options.random ?? Math.random
  let user: Promise<Identity['user']> | null = null

  /** With credentials nothing is read before WordPress has said who we are. A failure is not remembered. */
  async function logIn(): Promise<Identity['user']> {
    if (!options.credentials) return null
    user ??= getUser(session, options.credentials)
    try {
      return await user
    } catch (error) {
      user = null
      throw error
    }
  }

  return {
    requests: session.requests,
    notes: session.notes,
    async check(knownHome = null) {
      const identity = await getIdentity(session)
      if (knownHome !== null) refuseOtherSite(identity, knownHome, session.host)
      return { ...identity, user: await logIn() }
    },
    async resolveTypes(typeNames) {
      await logIn()
      return await resolvePostTypes(session, typeNames)
    },
    async listTypes() {
      await logIn()
      return await listPostTypes(session)
    },
    async sweep(type, onPage, known) {
      await logIn()
      return await sweepType(session, type, onPage, known)
    },
    async newest(type, options) {
      await logIn()
      return await getNewest(session, type, options)
    },
    async *readPosts(type, ids) {
      await logIn()
      yield* readPosts({ session, names, type }, ids)
    },
    async readNames(kind, ids) {
      await logIn()
      return await readNames(session, kind, ids)
    },
    async findEvidence(type, ids) {
      await logIn()
      return await findEvidence({ session, type, random }, ids)
    },
  }
}
