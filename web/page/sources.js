/** The sources of an answer: those it rests on with the words it quotes, then those that were only near. */
import { el } from './dom.js'
import { inline } from './markdown.js'
import { languageOf, passageText, titleLink, whereabouts } from './passage.js'

/** @param used Numbers of the sources that the answer cites. */
export function renderSources({ outcome, sources, citations }, used) {
  const names = outcome === 'refused' ? ['Sources', 'Nearest passages'] : ['Sources', 'Also near, not used']
  const groups = [sources.filter(({ n }) => used.has(n)), sources.filter(({ n }) => !used.has(n))]
  const parts = groups.flatMap((group, index) =>
    group.length === 0 ? [] : renderGroup(names[index], group, citations),
  )
  return el('aside', { class: 'sources', 'aria-label': 'Sources' }, ...parts)
}

function renderGroup(name, sources, citations) {
  const entries = sources.map((source) => {
    const quotes = citations.filter(({ n, quote }) => n === source.n && quote !== '').map(({ quote }) => quote)
    return renderSource(source, quotes)
  })
  return [el('h2', { class: 'eyebrow' }, name), el('ol', {}, ...entries)]
}

function renderSource(source, quotes) {
  const whole = passageText(source, { phrases: quotes })
  return el(
    'li',
    { class: 'source', id: `source-${source.n}`, tabindex: '-1' },
    el('span', { class: 'numeral', 'aria-hidden': 'true' }, source.n),
    el(
      'div',
      {},
      el('h3', {}, el('span', { class: 'unseen' }, `Source ${source.n}: `), titleLink(source, quotes[0] ?? '')),
      whereabouts(source),
      ...quotes.map((quote) => renderQuote(quote, source)),
      quotes.length === 0 ? whole : el('details', {}, el('summary', {}, 'Whole passage'), whole),
    ),
  )
}

function renderQuote(quote, source) {
  const words = el('mark', { class: 'quote' }, ...inline(quote.replace(/\s+/g, ' ')))
  return el('blockquote', { class: 'quote', dir: 'auto', lang: languageOf(source) }, words)
}
