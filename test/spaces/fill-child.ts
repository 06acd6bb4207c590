/** A process that fills a space and may be killed at any moment. Writes a line for each request that was kept. */
import { openPostgres } from '../../src/store/postgres.ts'
import { remoteSettings, startProcess } from './space-world.ts'

const { DATABASE_URL = '', BASE_URL = '', MODEL = '', DIMENSIONS = '', MAX_TEXTS = '' } = process.env

const db = openPostgres(DATABASE_URL)
const filling = await startProcess(db, remoteSettings(BASE_URL, MODEL, Number(DIMENSIONS)), Number(MAX_TEXTS))
await filling.fill({ onTurn: () => process.stdout.write('.\n') })
await filling.close()
await db.close()
