/** What has to hold whenever a run has ended well: index and site are level, and the ledger adds up. */
import { expect } from 'vitest'
import { findDifferences } from './compare.ts'
import { askWordpress, isListed, type TruePost } from './oracle.ts'
import { type Report, sum } from './program.ts'
import { type Index, readIndex } from './read-index.ts'
import type { ServiceWorld } from './service-world.ts'

export interface Level {
  posts: TruePost[]
  index: Index
}

export async function expectLevel(world: Pick<ServiceWorld, 'wordpress' | 'open'>): Promise<Level> {
  const posts = await askWordpress(world.wordpress)
  const index = await readIndex(await world.open())
  expect(findDifferences(posts, index)).toEqual([])
  return { posts, index }
}

/** Every listed post is somewhere in the report of a run, once. */
export function expectBalanced(report: Report, posts: readonly TruePost[]): void {
  const { added, updated, unchanged, revived, hidden, skipped, failed, listed } = report
  expect(report).toMatchObject({ outcome: 'done', failed: {}, withheld: 0, notes: [] })
  expect(listed).toBe(posts.filter(isListed).length)
  expect(added + updated + unchanged + revived + sum(hidden) + sum(skipped) + sum(failed)).toBe(listed)
  expect(hidden).toEqual({ protected: posts.filter((post) => isListed(post) && post.isProtected).length })
}
