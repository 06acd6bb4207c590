/** Asks the site about posts that a listing did not hold: only WordPress's own word about a post is evidence. */
import { AppError } from '../errors.ts'
import type { PostType } from './post-types.ts'
import { type Reply, totalOf } from './reply.ts'
import type { Session } from './session.ts'
import { idOf, isProtectedOf, recordOf, textOf } from './shapes.ts'

/**
 * - `alive`: published, for everybody
 * - `gone`: WordPress says there is no such post of this type (or 410)
 * - `not_public`: there is, but a draft, private, scheduled, in the trash, or behind a password
 * - `absent`: left out when asked for together with others, and not asked for alone because there were too many
 * - `unknown`: no answer that is WordPress's own; postpone
 */
export type Evidence = 'alive' | 'gone' | 'not_public' | 'absent' | 'unknown'

/** More suspects than this are asked by sample. Many, because a post that was made private is hidden on its own answer alone. */
const MAX_SINGLE = 100
/** No answer so often in a row, each with its retries: the site is down, and what is left stays unknown. */
const MAX_SILENCES = 3

/** @returns one verdict for each id. With more than 100 suspects a random 100 are asked alone and the rest are `absent`. */
export async function findEvidence(
  parts: { session: Session; type: PostType; random: () => number },
  ids: number[],
): Promise<Map<number, Evidence>> {
  const evidence = new Map<number, Evidence>()
  const unique = [...new Set(ids)]
  let left = unique
  while (left.length > 0) {
    const part = left.slice(0, parts.session.listSize.current)
    const { verdicts, again } = await askTogether(parts, part)
    for (const [id, verdict] of verdicts) evidence.set(id, verdict)
    left = [...again, ...left.slice(part.length)]
  }
  const suspects = unique.filter((id) => evidence.get(id) === 'absent')
  const sample = suspects.length <= MAX_SINGLE ? suspects : pick(suspects, MAX_SINGLE, parts.random)
  let silences = 0
  for (const id of sample) {
    const reply = silences < MAX_SILENCES ? await askAlone(parts, id) : null
    silences = reply === null ? silences + 1 : 0
    evidence.set(id, reply === null ? 'unknown' : judgeAlone(reply, id))
  }
  return evidence
}

interface Parts {
  session: Session
  type: PostType
}

interface Together {
  verdicts: Map<number, Evidence>
  /** Held back by a host that gives fewer rows than asked for. */
  again: number[]
}

async function askTogether({ session, type }: Parts, ids: number[]): Promise<Together> {
  const params = { include: ids.join(), per_page: ids.length, _fields: 'id,status,content.protected' }
  const reply = await findReply(session, `${type.namespace}/${type.restBase}`, params)
  const rows = reply && !reply.refusal && Array.isArray(reply.json) ? reply.json : null
  if (!reply || !rows) return { verdicts: new Map(ids.map((id) => [id, 'unknown'])), again: [] }

  const given = new Map(rows.map((row) => [idOf(recordOf(row)?.['id']) ?? 0, verdictOf(row)]))
  const missing = ids.filter((id) => !given.has(id))
  // Rows nobody asked for: the query did not arrive, so what is left out says nothing.
  const isAnswer = !reply.isSalvaged && rows.length === ids.length - missing.length
  const isCapped = isAnswer && rows.length > 0 && rows.length < (totalOf(reply) ?? 0)
  const verdicts = new Map(ids.flatMap((id) => (given.has(id) ? [[id, given.get(id) ?? 'unknown'] as const] : [])))
  if (isCapped) return { verdicts, again: missing }
  for (const id of missing) verdicts.set(id, isAnswer ? 'absent' : 'unknown')
  return { verdicts, again: [] }
}

function askAlone({ session, type }: Parts, id: number): Promise<Reply | null> {
  return findReply(session, `${type.namespace}/${type.restBase}/${id}`, { _fields: 'id,status,content.protected' })
}

function judgeAlone(reply: Reply, id: number): Evidence {
  if (reply.isSalvaged) return 'unknown'
  if (reply.status === 410) return 'gone'
  if (!reply.refusal) return idOf(recordOf(reply.json)?.['id']) === id ? verdictOf(reply.json) : 'unknown'
  if (reply.status === 404) return reply.refusal.code === 'rest_post_invalid_id' ? 'gone' : 'unknown'
  // Other codes with 401 and 403 are about us, not about the post: a site for members only.
  return reply.refusal.code === 'rest_forbidden' ? 'not_public' : 'unknown'
}

function verdictOf(row: unknown): Evidence {
  const content = recordOf(row)
  const status = textOf(content?.['status'])
  if (status === '') return 'unknown'
  return status === 'publish' && !isProtectedOf(content?.['content']) ? 'alive' : 'not_public'
}

/** Null when something other than WordPress answered, or nothing did. */
async function findReply(
  session: Session,
  route: string,
  params: Record<string, string | number>,
): Promise<Reply | null> {
  try {
    return await session.ask({ route, params })
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

function pick(ids: number[], count: number, random: () => number): number[] {
  return ids
    .map((id) => ({ id, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ id }) => id)
}
