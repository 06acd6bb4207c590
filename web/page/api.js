/** Talks to the service. The key, when one is needed, lives in sessionStorage: this tab, until it is closed. */

const KEY = 'askpress-key'

/** What the service answered instead of a result: the message is its `detail`. */
export class Failure extends Error {
  constructor(problem, retryAfterSeconds = null) {
    super(problem.detail)
    this.name = 'Failure'
    /** 0 when the service was not reached at all. */
    this.status = problem.status
    this.code = problem.error
    this.retryAfterSeconds = retryAfterSeconds
    this.requestId = problem.instance ?? null
  }
}

export function ask({ mode: _mode, k: _k, ...request }, signal) {
  return send('ask', { method: 'POST', body: JSON.stringify(request), signal })
}

export function search(request, signal) {
  return send('search', { method: 'POST', body: JSON.stringify({ ...request, explain: true }), signal })
}

export function getStatus() {
  return send('status', {})
}

export function getPage() {
  return send('page.json', {})
}

export function findKey() {
  return sessionStorage.getItem(KEY)
}

export function keepKey(key) {
  sessionStorage.setItem(KEY, key)
}

export function forgetKey() {
  sessionStorage.removeItem(KEY)
}

/** Addresses are relative, so that the service may stand behind a path of a larger site. */
async function send(path, options) {
  const headers = { accept: 'application/json' }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (findKey() !== null) headers['x-api-key'] = findKey()

  let response
  try {
    response = await fetch(path, { ...options, headers })
  } catch (error) {
    if (error.name === 'AbortError') throw error
    throw new Failure({ status: 0, error: 'unreachable', detail: 'The service does not answer.' })
  }
  const json = await response.json().catch(() => null)
  if (response.ok && json !== null) return json
  throw new Failure(json?.detail === undefined ? unexpected(response) : json, retryAfter(response))
}

/** A proxy between us and the service answers in its own way. */
function unexpected(response) {
  return {
    status: response.status,
    error: 'unexpected',
    detail: `The answer was not one of AskPress (${response.status}).`,
  }
}

function retryAfter(response) {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds : null
}
