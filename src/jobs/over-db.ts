/** pg-boss's statements through our Db, for the embedded database: one session, shared with everything else. */
import type { Db as BossDb } from 'pg-boss'
import type { Db } from '../store/db.ts'

/** What pg-boss wraps several statements in. It has to end in a rollback when one of them fails, as it would in a pool. */
const BLOCK = /^\s*begin;(.*)commit;\s*$/is

export function overDb(db: Db): BossDb {
  return {
    async executeSql(text, values) {
      const [, block] = BLOCK.exec(text) ?? []
      const rows = block === undefined ? await db.query(text, values) : await db.transaction((tx) => tx.query(block))
      return { rows }
    },
  }
}
