import { expect, it } from 'vitest'
import { runCommand } from '../../test/fake-cli.ts'
import { aKey } from '../../test/makers.ts'
import { AppError } from '../errors.ts'
import type { KeyWish } from './parts.ts'

const SECRET = 'ap_sk_the-key-itself'

it('keys create prints the key alone on stdout, and what it opens on stderr', async () => {
  const createKey = async () => ({ key: aKey(), secret: SECRET })
  const { stdout, stderr } = await runCommand('keys create', { app: { createKey } })

  expect(stdout).toBe(`${SECRET}\n`)
  expect(stderr).toMatchInlineSnapshot(`
    "1  ap_sk_4fQ9…x0Kd  valid  search,ask  shop; never used
    This is the key. It is shown this once:
    "
  `)
})

it('keys create hands on what the key may do', async () => {
  const wishes: KeyWish[] = []
  const createKey = async (wish: KeyWish) => {
    wishes.push(wish)
    return { key: aKey(), secret: SECRET }
  }
  const options =
    '--name shop --origin HTTPS://Shop.test:443/ --origin http://localhost:3000 --site blog --rate 90 --expires 30'

  await runCommand('keys create', { app: { createKey } })
  await runCommand(`keys create ${options} --scopes ask,search`, { app: { createKey } })

  expect(wishes).toEqual([
    { name: '', scopes: [], origins: [], sites: [], ratePerMinute: null, expiresDays: null },
    {
      ...{ name: 'shop', scopes: ['search', 'ask'], origins: ['https://shop.test', 'http://localhost:3000'] },
      ...{ sites: ['blog'], ratePerMinute: 90, expiresDays: 30 },
    },
  ])
})

it.each([
  '--scopes everything',
  '--scopes ""',
  '--origin *',
  '--origin https://a.test/path',
  '--rate 0',
  '--expires x',
])('keys create %s is wrong usage', async (options) => {
  expect((await runCommand(`keys create ${options}`)).exitCode).toBe(2)
})

it('keys create --json is one document with the key in it', async () => {
  const createKey = async () => ({ key: aKey({ ratePerMinute: 5 }), secret: SECRET })
  const { stdout, stderr } = await runCommand('keys create --json', { app: { createKey } })

  expect(JSON.parse(stdout)).toMatchObject({ key: SECRET, id: 1, scopes: ['search', 'ask'], rate_per_minute: 5 })
  expect(stderr).toBe('')
})

it('keys list shows every key in columns, without the keys', async () => {
  const listKeys = async () => [
    aKey({ lastUsedAt: new Date('2026-03-05T03:00:00Z') }),
    aKey({ id: 12, name: '', state: 'replaced', replacedBy: 13, expiresAt: new Date('2026-03-06T03:03:00Z') }),
    aKey({ id: 13, hint: 'ap_pk_0a1b…2c3d', origins: ['https://shop.test'], sites: ['blog'], ratePerMinute: 600 }),
    aKey({ id: 14, state: 'revoked', name: '\u001b[31mred', scopes: ['admin'], sites: [] }),
  ]

  expect((await runCommand('keys list', { app: { listKeys } })).stdout).toMatchInlineSnapshot(`
    "1   ap_sk_4fQ9…x0Kd  valid     search,ask  shop; used 3 min ago
    12  ap_sk_4fQ9…x0Kd  replaced  search,ask  never used; expires in 1 d; followed by 13
    13  ap_pk_0a1b…2c3d  valid     search,ask  shop; from https://shop.test; only blog; 600 a minute; never used
    14  ap_sk_4fQ9…x0Kd  revoked   admin       [31mred; only a site that is gone; never used
    "
  `)
  expect((await runCommand('keys list', { app: { listKeys: async () => [] } })).stdout).toContain('keys create')
})

it('keys rotate keeps the old one for a day, or as long as it is told to', async () => {
  const asked: unknown[] = []
  const rotateKey = async (id: number, hours: number) => {
    asked.push([id, hours])
    return { key: aKey({ id: 4 }), secret: SECRET }
  }

  const { stdout, stderr } = await runCommand('keys rotate 3', { app: { rotateKey } })
  const json = await runCommand('keys rotate 3 --overlap 0 --json', { app: { rotateKey } })

  expect(stdout).toBe(`${SECRET}\n`)
  expect(stderr).toContain('Key 3 stays valid for 24 hours')
  expect(JSON.parse(json.stdout)).toMatchObject({ key: SECRET, id: 4, replaces: 3 })
  expect(asked).toEqual([
    [3, 24],
    [3, 0],
  ])
  expect((await runCommand('keys rotate 3 --overlap 169')).exitCode).toBe(2)
})

it('keys revoke shows the key that is over, or that there is none', async () => {
  const revokeKey = async (id: number) => {
    if (id === 1) return aKey({ state: 'revoked' })
    throw new AppError('not_found', 'There is no key 2.')
  }

  expect((await runCommand('keys revoke 1', { app: { revokeKey } })).stdout).toContain('revoked')
  expect(await runCommand('keys revoke 2', { app: { revokeKey } })).toMatchObject({
    exitCode: 1,
    stderr: 'askpress: There is no key 2.\n',
  })
})
