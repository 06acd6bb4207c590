/** What POST /ingest sets going: jobs for single posts, on one site or on all. */
import type { IngestParts } from '../http/parts.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { abandonRequest, beginRequest, finishRequest } from '../store/idempotency.ts'
import { explainPosts } from '../store/ledger.ts'
import { listSites } from '../store/sites.ts'
import { forgetWebhook, rememberWebhook } from '../store/webhooks.ts'
import { resolveSites } from './resolve-sites.ts'
import type { SyncPartsOfApp } from './sync-sites.ts'

export function openIngest({ db, config }: SyncPartsOfApp, jobs: Jobs): IngestParts {
  const siteIds = async () => (await listSites(db)).map(({ id }) => id)
  return {
    async fetchPosts(postIds, from = {}) {
      for (const id of await resolveSites(db, await listSites(db), from)) await jobs.sendPosts(id, postIds)
    },
    resync: async () => jobs.sendRuns('nightly', await siteIds()),
    async isKnown(postIds) {
      // In line first: a post that leaves the line while we look is in the index by then.
      for (const postId of postIds) if (await jobs.hasPost(postId)) return true
      const posts = await explainPosts(db, await siteIds(), postIds)
      return posts.some(({ state }) => state !== null && state !== 'deleted')
    },
    webhooks: {
      secrets: config.http.webhookSecrets,
      remember: (id) => rememberWebhook(db, id),
      forget: (id) => forgetWebhook(db, id),
    },
    idempotency: {
      begin: (mark) => beginRequest(db, mark),
      finish: (mark, answer) => finishRequest(db, mark, answer),
      abandon: (mark) => abandonRequest(db, mark),
    },
  }
}
