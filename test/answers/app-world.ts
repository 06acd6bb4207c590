/** Several processes of the real program on one PostgreSQL and one Redis, over posts that the test writes itself. */
import { openApp } from '../../src/app.ts'
import type { App } from '../../src/cli/parts.ts'
import { readConfig } from '../../src/config.ts'
import type { Db } from '../../src/store/db.ts'
import { type DocumentWrite, replaceDocuments } from '../../src/store/documents.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import type { Writer } from '../../src/store/runs.ts'
import { type StoredSite, saveSite } from '../../src/store/sites.ts'
import { openTestPostgres } from '../database.ts'
import { aSite } from '../makers.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../openai/fake-openai.ts'

export interface AppWorld {
  db: Db
  databaseUrl: string
  provider: FakeOpenAi
  site: StoredSite
  /** For writes of the test: without a lease. */
  writer: Writer
  /** One more process, that serves. Closed with the world. */
  open(env?: Record<string, string>): Promise<App>
  write(...writes: DocumentWrite[]): Promise<void>
  close(): Promise<void>
}

/** @param env For every process; nothing of the caller's environment gets in. */
export async function openAppWorld(env: Record<string, string>): Promise<AppWorld> {
  const db = await openTestPostgres()
  await migrate(db, await readMigrations())
  const site = await saveSite(db, aSite())
  const provider = await startFakeOpenAi()
  const apps: App[] = []
  const writer = { siteId: site.id, fence: null }
  const shared = {
    DATABASE_URL: db.url,
    OPENAI_BASE_URL: provider.baseUrl,
    EMBED_DIMENSIONS: '16',
    LOG_LEVEL: 'silent',
    ...env,
  }
  return {
    db,
    databaseUrl: db.url,
    provider,
    site,
    writer,
    open: async (own = {}) => {
      const app = await openApp(readConfig({ ...shared, ...own }), { isService: true })
      apps.push(app)
      return app
    },
    write: async (...writes) => {
      await replaceDocuments(db, writer, writes, new Date())
    },
    close: async () => {
      for (const app of apps) await app.close()
      await provider.close()
      await db.close()
    },
  }
}
