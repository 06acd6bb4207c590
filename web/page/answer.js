/** An answer: its text with marks that lead to the sources, and what kind of answer it is. */
import { action, el } from './dom.js'
import { renderMarkdown } from './markdown.js'
import { degradedNote } from './notices.js'
import { renderSources } from './sources.js'

const LABELS = { answered: 'Answer', extractive: 'In the words of the posts', refused: 'No answer' }
const EXTRACTIVE_NOTE = 'Sentences taken from the posts as they stand. No model wrote this.'

/** @param onSearch Searches for the same question. */
export function renderAnswer(answer, { onSearch }) {
  const label = LABELS[answer.outcome] ?? LABELS.answered
  const isRefused = answer.outcome === 'refused'
  const known = new Set(answer.sources.map(({ n }) => n))
  const used = new Set(answer.citations.map(({ n }) => n))
  const text = renderMarkdown(answer.answer, (n) => {
    if (!known.has(n)) return null
    used.add(n)
    return citeMark(n)
  })
  const body = el(
    'div',
    { class: 'answer-body' },
    el('h2', { class: 'eyebrow' }, label, answer.cached ? el('span', { class: 'tag' }, 'asked before') : null),
    el('div', { class: 'prose answer-text', dir: 'auto' }, text),
    answer.outcome === 'extractive' ? el('p', { class: 'small note' }, EXTRACTIVE_NOTE) : null,
    answer.degraded ? degradedNote() : null,
    isRefused ? refusal(onSearch) : null,
  )
  const sources = answer.sources.length === 0 ? null : renderSources(answer, used)
  const node = el('section', { class: `answer is-${answer.outcome}`, 'aria-label': label }, body, sources)
  return { node, announcement: announce(isRefused, used.size) }
}

function announce(isRefused, count) {
  if (isRefused) return 'The posts do not answer this'
  return `Answered from ${count} ${count === 1 ? 'source' : 'sources'}`
}

function refusal(onSearch) {
  return el(
    'div',
    { class: 'refusal' },
    el('p', {}, 'Rather than guess, AskPress says nothing. Other words may fit what was written.'),
    action('Search for the words instead', onSearch),
  )
}

/** `[1]` in the text: goes to the source beside it. */
function citeMark(n) {
  return el('sup', {}, el('a', { class: 'cite', href: `#source-${n}`, 'aria-label': `Source ${n}` }, n))
}
