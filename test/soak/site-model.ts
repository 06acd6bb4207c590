/**
 * A site whose owner never rests: seeded operations on a sample site, as WordPress would carry them out.
 *
 * Keeps what an index may rightly hold of each post: its text of now, and the older ones that nothing gave away since.
 */

import type { SamplePost, SampleSite } from '../../src/sample/site.ts'
import { aRandom } from '../random.ts'
import { aPost, aSite } from '../wordpress/make-site.ts'
import { aBody } from './bodies.ts'

export interface SiteModel {
  readonly site: SampleSite
  readonly random: () => number
  /** How many posts it began with. */
  readonly usual: number
  /** Milliseconds, by the clock of the site's server, which may jump. */
  clock: number
  jump(ms: number): void
  /** Whole numbers from 0 to below `count`. */
  roll(count: number): number
  /** One of them; undefined when there is none. */
  pick<T>(some: readonly T[]): T | undefined
  /** `YYYY-MM-DDTHH:MM:SS` of the site's clock, so much later. */
  stamp(laterMs?: number): string
  add(change?: Partial<SamplePost>): SamplePost
  /** Another text. */
  rewrite(post: SamplePost): void
}

export interface SiteStart {
  posts: number
  pages: number
  /** Every post is one short passage. */
  isPlain?: boolean
}

/** 1 July 2026. */
const START = Date.UTC(2026, 6, 1)

export function openSiteModel(seed: number, start: SiteStart): SiteModel {
  const random = aRandom(seed)
  const sections = start.isPlain ? 1 : undefined
  const site = aSite()
  let lastId = 0
  let version = 0
  const model: SiteModel = {
    site,
    random,
    usual: start.posts + start.pages,
    clock: START,
    jump: (ms) => {
      model.clock += ms
    },
    roll: (count) => Math.floor(random() * count),
    pick: (some) => some[Math.floor(random() * some.length)],
    stamp: (laterMs = 0) => new Date(model.clock + laterMs).toISOString().slice(0, 19),
    add: (change = {}) => {
      const id = ++lastId
      const body = aBody({ id, version: ++version, random, sections })
      const now = model.stamp()
      const post = aPost({ id, titleHtml: `Title ${id}`, contentHtml: body, dateGmt: now, modifiedGmt: now, ...change })
      site.posts.push(post)
      return post
    },
    rewrite: (post) => {
      post.contentHtml = aBody({ id: post.id, version: ++version, random, sections })
    },
  }
  for (let at = 0; at < start.posts + start.pages; at++) {
    const age = (at + 1) * -3_600_000
    const then = model.stamp(age)
    model.add({ dateGmt: then, modifiedGmt: then, type: at < start.posts ? 'post' : 'page' })
  }
  return model
}

/** Everybody can read it in full, and search engines may as well. */
export function isPublic({ status, password, isNoindex }: SamplePost): boolean {
  return status === 'publish' && !password && !isNoindex
}

/** WordPress lists it, in full or not. */
export function isListed({ status }: SamplePost): boolean {
  return status === 'publish'
}
