/** The whole service over HTTP on a PostgreSQL, with sites whose posts the test writes, and keys for them. */

import { openKeyCommands } from '../../src/app/keys.ts'
import { openApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { Db } from '../../src/store/db.ts'
import { replaceDocuments } from '../../src/store/documents.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { saveSite } from '../../src/store/sites.ts'
import { openTestPostgres } from '../database.ts'
import { aSite, aWrite } from '../makers.ts'

export interface RealWorld {
  db: Db
  /** A site of that name with these posts, and a key that opens everything of this site and nothing of others. */
  addSite(name: string, texts: readonly string[]): Promise<string>
  send(path: string, key: string, body?: unknown): Promise<{ status: number; text: string }>
  close(): Promise<void>
}

const ENV = { PORT: '0', SCHEDULER: 'off', LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '1000000' }

export async function openRealWorld(): Promise<RealWorld> {
  const db = await openTestPostgres()
  await migrate(db, await readMigrations())
  const config = readConfig({ ...ENV, DATABASE_URL: db.url })
  const app = await openApp(config, { isService: true })
  const ending = new AbortController()
  const ready = Promise.withResolvers<string>()
  const served = app.serve({ signal: ending.signal, onReady: ({ url }) => ready.resolve(url) })
  served.catch(ready.reject)
  const url = await ready.promise
  const keys = openKeyCommands(db, config)
  return {
    db,
    async addSite(name, texts) {
      const site = await saveSite(db, aSite({ name, url: `https://${name}.test` }))
      const writes = texts.map((text, n) =>
        aWrite([text], { wpId: n + 1, url: `https://${name}.test/${n}`, slug: `p${n}` }),
      )
      for (let start = 0; start < writes.length; start += 100) {
        await replaceDocuments(db, { siteId: site.id, fence: null }, writes.slice(start, start + 100), new Date())
      }
      const none = { name, origins: [], ratePerMinute: null, expiresDays: null }
      return (await keys.createKey({ ...none, scopes: ['search', 'ask', 'ingest'], sites: [name] })).secret
    },
    async send(path, key, body) {
      const headers = { 'x-api-key': key, ...(body !== undefined && { 'content-type': 'application/json' }) }
      const response = await fetch(url + path, {
        headers,
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      })
      return { status: response.status, text: await response.text() }
    },
    async close() {
      ending.abort()
      await served
      await app.close()
      await db.close()
    },
  }
}
