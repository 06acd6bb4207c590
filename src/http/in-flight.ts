/**
 * The requests under way: one abort signal for each, and a way to end them when the service closes.
 *
 * A reason for an abort is an AppError, so that work given up half-way is answered like any other error.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { AppError } from '../errors.ts'
import { onClose } from './on-close.ts'
import { type AdmitStream, limitStreams, type StreamLimits } from './streams.ts'

/** Longer than any answer should take; a model that still has not finished by then never will. */
const REQUEST_DEADLINE_MS = 60_000
/** `docker stop` kills after 10 s: what is under way gets most of that. */
const DRAIN_MS = 8_000

export interface InFlight {
  /** Aborted when the client leaves before it has its answer, at the deadline, or when draining has taken too long. */
  signalFor(reply: FastifyReply): AbortSignal
  /** Before an answer is streamed. @throws AppError `unavailable` or `rate_limited` when there are too many. */
  admitStream: AdmitStream
}

interface InFlightOptions extends StreamLimits {
  drainMs?: number | undefined
}

/** Keeps track for `app`; its `close()` waits `drainMs` for what is under way, then aborts it and hangs up. */
export function trackInFlight(app: FastifyInstance, options: InFlightOptions = {}): InFlight {
  const { drainMs = DRAIN_MS, ...streams } = options
  const controllers = new Set<AbortController>()
  let isClosing = false
  let drainTimer: NodeJS.Timeout | undefined
  let hangUpTimer: NodeJS.Timeout | undefined

  app.addHook('preClose', async () => {
    isClosing = true
    drainTimer = setTimeout(() => {
      const reason = new AppError('unavailable', 'The service is shutting down. Ask again in a moment.', {
        retryable: true,
        retryAfterSeconds: 5,
      })
      for (const controller of controllers) controller.abort(reason)
      // A moment to send the refusals; whoever still holds a connection then would hold up the shutdown.
      hangUpTimer = setTimeout(() => app.server.closeAllConnections(), 500)
    }, drainMs)
  })
  // Only connections that are idle are closed for us: one that is busy now would be kept alive for the next request.
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
  app.addHook('onClose', async () => {
    clearTimeout(drainTimer)
    clearTimeout(hangUpTimer)
  })

  return {
    admitStream: limitStreams(streams),
    signalFor(reply) {
      const controller = new AbortController()
      controllers.add(controller)
      const deadline = setTimeout(() => {
        controller.abort(new AppError('timeout', 'This took too long and was given up.', { retryable: true }))
      }, REQUEST_DEADLINE_MS)
      // Not `request.raw`: that one closes as soon as the body has been read.
      onClose(reply.raw, () => {
        clearTimeout(deadline)
        controllers.delete(controller)
        if (!reply.raw.writableFinished) controller.abort(new AppError('unavailable', 'The client has left.'))
      })
      return controller.signal
    },
  }
}
