/**
 * Knows what the index may hold, from the site alone.
 *
 * `level` is what must hold after a run that nothing disturbed; `safety` what must hold after any run whatever.
 */
import type { SamplePost } from '../../src/sample/site.ts'
import { marksOf } from './bodies.ts'
import type { Index, IndexRow } from './read-index.ts'
import { isListed, isPublic, type SiteModel } from './site-model.ts'

export interface Oracle {
  /** After every operation: takes note of what somebody reading now would see. */
  observe(): void
  /** Everything was read anew: what changed without a trace is known as well. */
  forget(): void
  /** Ids the site shows to everybody now. */
  publicIds(): Set<number>
  /** Posts whose listing shows that they are not held as they are. */
  countDiffering(index: Index): number
  /** Sentences about what is wrong. `only` limits it to these ids. */
  level(index: Index, only?: ReadonlySet<number>): string[]
  /** @param wasPublic Ids public before the run; those public after it as well were public all the while. */
  safety(before: Index, after: Index, wasPublic: ReadonlySet<number>): string[]
}

interface Seen {
  /** All that a listing tells of the post. */
  trace: string
  /** Texts it had under that trace. */
  texts: Set<string>
}

export function openOracle(model: SiteModel, origin: string): Oracle {
  const seen = new Map<number, Seen>()
  /** Every text a post ever had: nothing else may stand in the index. */
  const ever = new Map<number, Set<string>>()
  const find = (id: number) => model.site.posts.find((post) => post.id === id)
  const postOf = () => new Map(model.site.posts.map((post) => [post.id, post]))

  const level = (index: Index, only?: ReadonlySet<number>): string[] => {
    const posts = postOf()
    const wrong: string[] = []
    for (const id of new Set([...posts.keys(), ...index.keys()])) {
      if (only && !only.has(id)) continue
      const problem = compare(posts.get(id), index.get(id))
      if (problem) wrong.push(`post ${id}: ${problem}`)
    }
    return wrong
  }

  /** Posts that are gone altogether may be withheld, which budget.ts judges. */
  const compare = (post: SamplePost | undefined, row: IndexRow | undefined): string | null => {
    if (!post) return null
    if (!isListed(post)) return row && row.status !== 'deleted' ? `${post.status}, and held as ${row.status}` : null
    if (!row) return 'listed, and not there'
    const wanted = post.password ? 'hidden protected' : post.isNoindex ? 'hidden noindex' : 'active'
    const held = [row.status, row.reason].filter(Boolean).join(' ')
    const texts = seen.get(post.id)?.texts ?? new Set()
    // A noindex that came without a trace is not a case of this model; text may have.
    if (held !== wanted) return `should be ${wanted}, and is ${held}`
    if (traceOf(post, origin) !== `${row.modifiedGmt} ${row.type} ${row.url}`) {
      return `should be ${traceOf(post, origin)}, and is ${row.modifiedGmt} ${row.type} ${row.url}`
    }
    if (wanted !== 'active') return row.chunks > 0 ? 'hidden, and has passages' : null
    if (!texts.has(row.marks)) return `should say ${marksOf(post.contentHtml)}, and says ${row.marks}`
    if (row.chunks !== row.chunkCount) return `${row.chunkCount} passages said, ${row.chunks} there`
    return row.chunks === 0 ? 'active without passages' : null
  }

  const differs = (post: SamplePost, row: IndexRow | undefined): boolean => {
    if (!row || row.status === 'deleted' || row.status === 'failed') return true
    const isHidden = row.status === 'hidden' && row.reason === 'protected'
    return isHidden !== Boolean(post.password) || traceOf(post, origin) !== `${row.modifiedGmt} ${row.type} ${row.url}`
  }

  return {
    level,
    observe: () => {
      for (const post of model.site.posts) {
        const trace = `${traceOf(post, origin)} ${post.status} ${post.password ?? ''} ${post.isNoindex ?? ''}`
        const text = marksOf(post.contentHtml)
        const last = seen.get(post.id)
        if (last?.trace === trace) last.texts.add(text)
        else seen.set(post.id, { trace, texts: new Set([text]) })
        ever.set(post.id, (ever.get(post.id) ?? new Set()).add(text))
      }
    },
    forget: () => {
      for (const [id, each] of seen) {
        const post = find(id)
        if (post) each.texts = new Set([marksOf(post.contentHtml)])
        else seen.delete(id)
      }
    },
    publicIds: () => new Set(model.site.posts.filter(isPublic).map(({ id }) => id)),
    countDiffering: (index) =>
      model.site.posts.filter((post) => isListed(post) && differs(post, index.get(post.id))).length,
    safety: (before, after, wasPublic) => {
      const isNow = new Set(model.site.posts.filter(isPublic).map(({ id }) => id))
      const wrong: string[] = []
      for (const [id, row] of before) {
        if (row.status !== 'active' || !wasPublic.has(id) || !isNow.has(id)) continue
        const status = after.get(id)?.status ?? 'erased'
        if (status !== 'active')
          wrong.push(`post ${id} is public and was withdrawn: ${status} ${after.get(id)?.reason}`)
      }
      for (const [id, row] of after) {
        if (row.status !== 'active') {
          if (row.chunks > 0) wrong.push(`post ${id} is ${row.status} and has passages`)
          continue
        }
        const isOld = before.get(id)?.status === 'active'
        if (!isOld && !isNow.has(id) && !wasPublic.has(id)) wrong.push(`post ${id} is not public and was let in`)
        if (!ever.get(id)?.has(row.marks)) wrong.push(`post ${id} is mixed: ${row.marks}`)
        if (row.chunks !== row.chunkCount)
          wrong.push(`post ${id}: ${row.chunkCount} passages said, ${row.chunks} there`)
      }
      return wrong
    },
  }
}

function traceOf(post: SamplePost, origin: string): string {
  return `${post.modifiedGmt} ${post.type} ${origin}/${post.slug}/`
}
