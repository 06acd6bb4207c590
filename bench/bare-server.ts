/**
 * What nobody can do without: Fastify, one GET from Redis, and those bytes sent. For cached-ask.ts to compare with.
 *
 *   REDIS_URL=… PORT=… node bench/bare-server.ts
 */
import { fastify } from 'fastify'
import { Redis } from 'ioredis'

const redis = new Redis(process.env.REDIS_URL ?? '')
const app = fastify()
app.post<{ Body: { q: string } }>('/ask', async (request, reply) => {
  const bytes = await redis.getBuffer(`bare:${request.body.q}`)
  return reply.header('content-type', 'application/json; charset=utf-8').send(bytes)
})
app.get('/readyz', async () => 'ok')
process.on('SIGTERM', () => process.exit(0))
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
