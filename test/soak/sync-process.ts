/** A sync of the soak as a process that can be killed. Started by killed-process.ts, which hands the run in as JSON. */
import { openPostgres } from '../../src/store/postgres.ts'
import type { ProcessRun } from './killed-process.ts'
import { openSoakParts, runSoakSync } from './soak-sync.ts'

// Written by killed-process.ts and nobody else.
const { databaseUrl, embeddingUrl, ...run } = JSON.parse(process.argv[2] ?? '') as ProcessRun
const db = openPostgres(databaseUrl, { maxConnections: 4 })
const parts = await openSoakParts(db, embeddingUrl)
process.stdout.write('ready\n')
const { signal } = new AbortController()
await runSoakSync(parts, { ...run, db, signal, random: Math.random }).catch(() => {})
await parts.close()
await db.close()
