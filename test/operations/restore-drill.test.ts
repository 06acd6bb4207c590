/** The short form of bench/restore-drill.ts. */
import { describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../database.ts'
import { postgresBin } from './own-postgres.ts'
import { drillRestore } from './restore-drill.ts'

describe.skipIf(!testDatabaseUrl || postgresBin === null)('the restore drill', () => {
  it('O01 finds counts, rows and 50 answers equal in another cluster', async () => {
    const figures = await drillRestore({ posts: 80 })

    expect(figures).toMatchObject({ faults: [], equalAnswers: 50, questions: 50 })
    expect(figures.tables).toBeGreaterThan(8)
    expect(figures.equalTables).toBe(figures.tables)
    expect(figures.writes).toBeGreaterThan(0)
  }, 60_000)
})
