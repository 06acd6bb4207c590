/** One passage of a post: where it stands, what it says, and what it was found by. */
import { action, el } from './dom.js'
import { markPhrases, markWords } from './highlight.js'
import { safeUrl, urlAtWords } from './links.js'
import { renderMarkdown } from './markdown.js'

/** The title as a link that opens the post at `words`; plain text when the address is not one. */
export function titleLink(hit, words) {
  const url = words === '' ? safeUrl(hit.url) : urlAtWords(hit.url, words)
  const title = hit.title === '' ? 'Untitled' : hit.title
  if (url === null) return el('span', { class: 'title', dir: 'auto' }, title)
  return el('a', { class: 'title', dir: 'auto', href: url, target: '_blank', rel: 'noopener' }, title)
}

/** Headings above the passage, then where it was published, as what and when. */
export function whereabouts(hit) {
  const facts = [hit.site, hit.type === 'post' ? null : hit.type, day(hit.published_at)]
  const line = el('p', { class: 'where' })
  if (hit.heading) line.append(el('span', { class: 'path', dir: 'auto' }, hit.heading))
  for (const fact of facts.filter(Boolean)) line.append(el('span', {}, fact))
  return line
}

/** The text, shut after some lines when it is long. `phrases` and `stems` are marked in it. */
export function passageText(hit, { phrases = [], stems = [] }) {
  const text = el('div', { class: 'prose', dir: 'auto', lang: languageOf(hit) }, renderMarkdown(hit.content))
  markPhrases(text, phrases)
  markWords(text, stems)
  const frame = el('div', { class: 'passage-text' }, text)
  if (hit.content.length < 420) return frame

  frame.classList.add('is-shut')
  const toggle = action('Show all', () => {
    const isShut = frame.classList.toggle('is-shut')
    toggle.textContent = isShut ? 'Show all' : 'Show less'
    toggle.setAttribute('aria-expanded', String(!isShut))
  })
  toggle.setAttribute('aria-expanded', 'false')
  return el('div', {}, frame, toggle)
}

/** Some words near the first match, all within one block: a browser can find them again on the page. */
export function wordsAround(text) {
  const blocks = [...text.querySelectorAll('p:not(.md-heading), li')]
  const block = blocks.find((candidate) => candidate.querySelector('mark') !== null) ?? blocks[0]
  if (block === undefined) return ''
  const mark = block.querySelector('mark')
  const all = block.textContent
  // From the beginning of the sentence that holds the match, eight words on.
  const before = mark === null ? '' : all.slice(0, all.indexOf(mark.textContent))
  const start = Math.max(
    0,
    ...['. ', '? ', '! '].map((end) => before.lastIndexOf(end) + (before.includes(end) ? 2 : 1)),
  )
  return all
    .slice(start)
    .trim()
    .split(/\s+/)
    .slice(0, 8)
    .join(' ')
    .replace(/[.,;:!?]+$/, '')
}

export function languageOf(hit) {
  return hit.language === 'und' ? null : hit.language
}

function day(iso) {
  if (iso === null) return null
  return new Date(iso).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
}
