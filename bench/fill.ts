/** Fills a database with made-up documents: words as frequent as in real text, vectors in clusters as real ones are. */
import type { Db } from '../src/store/db.ts'
import { replaceDocuments } from '../src/store/documents.ts'
import { saveSite } from '../src/store/sites.ts'
import { openSpace } from '../src/store/spaces.ts'
import { ensureVectorIndex, refreshStatistics } from '../src/store/vector-index.ts'
import { keepEmbeddings } from '../src/store/vectors.ts'
import { aDocument, aPassage, aSite, aVector } from '../test/makers.ts'

export interface FillOptions {
  chunks: number
  dimensions: number
  model: string
  /** Of each passage. Default 220, those of 300 tokens; few are quick to fill where only vectors are measured. */
  words?: number
}

const CHUNKS_PER_DOCUMENT = 4
/** Of a passage of 300 tokens. */
const WORDS = 220
const VOCABULARY = 20_000

/** Same numbers each time, so that two runs measure the same. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

const STOP_WORDS = 'the of and to in is it for on with that as was by at'.split(' ')
/** In English text about four words in ten are stop words, which no search keeps. */
const STOP_RANKS = 60
/** Two of these make one of the rarer words: as many tokens a word as English has. */
const STEMS = (
  'garden water harvest winter spring summer morning village kitchen bread flour oven butter seed soil theme plugin server ' +
  'cache page visitor browser password backup version release customer invoice payment order product return address ' +
  'country language season small large early late bright quiet fresh simple careful modern light house stone river ' +
  'bridge market street tower window door table chair paper letter book story song dance music colour green yellow ' +
  'silver gold iron glass wood wool cotton leather horse sheep goat hen duck swan otter seal whale crab shell sand ' +
  'wave storm cloud rain snow frost sun moon star night day week month year hour clock bell rope sail boat ship crew ' +
  'captain keeper lamp wick oil fire smoke ash coal peat turf field hedge fence gate path road lane track hill rock'
).split(' ')

/** Word `rank` turns up about as often as 1 / rank (Zipf). */
export function aWord(random: () => number): string {
  const rank = Math.floor(VOCABULARY ** random())
  return rank < STOP_RANKS ? (STOP_WORDS[rank % STOP_WORDS.length] ?? 'the') : wordOf(rank)
}

function wordOf(rank: number): string {
  const second = rank < STEMS.length + STOP_RANKS ? '' : (STEMS[Math.floor(rank / STEMS.length) % STEMS.length] ?? '')
  return `${STEMS[rank % STEMS.length]}${second}`
}

export function aText(random: () => number, words = WORDS): string {
  return Array.from({ length: words }, () => aWord(random)).join(' ')
}

/** Unit vector near one of 500 centres. */
export function clusteredVector(random: () => number, dimensions: number): Buffer {
  const centre = seeded(Math.floor(random() ** 2 * 500) + 7)
  const numbers = Array.from({ length: dimensions }, () => centre() - 0.5 + (random() - 0.5) * 0.7)
  const norm = Math.hypot(...numbers)
  return aVector(numbers.map((number) => number / norm))
}

export async function fill(db: Db, { chunks, dimensions, model, words = WORDS }: FillOptions): Promise<void> {
  const random = seeded(42)
  const site = await saveSite(db, aSite())
  const space = await openSpace(db, { model, dimensions, languages: null })
  const perTurn = 100
  for (let start = 0; start < chunks / CHUNKS_PER_DOCUMENT; start += perTurn) {
    const writes = Array.from({ length: perTurn }, (_, index) => ({
      document: aDocument({
        wpId: start + index + 1,
        url: `https://site.test/${start + index}`,
        title: aText(random, 6),
      }),
      passages: Array.from({ length: CHUNKS_PER_DOCUMENT }, (_, position) =>
        aPassage(`${aText(random, words)} ${start + index}-${position}`, { position }),
      ),
      status: 'active' as const,
      reason: null,
      pipelineVersion: 'bench',
    }))
    const passages = writes.flatMap((write) => write.passages)
    await keepEmbeddings(
      db,
      space.id,
      passages.map(({ textHash }) => ({ textHash, vector: clusteredVector(random, dimensions) })),
    )
    await replaceDocuments(db, { siteId: site.id, fence: null }, writes, new Date())
  }
  await ensureVectorIndex(db, space)
  await refreshStatistics(db)
}
