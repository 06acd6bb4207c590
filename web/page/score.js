/** A score as a bar, and behind a disclosure how it came about. */
import { el } from './dom.js'

/** @param hit A result that was asked for with `explain`. Null under a browser key, which is shown no scores. */
export function scoreOf({ score, explain }) {
  if (score === undefined) return null
  const summary = el(
    'summary',
    {},
    el('span', { class: 'score-label' }, 'Score'),
    bar(score),
    el('output', {}, format(score)),
  )
  if (explain === undefined) return el('div', { class: 'score' }, ...summary.childNodes)
  const parts = el(
    'div',
    { class: 'score-parts' },
    part('Words', explain.keyword, 1 - explain.vector_weight),
    part('Meaning', explain.vector, explain.vector_weight),
    explain.matched.length === 0 ? null : matched(explain.matched),
  )
  return el('details', { class: 'score' }, summary, parts)
}

function part(name, value, weight) {
  if (value === null)
    return el('p', { class: 'part' }, el('span', {}, name), el('span', { class: 'small' }, 'not used'))
  return el(
    'p',
    { class: 'part' },
    el('span', {}, name),
    bar(value),
    el('output', {}, format(value)),
    el('span', { class: 'small' }, `counts ${Math.round(weight * 100)} %`),
  )
}

function matched(stems) {
  return el('p', { class: 'matched' }, 'Found as ', ...stems.map((stem) => el('code', {}, stem)))
}

function bar(value) {
  const fill = el('span', { class: 'bar-fill' })
  // Through the object model: the policy of the page allows no style attribute.
  fill.style.inlineSize = `${Math.round(Math.min(1, Math.max(0, value)) * 100)}%`
  return el('span', { class: 'bar', 'aria-hidden': 'true' }, fill)
}

function format(value) {
  return value.toFixed(2)
}
