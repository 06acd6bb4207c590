/**
 * A backup that was never restored is a hope: this restores one into a server made for it and compares.
 *
 * Twice: of a database that is written to all the while, and of one at rest. Whatever could not be compared is an error.
 */
import { join } from 'node:path'
import { backUp } from '../../src/app/backup.ts'
import { openDatabase } from '../../src/app/open.ts'
import { restore } from '../../src/app/restore.ts'
import type { App } from '../../src/cli/parts.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Db } from '../../src/store/db.ts'
import { listTables } from '../../src/store/tables.ts'
import {
  aTopicPost,
  type Installation,
  type InstallationSize,
  openInstallation,
  syncOnce,
  topicOf,
  withProgram,
} from './installation.ts'
import { openOwnPostgres } from './own-postgres.ts'

export interface DrillSize extends InstallationSize {
  /** More than 60: the first 50 are asked about, others are edited meanwhile. */
  posts: number
}

export interface DrillFigures {
  posts: number
  chunks: number
  /** Edits that came in while the backup was written. */
  writes: number
  bytes: number
  backupMs: number
  restoreMs: number
  tables: number
  /** Tables of which every row has the same hash on both sides. */
  equalTables: number
  questions: number
  equalAnswers: number
  /** Sentences: whatever is not as it should be, or could not be compared. */
  faults: string[]
}

const GOLDEN = 50
/** Changed by the restore itself: what takes the copy out of service, and where it lives. */
const CHANGED = ['sites', 'listings', 'installation', 'migrations']

export async function drillRestore({ posts, ...size }: DrillSize): Promise<DrillFigures> {
  const installation = await openInstallation('postgres', { posts, ...size })
  const server = await openOwnPostgres()
  try {
    await server.start()
    const home = await installation.newHome()
    await withProgram(home, syncOnce)
    const busy = await backUpWhileWriting(installation, home)
    const faults = await checkBusyCopy(installation, copyOf(home, server.url('busy')), busy)
    const file = join(installation.folder, 'rest.backup')
    const written = await backUp(home, { file, mayOverwrite: false })
    const copy = copyOf(home, server.url('rest'))
    await createDatabase(copy)
    const restored = await restore(copy, { file, isReplacing: false })
    const hashes = await compareHashes(home, copy)
    const answers = await compareAnswers(home, copy)
    return {
      chunks: written.rows.get('chunks') ?? 0,
      ...{ posts, writes: busy.writes, bytes: written.bytes, backupMs: written.ms, restoreMs: restored.ms },
      ...hashes,
      ...answers,
      faults: [...faults, ...faultsOf(hashes, answers)],
    }
  } finally {
    await server.close()
    await installation.close()
  }
}

interface Busy {
  file: string
  rows: ReadonlyMap<string, number>
  writes: number
}

async function backUpWhileWriting(installation: Installation, home: Config): Promise<Busy> {
  const { site } = installation.wordpress
  const file = join(installation.folder, 'busy.backup')
  let isWriting = true
  let writes = 0
  const writer = withProgram(home, async (app) => {
    for (; isWriting || writes === 0; writes++) {
      const post = site.posts[GOLDEN + (writes % 10)]
      if (!post) throw new Error('there are too few posts')
      post.contentHtml = `<p>Edited for the ${writes}th time.</p>`
      post.modifiedGmt = new Date(Date.UTC(2026, 5, 1) + writes * 1000).toISOString().slice(0, 19)
      site.posts.push(aTopicPost(100_000 + writes))
      await syncOnce(app)
    }
  })
  const { rows } = await backUp(home, { file, mayOverwrite: false })
  isWriting = false
  await writer
  return { file, rows, writes }
}

async function checkBusyCopy(installation: Installation, copy: Config, { file, rows }: Busy): Promise<string[]> {
  await createDatabase(copy)
  const report = await restore(copy, { file, isReplacing: false })
  const wrong = [...rows].filter(([table, count]) => !CHANGED.includes(table) && report.rows.get(table) !== count)
  const faults = wrong.map(([table, count]) => `${table}: ${count} rows backed up, ${report.rows.get(table)} restored`)
  // One moment of the database, not a mixture of several: whatever counts something else counts right.
  const torn = await withDatabase(copy, countTorn)
  if (torn > 0) faults.push(`${torn} rows contradict others`)
  const run = await withProgram(copy, syncOnce)
  if (run.outcome !== 'done') faults.push(`the sweep ended with ${run.outcome}: ${run.notes.join(' ')}`)
  if (run.listed !== installation.wordpress.site.posts.length) faults.push(`the sweep listed ${run.listed} posts`)
  return faults
}

async function countTorn(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select ((select count(*) from documents d where d.chunk_count <>
                (select count(*) from chunks c where c.site_id = d.site_id and c.document_id = d.id))
           + (select count(*) from terms t where t.chunk_count <>
                (select count(*) from postings p where p.site_id = t.site_id and p.term_id = t.id)))::int as count`,
  )
  return row?.count ?? 0
}

interface Hashes {
  tables: number
  equalTables: number
  different: string[]
}

async function compareHashes(home: Config, copy: Config): Promise<Hashes> {
  const [one, other] = await Promise.all([withDatabase(home, readHashes), withDatabase(copy, readHashes)])
  const different = [...one].filter(([table, hash]) => other.get(table) !== hash).map(([table]) => table)
  return { tables: one.size, equalTables: one.size - different.length, different }
}

/** Of every row of every table, whatever their order. */
async function readHashes(db: Db): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const table of await listTables(db)) {
    if (CHANGED.includes(table)) continue
    const [row] = await db.query<{ hash: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(hash, '' order by hash)), '') as hash
         from (select md5(t::text) as hash from "${table}" t) rows`,
    )
    hashes.set(table, row?.hash ?? '')
  }
  return hashes
}

interface Answers {
  questions: number
  equalAnswers: number
  /** Questions that found nothing on the original: they compare nothing. */
  unanswered: number
}

async function compareAnswers(home: Config, copy: Config): Promise<Answers> {
  const questions = Array.from({ length: GOLDEN }, (_, at) => `Which colour are the ${topicOf(at + 1)}?`)
  const wanted = await withProgram(home, (app) => askAll(app, questions))
  await withProgram(copy, syncOnce)
  const given = await withProgram(copy, (app) => askAll(app, questions))
  return {
    questions: questions.length,
    equalAnswers: wanted.filter((answer, at) => answer === given[at]).length,
    unanswered: wanted.filter((answer) => answer.startsWith('refused')).length,
  }
}

async function askAll(app: App, questions: readonly string[]): Promise<string[]> {
  const { signal } = new AbortController()
  const answers: string[] = []
  for (const question of questions) {
    const { outcome, text, sources } = await app.ask({ question, filters: {}, history: [] }, signal)
    const found = sources.map(({ id, url, content, score }) => `${id} ${url} ${content} ${score.toFixed(4)}`)
    answers.push([outcome, text, ...found].join('\n'))
  }
  return answers
}

function faultsOf(hashes: Hashes, { questions, equalAnswers, unanswered }: Answers): string[] {
  return [
    ...hashes.different.map((table) => `${table}: the rows differ`),
    ...(hashes.tables === 0 ? ['no table could be compared'] : []),
    ...(equalAnswers < questions ? [`${questions - equalAnswers} of ${questions} answers differ`] : []),
    ...(unanswered > 0 ? [`${unanswered} questions have no answer and compare nothing`] : []),
  ]
}

/** The same settings, on another database. */
function copyOf({ wordpress, openai }: Config, url: string): Config {
  return readConfig({
    WP_URL: wordpress.urls.join(','),
    OPENAI_BASE_URL: openai?.baseUrl ?? '',
    OPENAI_API_KEY: openai?.apiKey ?? '',
    EMBED_DIMENSIONS: String(openai?.embedDimensions ?? ''),
    DATABASE_URL: url,
  })
}

async function createDatabase(copy: Config): Promise<void> {
  const url = new URL(copy.database.url ?? '')
  const name = url.pathname.slice(1)
  url.pathname = '/postgres'
  await withDatabase(copyOf(copy, url.href), (db) => db.query(`create database ${name}`))
}

async function withDatabase<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDatabase(config)
  return work(db).finally(() => db.close())
}
