import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RawEnvironment } from './config/parse.ts'
import { demoEnvironment, isLoopback, readConfig } from './config.ts'
import { AppError } from './errors.ts'

it('has a default for everything the program needs to start', () => {
  const config = readConfig({})

  expect(config.http).toMatchObject({ host: '127.0.0.1', port: 8000, apiKey: null, rateLimitPerMinute: 60 })
  expect(config.database).toEqual({ url: null, readUrl: null, dataDir: './data' })
  expect(config.wordpress.types).toEqual(['post', 'page'])
  expect(config.sync).toEqual({ intervalMinutes: 5, fullCron: '0 3 * * *', purgeAfterDays: 7, hasScheduler: true })
  expect(config.settings).toEqual([])
})

it('takes an empty variable for one that is not set, as compose files write it', () => {
  expect(readConfig({ PORT: '', API_KEY: ' ' }).http).toMatchObject({ port: 8000, apiKey: null })
})

it('cannot be changed afterwards', () => {
  const config = readConfig({ WP_URL: 'https://a.test' })

  expect(Object.isFrozen(config)).toBe(true)
  expect(Object.isFrozen(config.wordpress.urls)).toBe(true)
})

it('reads several sites, without doubles and trailing slashes', () => {
  const { urls } = readConfig({ WP_URL: 'https://a.test/, http://b.test/blog/ ,,https://a.test' }).wordpress

  expect(urls).toEqual(['https://a.test', 'http://b.test/blog'])
})

it('uses the built-in embedder only when there is neither a key nor a server', () => {
  expect(readConfig({}).openai).toBeNull()
  expect(readConfig({ OPENAI_API_KEY: 'sk-1' }).openai?.baseUrl).toBe('https://api.openai.com/v1')
  expect(readConfig({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/' }).openai).toMatchObject({
    apiKey: null,
    baseUrl: 'http://127.0.0.1:11434/v1',
  })
})

it('takes none for a model that writes, and knows no other word for it', () => {
  const modelOf = (model?: string) =>
    readConfig({ OPENAI_API_KEY: 'sk-1', ...(model && { ANSWER_MODEL: model }) }).openai?.answerModel
  expect([modelOf(), modelOf('gpt-4o'), modelOf('None')]).toEqual(['gpt-4o-mini', 'gpt-4o', null])
})

it('names every mistake at once, each with its variable and an example', () => {
  const message = mistakesOf({ PORT: '80a', WP_URL: 'example.com', WP_USER: 'jo', CHUNK_TOKENS: '64', SCHEDULER: 'no' })

  expect(message).toContain('5 mistakes')
  expect(message).toContain('PORT must be a whole number from 0 to 65535, not "80a". Example: PORT=8080')
  for (const name of ['WP_URL', 'WP_APP_PASSWORD', 'CHUNK_OVERLAP', 'SCHEDULER']) expect(message).toContain(name)
})

it.each<RawEnvironment>([
  { PORT: '65536' },
  { PORT: '-1' },
  { PORT: '1e3' },
  { EMBED_DIMENSIONS: '0' },
  { EMBED_DIMENSIONS: '4001' },
  { DAILY_BUDGET_USD: 'five' },
  { MODEL_PRICES: 'gpt-4o' },
  { MODEL_PRICES: 'gpt-4o=cheap,other=1/2' },
  { MODEL_PRICES: '=1' },
  { DATABASE_URL: 'mysql://localhost/x' },
  { DATABASE_READ_URL: 'postgres://replica/x' },
  { REDIS_URL: 'http://localhost' },
  { WP_URL: 'https://ok.test,ftp://not.test' },
  { WP_APP_PASSWORD: 'abcd efgh' },
  { OPENAI_BASE_URL: 'localhost:11434' },
  { API_KEY: 'two words' },
  { WEBHOOK_SECRET: 'whsec_tooshort' },
  { ALLOWED_ORIGINS: '*' },
  { ALLOWED_ORIGINS: 'https://example.com/path' },
  { TRUST_PROXY: '10.0.0.0/33' },
  { TRUST_PROXY: '1' },
  { FULL_SYNC_CRON: '0 25 * * *' },
  { FULL_SYNC_CRON: '0 3 * *' },
  { FULL_SYNC_CRON: '*/0 3 * * *' },
  { HOST: 'http://localhost' },
  { LOG_LEVEL: 'loud' },
  { CHUNK_TOKENS: '100', CHUNK_OVERLAP: '100' },
])('refuses %o', (env) => {
  const [name = ''] = Object.keys(env)
  expect(mistakesOf(env)).toContain(name)
})

it.each<RawEnvironment>([
  { FULL_SYNC_CRON: '*/15 1-5,23 1 */2 0' },
  { TRUST_PROXY: '10.0.0.0/8,::1,fd00::/8' },
  { ALLOWED_ORIGINS: 'https://example.com,http://localhost:3000' },
  { WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}` },
  { DATABASE_URL: 'postgresql://%2Fvar%2Frun/app' },
  { HOST: '[::1]' },
  { LOG_LEVEL: 'DEBUG' },
  { DAILY_BUDGET_USD: '0.5' },
  { MODEL_PRICES: 'gpt-4o=2.5/10, org/model:8b=0,embedder=0.02' },
])('accepts %o', (env) => {
  expect(() => readConfig(env)).not.toThrow()
})

it('reads a secret from the file that NAME_FILE names, without its last line break', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'askpress-')), 'key')
  writeFileSync(path, 'from-a-file\n')

  expect(readConfig({ API_KEY_FILE: path }).http.apiKey).toBe('from-a-file')
  expect(mistakesOf({ API_KEY_FILE: path, API_KEY: 'x' })).toContain('API_KEY_FILE are both set')
  expect(mistakesOf({ API_KEY_FILE: `${path}.gone` })).toContain('API_KEY_FILE cannot be read')
})

it('never prints a secret: not in a mistake, not in the settings', () => {
  const secret = 'S3cretS3cret'
  const message = mistakesOf({
    API_KEY: `${secret} x`,
    WP_URL: `https://jo:${secret}@example.com`,
    DATABASE_URL: `mysql://jo:${secret}@localhost/x`,
  })
  const { settings } = readConfig({
    ADMIN_KEY: secret,
    DATABASE_URL: `postgres://jo:${secret}@db/app?password=${secret}`,
  })

  expect(message).not.toContain(secret)
  expect(JSON.stringify(settings)).not.toContain(secret)
  expect(settings).toContainEqual({ name: 'DATABASE_URL', value: 'postgres://jo:***@db/app?***' })
})

it('lets nothing from outside into the demo but where it listens and who may call', () => {
  const config = readConfig(
    demoEnvironment({
      PORT: '9000',
      API_KEY: 'k',
      WP_URL: 'not even an address',
      DATABASE_URL: 'postgres://db/app',
      REDIS_URL: 'redis://cache',
      OPENAI_API_KEY: 'sk-1',
      DATA_DIR: '/srv/askpress',
    }),
  )

  expect(config.http).toMatchObject({ port: 9000, apiKey: 'k' })
  expect(config.database).toEqual({ url: null, readUrl: null, dataDir: '/srv/askpress/demo' })
  expect(config).toMatchObject({ openai: null, redisUrl: null, wordpress: { urls: [] } })
})

it.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['[::1]', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.2', false],
  ['127.0.0.1.example.com', false],
])('tells whether %s can be reached from this machine only: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})

function mistakesOf(env: RawEnvironment): string {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ kind: 'invalid_config' })
    return error instanceof Error ? error.message : ''
  }
  throw new Error('The environment was accepted.')
}
