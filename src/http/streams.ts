/** How many answers may be streaming at once: each holds a connection and a place at the model for seconds. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import { networkOf } from './client-address.ts'
import { onClose } from './on-close.ts'

export interface StreamLimits {
  /** In this process. Default 100. */
  maxStreams?: number
  /** To one address, under a browser key: behind any other key there is a server that asks for many. Default 3. */
  maxPerAddress?: number
}

/** @throws AppError `unavailable` or `rate_limited` when there is no room for one more. */
export type AdmitStream = (request: FastifyRequest, reply: FastifyReply) => void

export function limitStreams({ maxStreams = 100, maxPerAddress = 3 }: StreamLimits = {}): AdmitStream {
  const perAddress = new Map<string, number>()
  let count = 0
  return (request, reply) => {
    const network = networkOf(request.address)
    const own = perAddress.get(network) ?? 0
    if (request.grant?.kind === 'browser' && own >= maxPerAddress) {
      throw new AppError('rate_limited', `${maxPerAddress} answers are streaming to this address already.`, LATER)
    }
    if (count >= maxStreams) {
      throw new AppError('unavailable', 'Too many answers are streaming. Ask again, or without "stream".', LATER)
    }
    count++
    perAddress.set(network, own + 1)
    onClose(reply.raw, () => {
      count--
      const left = (perAddress.get(network) ?? 1) - 1
      if (left > 0) perAddress.set(network, left)
      else perAddress.delete(network)
    })
  }
}

const LATER = { retryable: true, retryAfterSeconds: 5 }
