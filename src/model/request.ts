/** Sends a prompt, once, in the way this model takes it. Learns the way from what is refused. */
import type { AppError } from '../errors.ts'
import { type ClientOptions, createClient } from './client.ts'
import type { Ask, Dialect, Piece } from './dialect.ts'
import { badAnswer, type Failure, findFailure, readFailure, type Server } from './failure.ts'
import type { Prompt } from './language-model.ts'
import { createLearned, type Learned } from './learned.ts'

export interface ModelRequest {
  /** For messages. */
  readonly server: Server
  readonly learned: Learned
  /**
   * Resolves when the server has begun to answer.
   *
   * @throws AppError as failure.ts; the reason of the signal.
   */
  send(prompt: Prompt, maxTokens: number, signal: AbortSignal): Promise<AsyncIterable<Piece>>
  prepare(): Promise<void>
}

export interface RequestOptions extends ClientOptions {
  model: string
}

/** Thoughts that a short answer takes a model which is asked to think little. They are paid like words. */
const THINKING_TOKENS = 2_000

export function createModelRequest(options: RequestOptions): ModelRequest {
  const client = createClient(options)
  const { host, hostname } = new URL(options.baseUrl)
  const server = { name: `${options.model} at ${host}`, host }
  const learned = createLearned(hostname)

  return {
    server,
    learned,
    send: async (prompt, maxTokens, signal) => {
      const ask = {
        model: options.model,
        prompt: toUnicode(prompt),
        maxTokens: maxTokens + (learned.thinks ? THINKING_TOKENS : 0),
      }
      let dialect = learned.dialect()
      let missing: AppError | null = null
      for (;;) {
        signal.throwIfAborted()
        const features = learned.featuresFor(dialect)
        try {
          const answer = await dialect.send(await client(), { ...ask, features }, signal)
          learned.accept(dialect, features)
          return readPieces(dialect, answer, server)
        } catch (error) {
          signal.throwIfAborted()
          const failure = findFailure(error)
          if (failure && learned.refuse(failure, features)) continue
          const readable = readFailure(error, server, new Date())
          const other = learned.otherDialect()
          if (!isMissing(failure)) throw readable
          // Neither is there: the first to be asked knows best what is wrong.
          if (missing || !other) throw missing ?? readable
          missing = readable
          dialect = other
        }
      }
    },
    prepare: async () => {
      await client()
    },
  }
}

/** Whether it is the interface that is not there. A model that is not there is not behind the other one either. */
function isMissing(failure: Failure | null): boolean {
  return (failure?.status === 404 || failure?.status === 405) && failure.code !== 'model_not_found'
}

async function* readPieces(
  dialect: Dialect,
  { data, response }: { data: AsyncIterable<unknown>; response: Response },
  { name }: Server,
): AsyncGenerator<Piece> {
  const type = response.headers.get('content-type') ?? ''
  if (type.includes('html')) throw badAnswer(name, 'sent a web page instead of an answer')
  // Some servers do not stream, whatever they are asked for.
  if (type.includes('json')) return yield* dialect.readWhole(await response.json())
  for await (const event of data) yield* dialect.readEvent(event)
}

/** A lone surrogate is no Unicode: strict servers answer 400 to it. */
function toUnicode({ system, user }: Ask['prompt']): Ask['prompt'] {
  return { system: system.toWellFormed(), user: user.toWellFormed() }
}
