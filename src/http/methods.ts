/** Answers 405 for the methods a path does not take. */
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './errors.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** `allowed` is what the path takes: `POST`, or `GET` and with it HEAD. The code is then `POST only` or `GET only`. */
export function refuseOtherMethods(app: FastifyInstance, url: string, allowed: 'GET' | 'POST'): void {
  const taken = allowed === 'GET' ? ['GET', 'HEAD'] : ['POST']
  app.route({
    method: METHODS.filter((method) => !taken.includes(method)),
    url,
    exposeHeadRoute: false,
    config: { access: 'open', isRefusal: true },
    // Before the body: nobody should have to send a good one to learn that the method is wrong.
    onRequest: async (request, reply) => {
      reply.header('allow', taken.join(', '))
      const detail = `${url} takes ${allowed} only.`
      return sendProblem(request, reply, { status: 405, error: `${allowed} only`, detail })
    },
    handler: () => {},
  })
}
