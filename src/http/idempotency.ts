/**
 * `Idempotency-Key`: a request that comes again under the same key gets the answer of the first, and does nothing.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import { sendProblem } from './errors.ts'
import type { IdempotencyParts, RequestMark } from './parts.ts'

interface Once {
  request: FastifyRequest
  reply: FastifyReply
  body: Buffer
  /** Its answer is kept; when it throws, the key is free again. */
  act(): Promise<object>
}

/** @throws AppError `invalid_input` for a key that is none, `conflict` while the first request is under way. */
export async function answerOnce(parts: IdempotencyParts, { request, reply, body, act }: Once): Promise<object> {
  const key = keyOf(request)
  if (key === null) return act()
  const mark: RequestMark = {
    caller: request.grant?.keyId ?? 'open',
    key,
    bodyHash: createHash('sha256').update(body).digest(),
  }
  const earlier = await parts.begin(mark)
  if (earlier.state === 'answered') {
    reply.header('idempotency-replayed', 'true')
    // Kept by this very function.
    return earlier.answer as object
  }
  if (earlier.state === 'other') {
    const detail = 'This Idempotency-Key came with another body before. Take a new one for a new request.'
    return sendProblem(request, reply, { status: 422, error: 'idempotency_mismatch', detail })
  }
  if (earlier.state === 'running') {
    throw new AppError('conflict', 'The first request under this Idempotency-Key is still being worked on.', {
      retryable: true,
      retryAfterSeconds: 1,
    })
  }
  return actAndKeep(parts, mark, act)
}

async function actAndKeep(parts: IdempotencyParts, mark: RequestMark, act: () => Promise<object>): Promise<object> {
  try {
    const answer = await act()
    await parts.finish(mark, answer)
    return answer
  } catch (error) {
    // What made it fail is what to tell; a key that stays taken is free again in two minutes.
    await parts.abandon(mark).catch(() => {})
    throw error
  }
}

/** The draft has a structured field, a string in quotes; most clients send it bare. */
function keyOf({ headers }: FastifyRequest): string | null {
  const header = headers['idempotency-key']
  if (header === undefined) return null
  const [, key] = /^"?([!#-[\]-~]{1,255})"?$/.exec(String(header)) ?? []
  if (key !== undefined) return key
  throw new AppError('invalid_input', 'Idempotency-Key: must be 1 to 255 letters, digits and signs, without spaces.')
}
