/** Texts of posts in which every paragraph says which post and which version it is of: a mixed document shows. */

const WORDS =
  'anchor rope sail crane harbour lighthouse museum ticket tide ferry captain cabin lantern storm map'.split(' ')
const TOKEN = /\bz\d+v\d+p\d+\b/g

export interface Body {
  id: number
  version: number
  random: () => number
  /** One is short, three are of several passages. */
  sections?: number | undefined
}

/** One or three sections, so that some posts are of several passages. */
export function aBody({ id, version, random, sections }: Body): string {
  const count = sections ?? (random() < 0.25 ? 3 : 1)
  return Array.from({ length: count }, (_, section) => {
    const words = Array.from({ length: count === 1 ? 12 : 150 }, () => WORDS[Math.floor(random() * WORDS.length)])
    const token = `z${id}v${version}p${section}`
    return `<h2>Part ${section}</h2>\n<p>${token} ${words.join(' ')} ${token}.</p>\n`
  }).join('')
}

/** What marks a text, in order, each mark once. */
export function marksOf(text: string): string {
  return [...new Set(text.match(TOKEN) ?? [])].join(' ')
}
