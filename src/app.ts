/**
 * The composition root: configuration -> adapters -> use cases. Holds no logic of its own.
 *
 * Whatever is opened here is closed here, in reverse.
 */
import { openExtractive } from './answer/extractive.ts'
import { billQuestions, openAccounts } from './app/accounts.ts'
import { openAskParts, openModel } from './app/answers.ts'
import { openCache } from './app/cache.ts'
import { startDemo } from './app/demo.ts'
import { openEmbedders } from './app/embedders.ts'
import { openAnswers } from './app/give-answers.ts'
import { guardRestored } from './app/guard-restored.ts'
import { openIndexState } from './app/index-state.ts'
import { openKeyCommands } from './app/keys.ts'
import { forQuestions, openDatabase, openReadReplica } from './app/open.ts'
import { openConfiguredReranker } from './app/reranker.ts'
import { serve } from './app/serve.ts'
import { addSite, keepConfiguredSites } from './app/sites.ts'
import { activateSpace, describeSpaces } from './app/space-status.ts'
import { embedWaiting } from './app/spaces.ts'
import { openConfiguredSpending } from './app/spending.ts'
import { readStatus } from './app/status.ts'
import { syncSites } from './app/sync-sites.ts'
import { checkWarm, openWarmer } from './app/warm.ts'
import { openWatch } from './app/watch.ts'
import { work } from './app/worker.ts'
import type { App, AppOptions } from './cli/parts.ts'
import type { Config } from './config.ts'
import { openLog } from './log/log.ts'
import { openKeptVectors } from './retrieval/kept-vectors.ts'
import { retrieve } from './retrieval/retrieve.ts'
import { weighTexts } from './retrieval/weigh-texts.ts'
import { explainPosts } from './store/ledger.ts'
import { migrate, readMigrations } from './store/migrate.ts'
import { noticeCopy } from './store/restored.ts'
import { getSite, listSites, removeSite } from './store/sites.ts'
import { openSpace } from './store/spaces.ts'
import { inSpan } from './telemetry/spans.ts'
import type { SearchRequest } from './types.ts'

export { backUp } from './app/backup.ts'
export { runDoctor } from './app/doctor.ts'
export { markAsRestored, restore } from './app/restore.ts'

/** @throws AppError `unavailable` or `conflict` when the database cannot be opened. */
export async function openApp(config: Config, options: AppOptions): Promise<App> {
  const closers: (() => Promise<void>)[] = []
  const close = () => closeAll(closers.splice(0).reverse())
  try {
    return await compose(config, options, { closers, close })
  } catch (error) {
    // What cannot be closed either is not what to tell.
    await close().catch(() => {})
    throw error
  }
}

/** Every one, whatever happens to those before it: a database that stays open keeps its folder locked. */
async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = []
  for (const closer of closers) await closer().catch((error) => errors.push(error))
  if (errors.length > 0) throw errors[0]
}

interface Closing {
  closers: (() => Promise<void>)[]
  close(): Promise<void>
}

async function compose(config: Config, { isService }: AppOptions, { closers, close }: Closing): Promise<App> {
  const log = openLog(isService ? config.logLevel : 'silent')
  const watch = await openWatch(config, log, { isService })
  closers.push(() => watch.close())
  const db = await openDatabase(config, { isService })
  closers.push(() => db.close())
  const asked = forQuestions(db)
  const replica = openReadReplica(config, asked)
  if (replica) closers.push(() => replica.close())
  const migrations = await readMigrations()
  const applied = await migrate(db, migrations)
  await noticeCopy(db)
  const embedders = openEmbedders(config, watch)
  closers.push(() => embedders.close())
  // A service wants the model it is configured with; a command that only looks must not start a change of models.
  if (isService) await openSpace(db, embedders.configured)

  const { cache, redis, close: closeCache } = await openCache(config, log)
  closers.push(closeCache)

  const spending = openConfiguredSpending(config, { db: asked, metrics: watch.metrics, log })
  closers.push(() => spending.close())

  const server = config.openai?.baseUrl ?? 'builtin'
  const parts = { db, config, embedders, cache, watch, replica, spending }
  const index = openIndexState({ ...parts, db: asked }, (space) => openKeptVectors(cache, { server, ...space }))
  const { runStage } = watch
  const onCharged = billQuestions(spending)
  const reranking = openConfiguredReranker(config, { wrapHttp: (http) => watch.http(http, 'reranker') })
  if (reranking) closers.push(reranking.close)
  const searching = {
    ...{ db: asked, ...index, runStage, onCharged },
    ...(replica && { chooseReader: replica.choose }),
    ...(reranking && { reranker: reranking.reranker }),
  }
  const search = (request: SearchRequest, signal?: AbortSignal) =>
    inSpan('retrieve', {}, () => retrieve(searching, request, signal))
  const extractive = openExtractive(async (question, texts, sites) => {
    const siteIds = await Promise.all(sites.map((site) => index.resolveSites({ site })))
    return weighTexts(asked, question, siteIds.flat(), texts)
  })
  const model = openModel(config, { wrapFetch: (fetch) => watch.fetch(fetch, 'model') })
  if (model) closers.push(() => model.close())
  const { maxOutputTokens: maxTokens } = config.answers
  const openAccount = openAccounts(spending, index)
  const { findLanguage } = index
  const asking = { search, findLanguage, openAccount, quoting: extractive }
  const making = openAskParts({ db: asked, model, maxTokens, watch, ...asking })
  const answers = openAnswers({ ...parts, db: asked, resolveSites: index.resolveSites, making })
  closers.push(answers.close)
  const warmer = openWarmer(answers.warm, log)
  closers.push(warmer.close)
  const { findKept, ...questions } = guardRestored(asked, { search, ...answers })
  const jobParts = { ...parts, log, afterSync: warmer.afterSync }

  const app: App = {
    async sync(request) {
      if (!request.isDryRun) await openSpace(db, embedders.configured)
      const reports = await syncSites(parts, request)
      if (!isService && !request.isDryRun && !request.signal.aborted) {
        const { signal } = request
        await embedWaiting(parts, { signal, onProgress: (progress) => request.onProgress('vectors', progress) })
      }
      return reports
    },
    ...questions,
    warm: async (limit, signal) => {
      checkWarm(config)
      return answers.warm(limit, signal)
    },
    addSite: (url, siteOptions) => addSite(db, config, url, siteOptions),
    listSites: () => keepConfiguredSites(db, config).catch(() => listSites(db)),
    removeSite: async (name) => removeSite(db, (await getSite(db, name)).id),
    migrate: async () => ({ applied, version: migrations.at(-1)?.name ?? 'none' }),
    status: () => readStatus(parts),
    spending: () => spending.readToday(),
    explainPosts: async (wpIds, site) => explainPosts(db, await index.resolveSites({ site }), wpIds),
    listSpaces: () => describeSpaces(db),
    activateSpace: (id, spaceOptions) => activateSpace(parts, id, spaceOptions),
    ...openKeyCommands(db, config),
    work: (workOptions) => work(jobParts, workOptions),
    serve: (serveOptions) => serve({ ...jobParts, app, findKept, model, redis }, serveOptions),
    startDemo: (demoOptions) => startDemo({ ...jobParts, app, findKept, model, redis }, demoOptions),
    close,
  }
  return app
}
