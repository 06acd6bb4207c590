/** `askpress doctor`: asks everything the configuration names whether it is there and works. */
import type { Check } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { AppError, messageOf } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { migrate, readMigrations } from '../store/migrate.ts'
import { describeDatabase } from '../store/ping.ts'
import { listSites } from '../store/sites.ts'
import type { SpaceStatus } from '../types.ts'
import { discoverSite } from '../wordpress/discover.ts'
import { checkAnswers } from './answers.ts'
import { checkCache } from './cache.ts'
import { checkBudget } from './check-budget.ts'
import { checkRecall } from './check-recall.ts'
import { openEmbedders } from './embedders.ts'
import { openDatabase, openEmbedder, openHttpFor } from './open.ts'
import { checkReplica } from './replica.ts'
import { checkReranker } from './reranker.ts'
import { credentialsOf } from './sites.ts'
import { describeChange, describeSpaces } from './space-status.ts'

export async function* runDoctor(config: Config, signal: AbortSignal): AsyncGenerator<Check> {
  const database = await checkDatabase(config, signal)
  yield database.check
  if (config.database.readUrl !== null) yield await checkReplica(config)
  yield await checkCache(config)
  const urls = new Set([...config.wordpress.urls, ...database.urls])
  if (urls.size === 0) {
    const remedy = 'Set WP_URL, or run "askpress sites add https://example.com".'
    yield { name: 'wordpress', state: 'warn', detail: 'no site is known', remedy }
  }
  for (const url of urls) yield await checkSite(config, url, signal)
  yield await checkEmbedder(config, signal)
  if (database.spaces.length > 0) yield await checkSpaces(config, database.spaces)
  if (database.index) yield database.index
  yield await checkReranker(config, signal)
  yield await checkAnswers(config, signal)
  yield checkBudget(config)
}

interface CheckedDatabase {
  check: Check
  urls: string[]
  spaces: SpaceStatus[]
  /** Null without a database. */
  index: Check | null
}

async function checkDatabase(config: Config, signal: AbortSignal): Promise<CheckedDatabase> {
  const name = 'database'
  const where = config.database.url ? 'PostgreSQL' : `embedded, in ${config.database.dataDir}`
  let db: Db | null = null
  try {
    db = await openDatabase(config)
    const applied = await migrate(db, await readMigrations())
    const { version, pgvector } = await describeDatabase(db)
    const detail = `${where}: version ${version}, pgvector ${pgvector}, schema up to date`
    const done = applied.length > 0 ? ` (${applied.length} migrations applied now)` : ''
    const urls = (await listSites(db)).map((site) => site.url)
    const check: Check = { name, state: 'ok', detail: detail + done }
    return { check, urls, spaces: await describeSpaces(db), index: await checkRecall(db, signal) }
  } catch (error) {
    const remedy = config.database.url
      ? 'Check DATABASE_URL, that PostgreSQL runs, and that the extension pgvector 0.8 or newer is installed.'
      : 'Stop the other process, or set DATA_DIR to a folder that can be written.'
    return { check: failed(name, error, remedy), urls: [], spaces: [], index: null }
  } finally {
    await db?.close()
  }
}

async function checkSite(config: Config, url: string, signal: AbortSignal): Promise<Check> {
  const name = `wordpress ${URL.parse(url)?.host ?? url}`
  try {
    const openHttp = (hosts: readonly string[]) => openHttpFor(hosts.map((host) => `http://${host}`))
    const found = await discoverSite({ openHttp, address: url, credentials: credentialsOf(config), signal })
    return { name, state: 'ok', detail: `"${found.name}", REST API at ${found.apiRoot}` }
  } catch (error) {
    return failed(name, error)
  }
}

async function checkEmbedder(config: Config, signal: AbortSignal): Promise<Check> {
  const name = 'embedder'
  const { embedder, close } = openEmbedder(config)
  try {
    const startedAt = performance.now()
    await embedder.embed(['Is anybody there?'], signal)
    const ms = Math.round(performance.now() - startedAt)
    const languages = embedder.languages ? `, for ${embedder.languages.join(', ')} only` : ''
    return { name, state: 'ok', detail: `${embedder.model}, ${embedder.dimensions} dimensions, ${ms} ms${languages}` }
  } catch (error) {
    return failed(name, error, 'Check OPENAI_API_KEY, OPENAI_BASE_URL and EMBED_MODEL.')
  } finally {
    await close()
  }
}

/** Whether the space that answers is the one the configuration names, and where a change of models stands. */
async function checkSpaces(config: Config, spaces: readonly SpaceStatus[]): Promise<Check> {
  const name = 'vectors'
  const embedders = openEmbedders(config)
  try {
    const active = spaces.find(({ state }) => state === 'active')
    const canAsk = !active || embedders.find(active) !== null
    const notes = describeChange(spaces, { configured: embedders.configured, canAsk })
    if (notes.length > 0) return { name, state: 'warn', detail: notes.join(' '), remedy: 'See "askpress spaces list".' }
    const detail = active
      ? `space ${active.id}: ${active.embedded} of ${active.chunks} passages have vectors`
      : 'no space answers yet: the first sync makes one'
    return { name, state: 'ok', detail }
  } finally {
    await embedders.close()
  }
}

function failed(name: string, error: unknown, remedy?: string): Check {
  if (!(error instanceof AppError)) throw error
  return { name, state: 'fail', detail: messageOf(error), kind: error.kind, ...(remedy ? { remedy } : {}) }
}
