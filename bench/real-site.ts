/**
 * A real site: WordPress 7.1 with 739 pages of WordPress's own documentation and the theme test data.
 *
 *   npx node bench/real-site.ts
 *
 * First and second sync, the program in a process of its own with an embedder that answers at once; then the index against
 * the site, post by post. On PGlite, and on PostgreSQL where TEST_DATABASE_URL is set. Needs TEST_WORDPRESS (test/service).
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openTestPostgres, testDatabaseUrl } from '../test/database.ts'
import { findDifferences, mean, recallOf } from '../test/service/compare.ts'
import { wordpressFolder } from '../test/service/find-wordpress.ts'
import { askWordpress, isListed, isPublic, type TruePost } from '../test/service/oracle.ts'
import { type Environment, type Report, readReport, readStatus } from '../test/service/program.ts'
import { type Index, readIndex } from '../test/service/read-index.ts'
import { openServiceWorld, type ServiceWorld } from '../test/service/service-world.ts'

const corpus = join(wordpressFolder ?? '', '../data/wpdocs')
if (wordpressFolder !== null && existsSync(corpus)) await measure(wordpressFolder)
else console.log(`skipped: it takes a WordPress (TEST_WORDPRESS) and the corpus ${corpus}`)

async function measure(folder: string): Promise<void> {
  const world = await openServiceWorld({ folder, suite: 'sid', engine: 'pglite' })
  try {
    await world.wordpress.importCorpus(corpus)
    const posts = await askWordpress(world.wordpress)
    const count = (is: (post: TruePost) => boolean) => posts.filter(is).length
    console.log(
      `WordPress ${world.wordpress.version}: ${posts.length} posts and pages, ${count(isListed)} published, ` +
        `${count(isPublic)} of them for everybody`,
    )
    await measureOn('PGlite', world, { as: {}, read: async () => readIndex(await world.open()), posts })
    if (!testDatabaseUrl) return
    const db = await openTestPostgres()
    const postgres = { as: { DATABASE_URL: db.url }, read: () => readIndex(db), posts }
    await measureOn('PostgreSQL', world, postgres).finally(() => db.close())
  } finally {
    await world.close()
  }
}

interface On {
  as: Environment
  read(): Promise<Index>
  posts: readonly TruePost[]
}

async function measureOn(engine: string, world: ServiceWorld, { as, read, posts }: On): Promise<void> {
  await world.run(['sites', 'add', world.wordpress.url], as)
  for (const which of ['first', 'second']) {
    const finished = await world.run(['sync'], as)
    console.log(`${engine}, ${which} sync: ${lineOf(readReport(finished), finished.ms)}`)
  }
  const { listed, indexed, chunks, hidden, skipped, failed, pending_vectors } = readStatus(
    await world.run(['status'], as),
  )
  const ledger = JSON.stringify({ listed, indexed, hidden, skipped, failed, chunks, pending_vectors })
  console.log(`${engine}, status: ${ledger}`)
  const index = await read()
  const differences = findDifferences(posts, index)
  console.log(`${engine}, index against site: ${differences.length} differences in ${posts.length} posts`)
  for (const difference of differences.slice(0, 20)) console.log(`  ${difference}`)
  const recalls = recallOf(posts, index)
  const worst = recalls.slice(0, 5).map(({ title, recall }) => `"${title}" ${(recall * 100).toFixed(0)} %`)
  console.log(
    `${engine}, words of the authors in the index: ${(mean(recalls) * 100).toFixed(2)} % of each post's; ` +
      `least: ${worst.join(', ')}`,
  )
}

function lineOf({ listed, added, unchanged, requests, embedded, ms }: Report, processMs: number): string {
  return (
    `${listed} listed, ${added} added, ${unchanged} unchanged in ${(ms / 1000).toFixed(1)} s ` +
    `(process ${(processMs / 1000).toFixed(1)} s), ${requests.light} light and ${requests.heavy} heavy requests, ` +
    `${embedded.texts} texts with ${embedded.tokens} tokens in ${embedded.requests} embedding requests`
  )
}
