/** GET /status: the ledger of every site. */
import type { FastifyInstance } from 'fastify'
import { statusJson } from '../../present.ts'
import { refuseOtherMethods } from '../methods.ts'
import type { HttpParts } from '../parts.ts'

export function addStatusRoute(app: FastifyInstance, status: HttpParts['status']): void {
  app.get('/status', { config: { access: 'known' } }, async () => statusJson(await status()))
  refuseOtherMethods(app, '/status', 'GET')
}
