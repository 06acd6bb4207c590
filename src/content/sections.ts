/** The blocks of a post under their headings. */
import type { Block, Heading } from './block.ts'

export interface Section {
  /** Headings above, outermost first. */
  path: Heading[]
  /** What stands between the last of them and the next heading; may be empty. */
  blocks: Block[]
}

/** In order. A heading with nothing of its own is left out when a deeper one follows: it is in that one's path. */
export function sectionsOf(blocks: readonly Block[]): Section[] {
  const sections: Section[] = [{ path: [], blocks: [] }]
  let path: Heading[] = []
  for (const block of blocks) {
    if (block.kind === 'heading') {
      path = [...path.filter(({ level }) => level < block.level), block]
      sections.push({ path, blocks: [] })
    } else sections.at(-1)?.blocks.push(block)
  }
  return sections.filter((section, at) => section.blocks.length > 0 || isLeaf(section, sections[at + 1]))
}

function isLeaf({ path }: Section, next: Section | undefined): boolean {
  const last = path.at(-1)
  return last !== undefined && !next?.path.includes(last)
}

/**
 * Level down to which headings keep their text apart: short sections merge only below it. 2, or the topmost level of a
 * post that starts lower.
 */
export function groupLevel(blocks: readonly Block[]): number {
  const levels = blocks.filter((block) => block.kind === 'heading').map(({ level }) => level)
  return Math.max(2, Math.min(6, ...levels))
}

/** The heading of the group a path belongs to; undefined above the first heading. */
export function groupOf(path: readonly Heading[], level: number): Heading | undefined {
  return path.findLast((heading) => heading.level <= level)
}

export function commonPath(a: readonly Heading[], b: readonly Heading[]): Heading[] {
  const differs = a.findIndex((heading, at) => heading !== b[at])
  return a.slice(0, differs === -1 ? a.length : differs)
}
