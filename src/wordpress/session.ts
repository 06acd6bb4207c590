/**
 * One line to one site's REST API: builds the address, sends, retries, follows, reads the reply, counts, and remembers what it
 * learned of the site. Knows nothing of posts.
 */
import { AppError } from '../errors.ts'
import type { HttpClient } from '../upstream/http.ts'
import { type Waiting, withRetry } from '../upstream/retry.ts'
import { type BatchSize, openBatchSize } from './batch-size.ts'
import { failure, isSizeRelated } from './failures.ts'
import { sendFollowing } from './redirect.ts'
import { openEnvelope, type Reply, readReply } from './reply.ts'
import { type Params, routeUrl } from './routes.ts'

/** An application password of WordPress (Users, Profile). */
export interface Credentials {
  user: string
  /** With or without the spaces WordPress prints it with. */
  password: string
}

export interface SessionOptions extends Waiting {
  http: HttpClient
  apiRoot: string
  credentials?: Credentials | undefined
  now?: () => Date
  signal?: AbortSignal | undefined
  /** For one answer. Default 30,000. */
  timeoutMs?: number
  /** Of one answer. Default 32 MiB. */
  maxBytes?: number
  userAgent?: string
}

export interface Question {
  route: string
  params: Params
  /** Heavy: the answer holds bodies of posts. Default light. */
  weight?: 'light' | 'heavy'
  /** The caller will ask for less on a size-related failure, so the same is not asked again. */
  isSplittable?: boolean
}

export interface Session {
  readonly host: string
  readonly apiRoot: string
  readonly requests: { light: number; heavy: number }
  /** Sentences for people about what this site does in its own way. */
  readonly notes: Set<string>
  readonly listSize: BatchSize
  readonly readSize: BatchSize
  /** The site loses the `X-WP-Total` headers: ask for them inside the body. */
  usesEnvelope: boolean
  now(): Date
  /** @throws AppError when the answer is not WordPress's; a refusal by WordPress is a reply. */
  ask(question: Question): Promise<Reply>
}

const ATTEMPTS = 4
const BACKOFF_MS = 500
/** Each costs half a minute. */
const TIMEOUT_ATTEMPTS = 2

export function openSession(options: SessionOptions): Session {
  const { http, apiRoot, signal, now = () => new Date(), random = Math.random } = options
  const host = new URL(apiRoot).host
  const headers = headersOf(options)
  // Caches in between must not answer twice; unique between runs as well.
  const cacheBuster = Math.floor(random() * 0xffffff).toString(36) + now().getTime().toString(36)
  let count = 0
  // Some hosts damage compressed answers: once plain text has helped, it is asked for from then on.
  let isPlain = false

  const session: Session = {
    host,
    apiRoot,
    requests: { light: 0, heavy: 0 },
    notes: new Set(),
    listSize: openBatchSize({ start: 100, max: 100 }),
    readSize: openBatchSize({ start: 20, max: 100 }),
    usesEnvelope: false,
    now,
    ask: (question) =>
      withRetry(() => askOnce(question), {
        waiting: options,
        attempts: ATTEMPTS,
        backoffMs: BACKOFF_MS,
        signal,
        mayRetry: (error, attempt) => {
          if (error.kind === 'timeout' && attempt >= TIMEOUT_ATTEMPTS) return false
          return !question.isSplittable || !isSizeRelated(error)
        },
      }),
  }
  return session

  async function askOnce(question: Question): Promise<Reply> {
    if (isPlain) return await exchange(question, 'identity')
    try {
      return await exchange(question, 'gzip, br')
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== 'decode' && error.code !== 'truncated')) throw error
      const reply = await exchange(question, 'identity')
      isPlain = true
      return reply
    }
  }

  async function exchange(question: Question, encoding: string): Promise<Reply> {
    session.requests[question.weight ?? 'light']++
    const isListing = 'per_page' in question.params
    const params = {
      ...question.params,
      ...(session.usesEnvelope && isListing ? { _envelope: 1 } : {}),
      _cb: `${cacheBuster}-${++count}`,
    }
    const { response } = await sendFollowing(http, {
      url: routeUrl(apiRoot, question.route, params),
      headers: { ...headers, 'accept-encoding': encoding },
      signal,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
    })
    if (response.status >= 300 && response.status < 400) throw failure('moved', host)
    const reply = readReply(response, host, now())
    if (reply.isCached) session.notes.add(`${host}: a cache answers for the REST API; exclude /wp-json/ from it.`)
    if (reply.isSalvaged) session.notes.add(`${host}: a plugin prints text around the JSON of the REST API.`)
    return '_envelope' in params ? openEnvelope(reply) : reply
  }
}

function headersOf({ credentials, userAgent = 'AskPress/0.1' }: SessionOptions): Record<string, string> {
  const headers = { accept: 'application/json', 'user-agent': userAgent }
  if (!credentials) return headers
  const token = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')
  return { ...headers, authorization: `Basic ${token}` }
}
