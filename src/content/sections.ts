/** The blocks of a post under their headings. */
import type { Block, Heading } from './block.ts'

export interface Section {
  /** Headings above, outermost first. */
  path: Heading[]
  /** What stands between the last of them and the next heading. */
  blocks: Block[]
  /** Holds nothing but a heading that has no text under it. */
  isBare: boolean
}

/** Shown inside a passage, below the heading path: never as large as a title. */
const LARGEST_INSIDE = 3

/** In order. A heading with nothing under it is a line of text itself; with a deeper heading under it, only a path. */
export function sectionsOf(blocks: readonly Block[]): Section[] {
  const sections: Section[] = [{ path: [], blocks: [], isBare: false }]
  let path: Heading[] = []
  for (const block of blocks) {
    if (block.kind === 'heading') {
      path = [...path.filter(({ level }) => level < block.level), block]
      sections.push({ path, blocks: [], isBare: false })
    } else sections.at(-1)?.blocks.push(block)
  }
  return sections.flatMap((section, at) => {
    if (section.blocks.length > 0) return [section]
    const last = section.path.at(-1)
    if (!last || sections[at + 1]?.path.includes(last)) return []
    const line = { ...last, level: Math.max(LARGEST_INSIDE, last.level) }
    return [{ path: section.path.slice(0, -1), blocks: [line], isBare: true }]
  })
}

/**
 * Level down to which headings keep their text apart: short sections merge only below it. 2, or the topmost level of a
 * post that starts lower.
 */
export function groupLevel(blocks: readonly Block[]): number {
  let topmost = 6
  for (const block of blocks) if (block.kind === 'heading') topmost = Math.min(topmost, block.level)
  return Math.max(2, topmost)
}

/** The heading of the group a path belongs to; undefined above the first heading. */
export function groupOf(path: readonly Heading[], level: number): Heading | undefined {
  return path.findLast((heading) => heading.level <= level)
}

export function commonPath(a: readonly Heading[], b: readonly Heading[]): Heading[] {
  const differs = a.findIndex((heading, at) => heading !== b[at])
  return a.slice(0, differs === -1 ? a.length : differs)
}
