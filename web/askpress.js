/**
 * The page at /: one box, two questions. Puts the parts in page/ together; holds no markup of its own.
 *
 * What comes from the service is text and becomes DOM nodes: nothing is ever parsed as HTML.
 */
import { renderAnswer } from './page/answer.js'
import { ask, findKey, getPage, search } from './page/api.js'
import { byId, el, replace } from './page/dom.js'
import { readFilters, showFilterCount, writeFilters } from './page/filters.js'
import { readHash, writeHash } from './page/hash.js'
import { watchIndex } from './page/index-state.js'
import { jumpWithoutHash } from './page/jump.js'
import { askForKey, listenForKey, showKey } from './page/key.js'
import { renderFailure, renderLoading } from './page/notices.js'
import { renderResults } from './page/results.js'

const form = byId('question-form')
const box = byId('question')
const result = byId('result')

const index = watchIndex({ onRefused: (failure) => askForKey(failure.message) })
/** Aborts the question under way. */
let running = null

/** Runs a question. `kind` is `ask` or `search`; the one under way is given up. */
async function run(kind) {
  const question = box.value.trim()
  if (question === '') return box.focus()

  running?.abort()
  const mine = new AbortController()
  running = mine
  const filters = readFilters(form)
  show(renderLoading(kind, { onStop: stop }), kind === 'ask' ? 'Reading the posts' : 'Searching')
  result.setAttribute('aria-busy', 'true')
  try {
    const request = { q: question, ...filters }
    const answer = kind === 'ask' ? await ask(request, mine.signal) : await search(request, mine.signal)
    if (mine !== running) return
    const view =
      kind === 'ask' ? renderAnswer(answer, { onSearch: () => start('search') }) : renderResults(answer, question)
    show(view.node, view.announcement)
  } catch (failure) {
    if (mine !== running || failure.name === 'AbortError') return
    if (failure.status === 401) askForKey(findKey() === null ? '' : failure.message)
    const view = renderFailure(failure, { onRetry: () => run(kind) })
    show(view.node, view.announcement)
  } finally {
    if (mine === running) {
      running = null
      result.removeAttribute('aria-busy')
    }
  }
}

/** As `run`, for something the reader did: it becomes an entry of the history, so that Back leads to the one before. */
function start(kind) {
  if (box.value.trim() !== '') writeHash(kind, box.value.trim(), readFilters(form))
  run(kind)
}

function stop() {
  if (running === null) return
  running.abort()
  running = null
  result.removeAttribute('aria-busy')
  show(null, 'Stopped')
}

function show(node, announcement) {
  document.documentElement.dataset.view = node === null ? 'idle' : 'result'
  replace(result, node)
  byId('announcer').textContent = announcement
}

/** Does what the address says: on load, and when the reader goes back and forth. */
function follow() {
  const asked = readHash()
  if (asked === null) {
    box.value = ''
    fitBox()
    writeFilters(form, {})
    document.title = 'AskPress'
    running?.abort()
    running = null
    return show(null, '')
  }
  box.value = asked.question
  fitBox()
  writeFilters(form, asked.filters)
  document.title = `${asked.question} · AskPress`
  run(asked.kind)
}

/** As tall as its text: a long question is read whole. */
function fitBox() {
  box.style.height = 'auto'
  box.style.height = `${box.scrollHeight}px`
}

function offer(suggestions) {
  const list = byId('suggestions')
  const chips = suggestions.map((text) => el('button', { type: 'button', class: 'chip', dir: 'auto' }, text))
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      box.value = chip.textContent
      fitBox()
      start('ask')
    })
  }
  replace(list, ...chips.map((chip) => el('li', {}, chip)))
  list.hidden = chips.length === 0
}

function listen() {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    start(event.submitter?.value ?? 'ask')
  })
  form.addEventListener('input', () => showFilterCount(form))
  box.addEventListener('input', fitBox)
  box.addEventListener('keydown', (event) => {
    // While an input method composes a word, Enter only accepts it.
    if (event.key !== 'Enter' || event.isComposing) return
    event.preventDefault()
    start(event.shiftKey ? 'search' : 'ask')
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') stop()
    const isTyping = event.target.matches('input, textarea, select')
    if (event.key !== '/' || isTyping) return
    event.preventDefault()
    box.focus()
    box.select()
  })
  listenForKey({ onKey: open, onForgotten: () => index.stop() })
  jumpWithoutHash()
  window.addEventListener('popstate', follow)
}

/** From here on questions can be asked. */
function open() {
  showKey()
  index.start()
  if (readHash() !== null) follow()
  // On a touch screen this would bring up the keyboard over half of the page.
  else if (matchMedia('(hover: hover)').matches) box.focus()
}

listen()
try {
  const page = await getPage()
  offer(page.suggestions)
  if (page.key_required && findKey() === null) askForKey()
  else open()
} catch (failure) {
  const view = renderFailure(failure, { onRetry: () => location.reload() })
  show(view.node, view.announcement)
}
