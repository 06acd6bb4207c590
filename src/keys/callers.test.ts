/** Who is let in by which key, what that costs the database, and for how long an answer holds. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openTestPglite } from '../../test/database.ts'
import type { Db } from '../store/db.ts'
import { listKeys, revokeKey } from '../store/keys.ts'
import { migrate, readMigrations } from '../store/migrate.ts'
import { openCallers } from './callers.ts'
import { makeKey } from './format.ts'
import { createKey, type KeyWish, rotateKey } from './manage.ts'
import { openPeppers, type Peppers } from './peppers.ts'

const HERE = '192.0.2.1'
const NO_OWN = { apiKey: null, adminKey: null }

let db: Db
let peppers: Peppers
let clock: number
/** Statements sent since the world was made. */
let queries: string[]
beforeAll(async () => {
  db = await openTestPglite()
  await migrate(db, await readMigrations())
})
afterAll(() => db?.close())
beforeEach(async () => {
  await db.query('truncate keys, secrets restart identity cascade')
  peppers = await openPeppers(db, [])
  clock = 0
})

async function callers(environment: { apiKey: string | null; adminKey: string | null } = NO_OWN, own = peppers) {
  queries = []
  const counted: Db = {
    ...db,
    query: (text, values) => {
      queries.push(text)
      return db.query(text, values)
    },
  }
  return openCallers({ db: counted, peppers: own, environment, now: () => clock })
}

/** Those that look for a key. */
const looks = () => queries.filter((text) => text.includes('k.hash = any')).length

async function aSecret(wish: Partial<KeyWish> = {}, own = peppers): Promise<string> {
  const whole = { name: '', scopes: [], origins: [], sites: [], ratePerMinute: null, expiresDays: null, ...wish }
  return (await createKey({ db, peppers: own }, whole)).secret
}

it('knows the keys of the environment without asking the database', async () => {
  const { find, isOpen } = await callers({ apiKey: 'a', adminKey: 'b' })

  expect((await find('a', HERE))?.scopes).toEqual(['search', 'ask', 'ingest'])
  expect((await find('b', HERE))?.scopes).toContain('admin')
  expect(await find('c', HERE)).toBeNull()
  expect(await isOpen()).toBe(false)
  expect(queries).toEqual([])
})

it('knows a kept key, and asks once in five seconds', async () => {
  const key = await aSecret({ scopes: ['search'], ratePerMinute: 5 })
  const { find } = await callers()

  const grants = await Promise.all(Array.from({ length: 100 }, () => find(key, HERE)))
  clock = 4_999
  await find(key, HERE)
  expect(new Set(grants)).toEqual(new Set([grants[0]]))
  expect(grants[0]).toMatchObject({ kind: 'secret', scopes: ['search'], ratePerMinute: 5 })
  expect(looks()).toBe(1)
  clock = 5_000
  await find(key, HERE)
  expect(looks()).toBe(2)
})

it('lets no revoked key in after five seconds, and says why', async () => {
  const key = await aSecret()
  const { find } = await callers()
  await find(key, HERE)

  await revokeKey(db, 1)

  clock = 5_000
  await expect(find(key, HERE)).rejects.toMatchObject({
    kind: 'unauthorized',
    message: expect.stringContaining('revoked'),
  })
})

it('accepts both keys while one replaces the other', async () => {
  const old = await aSecret()
  const { secret } = await rotateKey({ db, peppers }, 1, 24)
  const { find } = await callers()

  expect((await find(old, HERE))?.keyId).toBe('1')
  expect((await find(secret, HERE))?.keyId).toBe('2')
  await db.query('update keys set expires_at = now() where id = 1')
  clock = 5_000
  await expect(find(old, HERE)).rejects.toMatchObject({ message: expect.stringContaining('expired') })
})

it('asks nothing for 10,000 texts that are no keys, and for 10,000 that could be as often as an address may try', async () => {
  const { find } = await callers()
  queries = []

  for (let n = 0; n < 10_000; n++) expect(await find(`ap_sk_${String(n).padStart(49, 'x')}`, HERE)).toBeNull()
  expect(queries).toEqual([])

  const tries = await Promise.allSettled(Array.from({ length: 10_000 }, () => find(makeKey('secret'), HERE)))
  const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(looks()).toBe(30)
  expect(refused).toHaveLength(9_970)
  expect(refused[0]).toMatchObject({ kind: 'rate_limited', retryAfterSeconds: 2 })
})

it('keeps who tries keys from nobody else, nor from a key it knows', async () => {
  const key = await aSecret()
  const { find } = await callers()
  await find(key, HERE)
  await Promise.allSettled(Array.from({ length: 100 }, () => find(makeKey('secret'), HERE)))

  clock = 6_000
  await Promise.allSettled(Array.from({ length: 100 }, () => find(makeKey('secret'), HERE)))

  expect(await find(key, HERE)).not.toBeNull()
  expect(await find(makeKey('secret'), '192.0.2.2')).toBeNull()
})

it('takes many honest callers behind one address', async () => {
  const keys = await Promise.all(Array.from({ length: 60 }, () => aSecret()))
  const { find } = await callers()

  for (const key of keys) expect(await find(key, HERE)).not.toBeNull()
})

it('notes the use of a key', async () => {
  const key = await aSecret()
  const { find } = await callers()

  await find(key, HERE)

  await expect.poll(async () => (await listKeys(db))[0]?.lastUsedAt).toBeInstanceOf(Date)
})

it('keeps every key through a change of peppers, and under the newest once it was used', async () => {
  const old = await aSecret()
  const first = await openPeppers(db, ['first-pepper-of-thirty-two-characters'])
  const second = await openPeppers(db, [
    'second-pepper-of-thirty-two-character',
    'first-pepper-of-thirty-two-characters',
  ])
  const later = await aSecret({}, first)

  const { find } = await callers(NO_OWN, second)

  expect([(await find(old, HERE))?.keyId, (await find(later, HERE))?.keyId]).toEqual(['1', '2'])
  const kept = () => db.query<{ pepper: string }>('select distinct pepper from keys')
  await expect.poll(kept).toEqual([{ pepper: second[0].id }])
  await db.query('delete from secrets')
  const alone = await callers(NO_OWN, await openPeppers(db, ['second-pepper-of-thirty-two-character']))
  expect((await alone.find(old, HERE))?.keyId).toBe('1')
})

it('is open until the first key is made, and never again after that', async () => {
  const { isOpen } = await callers()
  expect(await isOpen()).toBe(true)

  await aSecret()
  expect(await isOpen()).toBe(true)
  clock = 5_000
  expect(await isOpen()).toBe(false)

  await revokeKey(db, 1)
  clock = 10_000
  expect(await isOpen()).toBe(false)
  expect(await (await callers()).isOpen()).toBe(false)
})

it('gives a key that goes to web pages search and ask at most', async () => {
  const origins = ['https://shop.test']

  await expect(aSecret({ origins, scopes: ['search', 'ingest'] })).rejects.toMatchObject({ kind: 'invalid_input' })
  await aSecret({ origins })
  await aSecret({ scopes: ['ingest'] })
  await expect(aSecret({ sites: ['nowhere'] })).rejects.toMatchObject({ kind: 'not_found' })

  expect((await listKeys(db)).map(({ kind, scopes }) => [kind, scopes.join()])).toEqual([
    ['browser', 'search,ask'],
    ['ingest', 'ingest'],
  ])
})

it('keeps the key itself nowhere', async () => {
  const key = await aSecret()

  const rows = await db.query('select * from keys')

  expect(JSON.stringify(rows)).not.toContain(key.slice(6, 40))
  expect(JSON.stringify(rows)).not.toContain(Buffer.from(key).toString('hex'))
})
