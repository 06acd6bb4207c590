/**
 * What a browser key shows less: no scores, no ids of passages, no explanations. Whoever reads the page has its key, and
 * could learn from them how the index ranks and what else is in it.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'

const INTERNAL = new Set(['id', 'score', 'explain'])

/** Results under a browser key. */
export const MAX_PUBLIC_RESULTS = 10

export function isPublic({ grant }: FastifyRequest): boolean {
  return grant?.kind === 'browser'
}

/** On every answer that is an object: no route can forget it. */
export function showLessToPages(app: FastifyInstance): void {
  app.addHook('preSerialization', async (request, _reply, payload) =>
    isPublic(request) ? withoutInternals(payload) : payload,
  )
}

export function withoutInternals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutInternals)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const shown = Object.entries(value).filter(([name]) => !INTERNAL.has(name))
  return Object.fromEntries(shown.map(([name, part]) => [name, withoutInternals(part)]))
}
