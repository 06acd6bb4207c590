/** What a reader sees of every document: all of its passages in one fingerprint, read in one statement. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../src/store/db.ts'

/** By site and WordPress id. */
export type Fingerprints = Map<string, string>

interface Row {
  site: string
  wpId: number
  chunkCount: number
  chunks: number
  vectors: number
  fingerprint: string
}

/** Of the documents that searches find. A document without all its passages and vectors has `torn` in its fingerprint. */
export async function readFingerprints(db: Db): Promise<Fingerprints> {
  const rows = await db.query<Row>(
    `select s.name as site, d.wp_id as "wpId", d.chunk_count as "chunkCount", count(c.id)::int as chunks,
            count(v.chunk_id)::int as vectors,
            md5(d.title || string_agg(c.position || encode(c.text_hash, 'hex'), ',' order by c.position)) as fingerprint
       from documents d join sites s on s.id = d.site_id
       left join chunks c on c.site_id = d.site_id and c.document_id = d.id
       left join vectors v on v.site_id = c.site_id and v.chunk_id = c.id
      where d.status = 'active' group by s.name, d.site_id, d.id`,
  )
  return new Map(rows.map((row) => [`${row.site} ${row.wpId}`, `${tornOf(row)}${row.fingerprint}`]))
}

function tornOf({ chunkCount, chunks, vectors }: Row): string {
  const isWhole = chunkCount > 0 && chunks === chunkCount && vectors === chunks
  return isWhole ? '' : `torn: ${chunkCount} said, ${chunks} there, ${vectors} vectors `
}

export interface Reader {
  reads: number
  /** Everything seen of each document. */
  seen: Map<string, Set<string>>
  stop(): Promise<void>
}

/** Reads twenty times a second, or as often as the machine can. Before the first migration there is nothing to read. */
export function startReader(db: Db): Reader {
  const reader: Reader = { reads: 0, seen: new Map(), stop: async () => {} }
  let isStopped = false
  const loop = async () => {
    while (!isStopped) {
      const startedAt = performance.now()
      await readOnce(db, reader)
      await sleep(Math.max(0, 50 - (performance.now() - startedAt)))
    }
  }
  const done = loop()
  reader.stop = () => {
    isStopped = true
    return done
  }
  return reader
}

export async function readOnce(db: Db, reader: Pick<Reader, 'reads' | 'seen'>): Promise<void> {
  const found = await readFingerprints(db).catch((error: { code?: string }) => {
    if (error.code === '42P01') return null
    throw error
  })
  if (!found) return
  reader.reads++
  for (const [id, fingerprint] of found) reader.seen.set(id, (reader.seen.get(id) ?? new Set()).add(fingerprint))
}
