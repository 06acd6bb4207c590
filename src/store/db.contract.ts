/** What every Db must do. Each implementation's test calls this once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aVector } from '../../test/makers.ts'
import type { Db } from './db.ts'

export function describeDb(name: string, open: () => Promise<Db>): void {
  describe(`Db: ${name}`, () => {
    let db: Db

    beforeAll(async () => {
      db = await open()
      await db.query('create table notes (body text primary key); select 1')
    })
    afterAll(() => db.close())

    it('answers with rows, and with an empty list when there are none', async () => {
      expect(await db.query('select $1::int + 1 as sum', [41])).toEqual([{ sum: 42 }])
      expect(await db.query('select 1 where false')).toEqual([])
    })

    it('gives the same JavaScript value for each column type we use', async () => {
      const [row] = await db.query(`select 7::bigint as id, 0.5::float8 as score, null::text as nothing,
                                           '2024-02-03T04:05:06Z'::timestamptz as at`)
      expect(row).toEqual({ id: 7, score: 0.5, nothing: null, at: new Date('2024-02-03T04:05:06Z') })
    })

    it('binds arrays, which is how the store inserts many rows at once', async () => {
      const rows = await db.query('select * from unnest($1::int[], $2::text[]) as t (n, s)', [
        [1, 2],
        ['a', "b'"],
      ])
      expect(rows).toEqual([
        { n: 1, s: 'a' },
        { n: 2, s: "b'" },
      ])
    })

    it('takes a vector in binary, one by one and in a list of rows', async () => {
      await db.query('create extension if not exists vector')
      const half = aVector([0.5, -0.25])
      expect(await db.query('select $1::vector::text as v', [half])).toEqual([{ v: '[0.5,-0.25]' }])
      const rows = await db.query(
        'select n, v::text from (values ($1::int, $2::vector::halfvec), ($3, $4::vector::halfvec)) as t (n, v)',
        [1, half, 2, aVector([1, 0])],
      )
      expect(rows).toEqual([
        { n: 1, v: '[0.5,-0.25]' },
        { n: 2, v: '[1,0]' },
      ])
    })

    it('takes many rows as JSON, lists in their columns', async () => {
      const rows = await db.query('select * from json_to_recordset($1) as t (n int, words text[])', [
        JSON.stringify([{ n: 1, words: ['a', 'b "c"'] }]),
      ])
      expect(rows).toEqual([{ n: 1, words: ['a', 'b "c"'] }])
    })

    it('tells the SQLSTATE of a refused statement', async () => {
      await expect(db.query('select $1::int / 0', [1])).rejects.toMatchObject({ code: '22012' })
    })

    it('keeps nothing of a transaction that rejects, and works on afterwards', async () => {
      const failing = db.transaction(async (tx) => {
        await tx.query('insert into notes values ($1)', ['lost'])
        throw new Error('stop')
      })
      await expect(failing).rejects.toThrow('stop')
      expect(await db.query('select * from notes')).toEqual([])
    })

    it('maintains outside of transactions, and never inside of one', async () => {
      await db.maintain('vacuum notes')
      await expect(db.transaction((tx) => tx.maintain('vacuum notes'))).rejects.toThrow('part of a transaction')
    })

    it('joins an open transaction instead of starting a second one', async () => {
      await db.transaction(async (tx) => {
        await tx.transaction((inner) => inner.query('insert into notes values ($1)', ['kept']))
        expect(await tx.query('select body from notes')).toEqual([{ body: 'kept' }])
      })
    })
  })
}
