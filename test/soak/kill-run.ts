/**
 * A first sync that is killed again and again, and the updates of an indexed site after it.
 *
 * The program is the real one, in a process of its own. While it lives and dies somebody reads; at the end the index is
 * compared with that of a program that was left alone.
 */
import type { Db } from '../../src/store/db.ts'
import type { FakeOpenAi } from '../openai/fake-openai.ts'
import { aRandom } from '../random.ts'
import type { FaultServer } from '../wordpress/fault-server.ts'
import { type Fingerprints, type Reader, readFingerprints } from './fingerprints.ts'
import { runSync } from './program.ts'

/** Where the program keeps its index, and how one looks into it. */
export interface Home {
  env: Record<string, string>
  /** Called after every run; a home that can be read all the while has its own reader besides. */
  afterRun(reader: Pick<Reader, 'reads' | 'seen'>): Promise<void>
  withDb<T>(work: (db: Db) => Promise<T>): Promise<T>
}

export interface KillFigures {
  kills: number
  /** Runs that came to their end. */
  ends: number
  reads: number
  /** Documents seen that were neither the old nor the new version, whole. */
  mixed: string[]
  lost: number
  double: number
  /** Different from an undisturbed index. */
  different: number
  uniqueTexts: number
  sentTexts: number
  /** Texts of the largest request. */
  largestBatch: number
}

export interface KillScene {
  wordpress: FaultServer
  provider: FakeOpenAi
  home: Home
  reader: Pick<Reader, 'reads' | 'seen'>
  /** Of an index that nobody disturbed, before and after the change that is synced. */
  versions: Fingerprints[]
  /** Kills at a random moment within so many milliseconds of the start. */
  withinMs: number
  seed: number
}

/** Kills so often, then lets the sync end. @returns also when the sync ended before all kills were spent. */
export async function killAndFinish(scene: KillScene, kills: number): Promise<KillFigures> {
  const { home, provider, reader, versions } = scene
  const random = aRandom(scene.seed)
  const env = { WP_URL: scene.wordpress.url, OPENAI_BASE_URL: provider.baseUrl, ...home.env }
  const figures = { kills: 0, ends: 0 }
  while (figures.ends === 0) {
    const killAfterMs = figures.kills < kills ? Math.round(random() * scene.withinMs) : null
    const end = await runSync(env, killAfterMs)
    if (end.isKilled) figures.kills++
    else if (end.code === 0) figures.ends++
    else throw new Error(`the sync ended with ${end.code}: ${end.stdout}${end.stderr}`)
    await home.afterRun(reader)
  }
  const found = await home.withDb(readFingerprints)
  const wanted = versions.at(-1) ?? new Map()
  const batches = provider.requests.map(({ texts }) => texts)
  const texts = batches.flat()
  return {
    ...figures,
    reads: reader.reads,
    mixed: findMixed(reader, versions),
    lost: [...wanted.keys()].filter((id) => !found.has(id)).length,
    double: await home.withDb(countDouble),
    different: [...wanted].filter(([id, fingerprint]) => found.get(id) !== fingerprint).length,
    uniqueTexts: new Set(texts).size,
    sentTexts: texts.length,
    largestBatch: Math.max(0, ...batches.map(({ length }) => length)),
  }
}

function findMixed({ seen }: Pick<Reader, 'seen'>, versions: readonly Fingerprints[]): string[] {
  return [...seen].flatMap(([id, fingerprints]) =>
    [...fingerprints]
      .filter((fingerprint) => !versions.some((version) => version.get(id) === fingerprint))
      .map((fingerprint) => `${id}: ${fingerprint}`),
  )
}

/** Rows that stand for something twice, or count what is not there. */
async function countDouble(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select ((select count(*) from (select 1 from chunks group by site_id, document_id, position having count(*) > 1) x)
           + (select count(*) from documents d where d.chunk_count <>
               (select count(*) from chunks c where c.site_id = d.site_id and c.document_id = d.id))
           + (select count(*) from terms t where t.chunk_count <>
               (select count(*) from postings p where p.site_id = t.site_id and p.term_id = t.id))
           + (select count(*) from collections k where k.chunk_count <>
               (select count(*) from chunks c where c.site_id = k.site_id and c.analyser = k.analyser)))::int as count`,
  )
  return row?.count ?? 0
}
