/** A real WordPress and an index that is kept level by ticks alone, as the scheduler of a service runs them. */
import { openEmbedders } from '../../src/app/embedders.ts'
import { unpaid } from '../../src/app/spending.ts'
import { syncSites } from '../../src/app/sync-sites.ts'
import { unwatched } from '../../src/app/watch.ts'
import { readConfig } from '../../src/config.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openSpace } from '../../src/store/spaces.ts'
import type { SyncReport } from '../../src/types.ts'
import { openServiceWorld, type ServiceWorld, type WorldOptions } from './service-world.ts'

export interface TickWorld extends Pick<ServiceWorld, 'wordpress' | 'provider' | 'seeded' | 'open' | 'close'> {
  /** One tick, of the one site. */
  tick(): Promise<SyncReport>
}

export async function openTickWorld(options: WorldOptions): Promise<TickWorld> {
  const world = await openServiceWorld({ ...options, hasThemeData: false })
  try {
    const config = readConfig({ ...world.environment, WP_URL: world.wordpress.url })
    const db = await world.open()
    await migrate(db, await readMigrations())
    const embedders = openEmbedders(config)
    await openSpace(db, embedders.configured)
    const { signal } = new AbortController()
    const plain = { isFull: false, isDryRun: false, approveDeletions: null, postIds: [], onProgress: () => {} }
    return {
      ...world,
      tick: async () => {
        const [report] = await syncSites(
          { db, config, embedders, watch: unwatched(), spending: unpaid() },
          { ...plain, mode: 'tick', signal },
        )
        if (!report) throw new Error('there is no site')
        return report
      },
      close: async () => {
        await embedders.close()
        await world.close()
      },
    }
  } catch (error) {
    await world.close()
    throw error
  }
}
