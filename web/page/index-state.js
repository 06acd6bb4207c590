/** The state of the index, from /status: a line at the top of the page, the ledger of each site at its end. */
import { getStatus } from './api.js'
import { byId, el, replace } from './dom.js'
import { ago, count, duration, number, sum } from './figures.js'
import { offerSites } from './filters.js'
import { safeUrl } from './links.js'

const BUSY_MS = 3_000
const CALM_MS = 60_000

/**
 * Looks now and then while the page is seen: often while something is being indexed.
 *
 * @param onRefused Called with the failure when the key does not open the status.
 */
export function watchIndex({ onRefused }) {
  let timer
  let isStarted = false

  async function look() {
    clearTimeout(timer)
    if (!isStarted || document.hidden) return
    let wait = CALM_MS
    try {
      const { sites } = await getStatus()
      if (!isStarted) return
      renderIndex(sites)
      if (sites.some(isBusy)) wait = BUSY_MS
    } catch (failure) {
      if (failure.status === 401) return onRefused(failure)
      // The last state shown stays: a question will say what is wrong, if anything is.
    }
    clearTimeout(timer)
    timer = setTimeout(look, wait)
  }

  document.addEventListener('visibilitychange', look)
  return {
    start() {
      isStarted = true
      look()
    },
    stop() {
      isStarted = false
      clearTimeout(timer)
      byId('index-state').hidden = true
      byId('pulse').hidden = true
    },
  }
}

function renderIndex(sites) {
  offerSites(sites.map(({ name }) => name))
  replace(byId('sites'), ...(sites.length === 0 ? [noSites()] : sites.map(renderSite)))
  byId('index-state').hidden = false
  renderPulse(sites)
  renderLead(sites)
}

function noSites() {
  return el(
    'p',
    {},
    'No site yet. Add one with ',
    el('code', {}, 'askpress sites add URL'),
    ' or set ',
    el('code', {}, 'WP_URL'),
    '.',
  )
}

function renderPulse(sites) {
  const indexed = sum(sites, ({ indexed }) => indexed)
  const pulse = byId('pulse')
  const isFailing = sites.some(({ last_run }) => last_run?.outcome === 'failed')
  const state = sites.some(isBusy) ? 'busy' : isFailing || indexed === 0 ? 'poor' : 'good'
  const words = { busy: 'indexing', poor: isFailing ? 'last sync failed' : 'nothing indexed', good: 'up to date' }
  pulse.dataset.state = state
  replace(
    pulse,
    el('span', { class: 'dot' }),
    `${count(indexed, 'post')} `,
    el('span', { class: 'pulse-words' }, `· ${words[state]}`),
  )
  pulse.hidden = false
}

function renderLead(sites) {
  if (sites.length === 0) return
  const names = sites.length === 1 ? sites[0].name : `${sites.length} sites`
  byId('opening-lead').textContent = `Answers come only from the posts of ${names}, with the words they rest on.`
}

function renderSite(site) {
  const url = safeUrl(site.url)
  return el(
    'article',
    { class: 'site' },
    el('h3', {}, url === null ? site.name : el('a', { href: url, target: '_blank', rel: 'noopener' }, site.name)),
    el(
      'dl',
      {},
      fact('Posts', site.listed === null ? number(site.indexed) : `${number(site.indexed)} of ${number(site.listed)}`),
      fact('Passages', number(site.chunks)),
      fact('Last sync', lastSync(site.last_run)),
      fact('A change shows within', freshness(site.freshness)),
    ),
    vectors(site),
    leftOut(site),
    ...(site.last_run?.notes ?? []).map((note) => el('p', { class: 'small note is-warning' }, note)),
  )
}

function fact(name, value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value))
}

function vectors({ chunks, pending_vectors: pending }) {
  if (pending === 0) return null
  const done = Math.max(0, chunks - pending)
  return el(
    'div',
    { class: 'vectors' },
    el('progress', { max: Math.max(1, chunks), value: done, 'aria-label': 'Passages ready for search by meaning' }),
    el(
      'p',
      { class: 'small' },
      `${number(done)} of ${count(chunks, 'passage')} ready for search by meaning; all are found by their words.`,
    ),
  )
}

/** What the site has and the index has not, with the reasons. */
function leftOut({ hidden, skipped, failed, withheld }) {
  const lines = [reasons('hidden', hidden), reasons('skipped', skipped), reasons('failed', failed)]
  if (withheld > 0) lines.push(`${number(withheld)} missing from the site, kept until that is proven`)
  const present = lines.filter((line) => line !== null)
  return present.length === 0 ? null : el('p', { class: 'small left-out' }, present.join(' · '))
}

function reasons(word, counts) {
  const entries = Object.entries(counts).filter(([, n]) => n > 0)
  if (entries.length === 0) return null
  return `${number(sum(entries, ([, n]) => n))} ${word} (${entries.map(([reason, n]) => `${reason} ${n}`).join(', ')})`
}

function lastSync(run) {
  if (run === null) return 'not yet'
  if (run.outcome === 'running') return 'running now'
  const words = { done: '', partial: ', in part', failed: ', failed' }
  return `${ago(new Date(run.started_at))}${words[run.outcome] ?? ''}`
}

function freshness({ p50_s: median, p95_s: worst }) {
  if (median === null) return 'not measured yet'
  return worst === null ? duration(median) : `${duration(median)}, 95 % in ${duration(worst)}`
}

function isBusy({ pending_vectors: pending, last_run: run }) {
  return pending > 0 || run?.outcome === 'running'
}
