import { randomBytes } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { describeOnBoth } from '../../test/database.ts'
import { aSite } from '../../test/makers.ts'
import { countKeys, findKey, getKey, insertKey, listKeys, type NewKey, noteUse, replaceKey, revokeKey } from './keys.ts'
import { findSecret, keepSecret } from './secrets.ts'
import { removeSite, saveSite } from './sites.ts'

describeOnBoth('keys', (db) => {
  beforeEach(() => db().query('truncate keys, secrets, sites restart identity cascade'))

  it('are found by any of the hashes they may have', async () => {
    const hash = randomBytes(32)
    const key = await insertKey(db(), aNewKey({ hash, origins: [], ratePerMinute: 9 }))

    const found = await findKey(db(), [randomBytes(32), hash])

    expect(found).toMatchObject({ id: key.id, state: 'valid', grant: { keyId: String(key.id), ratePerMinute: 9 } })
    expect(found?.hash.equals(hash)).toBe(true)
    expect(await findKey(db(), [randomBytes(32)])).toBeNull()
  })

  it('are shown with the names of their sites, and open nothing once those are gone', async () => {
    const site = await saveSite(db(), aSite({ name: 'blog' }))
    await insertKey(db(), aNewKey({ siteIds: [site.id] }))
    expect(await listKeys(db())).toMatchObject([{ sites: ['blog'] }])

    await removeSite(db(), site.id)
    await saveSite(db(), aSite({ name: 'blog' }))

    expect(await listKeys(db())).toMatchObject([{ sites: [] }])
  })

  it('expire, are revoked once, and are counted', async () => {
    const hash = randomBytes(32)
    const old = await insertKey(db(), aNewKey({ days: 1 }))
    const revoked = await insertKey(db(), aNewKey({ hash }))
    await db().query(`update keys set expires_at = now() - interval '1 second' where id = $1`, [old.id])

    const first = await revokeKey(db(), revoked.id)
    const second = await revokeKey(db(), revoked.id)

    expect(second).toEqual(first)
    expect(await findKey(db(), [hash])).toMatchObject({ state: 'revoked' })
    expect((await getKey(db(), old.id)).state).toBe('expired')
    expect(await countKeys(db())).toEqual({ total: 2, valid: 0 })
    await expect(revokeKey(db(), 99)).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('are replaced by one that opens the same for as long, beside which the old one ends later', async () => {
    const old = await insertKey(db(), aNewKey({ scopes: ['search'], ratePerMinute: 7, days: 90, name: 'shop' }))
    await db().query(
      `update keys set created_at = created_at - interval '80 days', expires_at = expires_at - interval '80 days'`,
    )

    const next = await replaceKey(db(), old.id, aMark(), 24)

    expect(next).toMatchObject({ name: 'shop', scopes: ['search'], ratePerMinute: 7, state: 'valid' })
    expect(hoursUntil(next.expiresAt)).toBeCloseTo(90 * 24, 0)
    const after = await getKey(db(), old.id)
    expect(after).toMatchObject({ state: 'replaced', replacedBy: next.id })
    expect(hoursUntil(after.expiresAt)).toBeCloseTo(24, 0)
  })

  it('are replaced once, whoever tries at the same time, and not when they are over', async () => {
    const { id } = await insertKey(db(), aNewKey())

    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => replaceKey(db(), id, aMark(), 24)))

    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await countKeys(db())).toMatchObject({ total: 2 })
    await revokeKey(db(), 2)
    await expect(replaceKey(db(), 2, aMark(), 24)).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('are noted as used once a minute, and kept under the newest pepper', async () => {
    const key = await insertKey(db(), aNewKey({ pepper: 'old' }))
    const newest = { hash: randomBytes(32), pepper: 'new' }

    await noteUse(db(), key.id, newest)
    const first = await getKey(db(), key.id)
    await noteUse(db(), key.id, newest)

    expect(first.lastUsedAt).toBeInstanceOf(Date)
    expect((await getKey(db(), key.id)).lastUsedAt).toEqual(first.lastUsedAt)
    expect(await findKey(db(), [newest.hash])).toMatchObject({ id: key.id, pepper: 'new', isUseUnnoted: false })
    await db().query(`update keys set last_used_at = now() - interval '61 seconds'`)
    expect(await findKey(db(), [newest.hash])).toMatchObject({ isUseUnnoted: true })
  })

  it('share one secret, whoever makes it first', async () => {
    const kept = await Promise.all(['a', 'b', 'c'].map((value) => keepSecret(db(), 'pepper', value)))

    expect(new Set(kept).size).toBe(1)
    expect(await findSecret(db(), 'pepper')).toBe(kept[0])
    expect(await findSecret(db(), 'other')).toBeNull()
  })
})

function aMark() {
  return { hash: randomBytes(32), pepper: 'pepper', hint: 'ap_sk_0000…0000' }
}

function aNewKey(change: Partial<NewKey> = {}): NewKey {
  return {
    ...aMark(),
    ...{
      kind: 'secret',
      name: '',
      scopes: ['search', 'ask'],
      origins: [],
      siteIds: null,
      ratePerMinute: null,
      days: null,
    },
    ...change,
  }
}

function hoursUntil(date: Date | null): number {
  return ((date?.getTime() ?? 0) - Date.now()) / 3_600_000
}
