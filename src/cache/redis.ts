/**
 * The connection to Redis, for everything that is kept there: the cache and the limits.
 *
 * Redis is never needed. One that is away costs nothing, one that is silent a few milliseconds now and then, and one
 * that comes back is found within a second: every time-out of the client is set, for by its own a command waits for ever.
 */
import { Redis } from 'ioredis'
import { AppError, messageOf } from '../errors.ts'
import { createBreaker } from '../upstream/breaker.ts'

export interface RedisConnection {
  /** For definitions of scripts. Commands go through `run`. */
  readonly client: Redis

  /** False while it is away or silent: `run` then rejects at once. */
  isUp(): boolean

  /**
   * Runs commands, all of them together within the time limit.
   *
   * @throws AppError `unavailable` (code `redis`): away, silent, or refusing (full, read-only, wrong type).
   */
  run<T>(command: (client: Redis) => Promise<T>): Promise<T>

  /** Resolves when the first attempt to connect has succeeded or failed, or takes long: for programs that ask once and end. */
  settled(): Promise<void>

  close(): Promise<void>
}

export interface RedisOptions {
  /** Default 50. */
  commandMs?: number
  /** Called when Redis goes and when it comes back, not with every attempt in between. */
  onChange?: (change: { isUp: boolean; reason: string }) => void
}

const CONNECT_MS = 200
const SETTLE_MS = 250
const COMMAND_MS = 50
/** A server that answered nothing for so long is dropped and connected anew: half-open connections end only so. */
const SILENCE_MS = 1_000
const RECONNECT_MS = { first: 50, longest: 1_000 }
/** After a failover the old connection may lead to what is a replica now. Not more often: it may be one for good. */
const READONLY_RECONNECT_MS = 30_000

/** @param url `redis://` or `rediss://`. Connects at once, in the background, and for ever again. */
export function openRedis(url: string, { commandMs = COMMAND_MS, onChange }: RedisOptions = {}): RedisConnection {
  const breaker = createBreaker()
  const client = new Redis(url, {
    connectTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // Nothing is queued and nothing is sent twice: what cannot be answered now is not wanted later.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // What is asked in one turn of the event loop goes out in one write: at thousands a second writing is what costs most.
    enableAutoPipelining: true,
    retryStrategy: (attempt) => Math.min(RECONNECT_MS.first * 2 ** (attempt - 1), RECONNECT_MS.longest),
    reconnectOnError: createReadonlyRule(),
    connectionName: 'askpress',
  })
  const away = watch(client, () => breaker.succeeded(), onChange)
  const isUp = () => client.status === 'ready' && !breaker.isOpen()

  return {
    client,
    isUp,
    async run(command) {
      if (client.status !== 'ready') throw unavailable(away.reason)
      if (!breaker.mayTry()) throw unavailable('it does not answer')
      try {
        const answer = await within(command(client), commandMs)
        breaker.succeeded()
        return answer
      } catch (error) {
        // One that refuses is there and quick: only silence costs time.
        if (isReply(error)) breaker.succeeded()
        else breaker.failed()
        throw unavailable(messageOf(error), error)
      }
    },
    settled: () => away.settled,
    close: async () => {
      client.disconnect()
    },
  }
}

function unavailable(reason: string, cause?: unknown): AppError {
  return new AppError('unavailable', `Redis cannot be used: ${reason}.`, { cause, code: 'redis', retryable: true })
}

function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}

interface Watched {
  /** Why it is away; empty while it is not. */
  reason: string
  settled: Promise<void>
}

/** Without a listener for its errors ioredis prints each of them. */
function watch(client: Redis, onReady: () => void, onChange: RedisOptions['onChange']): Watched {
  const { promise, resolve } = Promise.withResolvers<void>()
  const watched: Watched = { reason: 'not connected yet', settled: promise }
  setTimeout(resolve, SETTLE_MS).unref()
  let wasUp: boolean | null = null
  const change = (isUp: boolean, reason: string) => {
    if (isUp !== wasUp) onChange?.({ isUp, reason })
    wasUp = isUp
  }
  client.on('error', (error: Error) => {
    watched.reason = messageOf(error)
  })
  client.on('ready', () => {
    onReady()
    watched.reason = ''
    change(true, 'connected')
    resolve()
  })
  client.on('close', () => {
    // An error comes before this event, and there is none when the server ended in good order.
    watched.reason ||= 'the connection was closed'
    change(false, watched.reason)
    resolve()
  })
  return watched
}

function createReadonlyRule(): (error: Error) => boolean {
  let nextAt = 0
  return ({ message }) => {
    if (!message.startsWith('READONLY') || performance.now() < nextAt) return false
    nextAt = performance.now() + READONLY_RECONNECT_MS
    return true
  }
}

/**
 * Time-outs of busy processes lie: timers come before what has arrived meanwhile. So the answers that are here already
 * are read first, and only who has none even then is late.
 */
function within<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new Error(`no answer within ${ms} ms`))), ms)
    const done = () => clearTimeout(timer)
    answer.then(resolve, reject).finally(done)
  })
}
