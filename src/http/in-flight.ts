/**
 * The requests under way: one abort signal for each, and a way to end them when the service closes.
 *
 * A reason for an abort is an AppError, so that work given up half-way is answered like any other error.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { AppError } from '../errors.ts'
import { onClose } from './on-close.ts'
import { type AdmitStream, limitStreams, type StreamLimits } from './streams.ts'

/** Longer than any answer should take; a model that still has not finished by then never will. */
const REQUEST_DEADLINE_MS = 60_000
/** With the time to be taken out of service, 25 s: supervisors are told to kill after 40. */
const DRAIN_MS = 20_000
/** Between two probes of a load balancer, and what it takes until none of its machines sends us anything. */
const LEAVE_MS = 3_000
/** Probes are every few seconds: who has not asked for so long is not waiting for our answer. */
const PROBED_MS = 30_000

export interface InFlight {
  /** Aborted when the client leaves before it has its answer, at the deadline, or when draining has taken too long. */
  signalFor(reply: FastifyReply): AbortSignal
  /** Before an answer is streamed. @throws AppError `unavailable` or `rate_limited` when there are too many. */
  admitStream: AdmitStream
  /** What a probe is told: false once the service is closing, though it still answers. */
  staysOpen(): boolean
}

interface InFlightOptions extends StreamLimits {
  drainMs?: number | undefined
  leaveMs?: number | undefined
}

/**
 * Keeps track for `app`. Its `close()` goes on answering for `leaveMs` when somebody asks whether it is ready, so that he
 * learns that it is not; then takes no more, waits `drainMs` for what is under way, aborts that and hangs up.
 */
export function trackInFlight(app: FastifyInstance, options: InFlightOptions = {}): InFlight {
  const { drainMs = DRAIN_MS, leaveMs = LEAVE_MS, ...streams } = options
  const controllers = new Set<AbortController>()
  let isClosing = false
  let probedAt = Number.NEGATIVE_INFINITY
  let drainTimer: NodeJS.Timeout | undefined
  let hangUpTimer: NodeJS.Timeout | undefined

  app.addHook('preClose', async () => {
    isClosing = true
    if (performance.now() - probedAt < PROBED_MS) await sleep(leaveMs)
    drainTimer = setTimeout(() => {
      const reason = new AppError('unavailable', 'The service is shutting down. Ask again in a moment.', {
        retryable: true,
        retryAfterSeconds: 5,
        code: 'shutting_down',
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
    staysOpen: () => {
      probedAt = performance.now()
      return !isClosing
    },
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
