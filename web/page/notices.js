/** What stands in the place of a result: waiting, nothing found, something went wrong. */
import { action, el } from './dom.js'

/** @param onStop Gives the question up. */
export function renderLoading(kind, { onStop }) {
  const lines = kind === 'ask' ? 4 : 6
  return el(
    'div',
    { class: 'loading' },
    el('p', { class: 'eyebrow' }, kind === 'ask' ? 'Reading the posts…' : 'Searching…'),
    ...Array.from({ length: lines }, () => el('span', { class: 'line', 'aria-hidden': 'true' })),
    action('Stop', onStop),
  )
}

export function emptyNotice() {
  return notice('Nothing found', 'No post has these words or this meaning. Try other words, or fewer filters.', null)
}

export function degradedNote() {
  return el(
    'p',
    { class: 'small note is-warning' },
    'Found by words alone: search by meaning is not available just now.',
  )
}

/** @param onRetry Does again what failed. Not offered where it would fail again. */
export function renderFailure(failure, { onRetry }) {
  const { title, detail, canRetry } = describe(failure)
  const node = notice(title, detail, canRetry ? action('Try again', onRetry) : null)
  node.classList.add('is-failure')
  node.setAttribute('role', 'alert')
  if (failure.status >= 500 && failure.requestId) {
    node.append(el('p', { class: 'small' }, 'Request ', el('code', {}, failure.requestId.replace('urn:uuid:', ''))))
  }
  // The alert speaks for itself.
  return { node, announcement: '' }
}

function describe({ status, message, retryAfterSeconds }) {
  const again =
    retryAfterSeconds === null || retryAfterSeconds === undefined ? '' : ` Try again in ${retryAfterSeconds} s.`
  if (status === undefined) return { title: 'This page has a fault', detail: message, canRetry: false }
  if (status === 0)
    return { title: 'Out of reach', detail: `${message} Is it running, and are you online?`, canRetry: true }
  if (status === 401) return { title: 'A key is needed', detail: message, canRetry: false }
  if (status === 403) return { title: 'Not allowed', detail: message, canRetry: false }
  if (status === 429) return { title: 'One moment', detail: `${message}${again}`, canRetry: true }
  if (status === 504) return { title: 'This took too long', detail: message, canRetry: true }
  if (status >= 500) return { title: 'That did not work', detail: `${message}${again}`, canRetry: true }
  return { title: 'That cannot be asked', detail: message, canRetry: false }
}

function notice(title, detail, button) {
  return el('section', { class: 'notice' }, el('h2', {}, title), el('p', {}, detail), button)
}
