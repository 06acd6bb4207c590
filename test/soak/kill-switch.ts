/**
 * A database that dies at a chosen statement: from then on every call fails, and what was in a transaction is rolled back.
 * To the program it is what SIGKILL is: whatever comes after did not happen. Deterministic, and on both databases.
 */
import type { Db } from '../../src/store/db.ts'

export interface KillSwitch {
  /** For the program under test. */
  db: Db
  /** Dies, or only calls `onKill`, at the statement of this number from now on. */
  arm(statements: number, options: { isFatal: boolean; onKill(): void }): void
  /** Alive again. @returns whether it had struck. */
  disarm(): boolean
}

export function openKillSwitch(real: Db): KillSwitch {
  let left = Number.POSITIVE_INFINITY
  let isDead = false
  let hasStruck = false
  let strike: { isFatal: boolean; onKill(): void } = { isFatal: false, onKill: () => {} }

  const step = () => {
    if (isDead) throw new Error('killed')
    if (--left > 0 || hasStruck) return
    hasStruck = true
    isDead = strike.isFatal
    strike.onKill()
    if (isDead) throw new Error('killed')
  }
  const wrap = (db: Db): Db => ({
    engine: db.engine,
    query: async (text, values) => {
      step()
      return db.query(text, values)
    },
    transaction: async (work) => {
      step()
      const result = await db.transaction(async (tx) => {
        const done = await work(wrap(tx))
        // Before the commit.
        step()
        return done
      })
      // After it, and nobody learns of it.
      step()
      return result
    },
    maintain: async (statements) => {
      step()
      return db.maintain(statements)
    },
    close: () => db.close(),
  })
  return {
    db: wrap(real),
    arm: (statements, options) => {
      left = statements
      hasStruck = false
      strike = options
    },
    disarm: () => {
      left = Number.POSITIVE_INFINITY
      isDead = false
      return hasStruck
    },
  }
}
