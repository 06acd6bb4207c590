/** What a search found: passages, best first. */
import { el } from './dom.js'
import { degradedNote, emptyNotice } from './notices.js'
import { passageText, titleLink, whereabouts, wordsAround } from './passage.js'
import { scoreOf } from './score.js'

export function renderResults({ results, degraded }, question) {
  if (results.length === 0) return { node: emptyNotice(), announcement: 'Nothing found' }
  const announcement = `${results.length} ${results.length === 1 ? 'passage' : 'passages'} found`
  const node = el(
    'section',
    { class: 'results', 'aria-label': 'Passages' },
    el('h2', { class: 'eyebrow' }, announcement),
    degraded ? degradedNote() : null,
    el('ol', { class: 'passages' }, ...results.map((hit, index) => renderPassage(hit, index + 1, question))),
  )
  return { node, announcement }
}

function renderPassage(hit, place, question) {
  const text = passageText(hit, { stems: [...(hit.explain?.matched ?? []), ...longWords(question)] })
  return el(
    'li',
    { class: 'passage' },
    el('span', { class: 'numeral', 'aria-hidden': 'true' }, place),
    el('article', {}, el('h3', {}, titleLink(hit, wordsAround(text))), whereabouts(hit), text, scoreOf(hit)),
  )
}

/** The words of the question as they were typed: a stem does not always begin its word. Short ones would mark noise. */
function longWords(question) {
  return question.match(/[\p{L}\p{N}]{5,}/gu) ?? []
}
