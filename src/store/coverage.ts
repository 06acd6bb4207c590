/** How complete spaces are: passages with a vector, of all whose language the model knows. */
import type { Db } from './db.ts'

export interface Coverage {
  /** Passages with a vector in the space. */
  embedded: number
  /** Passages without one, because the model will not take them. */
  refused: number
  /** All passages whose language the model knows. */
  chunks: number
}

export interface SiteCoverage extends Coverage {
  spaceId: number
  siteId: number
}

/** One row per space and site that has passages for it. */
export async function countSiteCoverage(db: Db): Promise<SiteCoverage[]> {
  return db.query<SiteCoverage>(
    `select s.id as "spaceId", c.site_id as "siteId", ${COUNTS}
       from ${CHUNKS_OF_SPACES} group by s.id, c.site_id order by s.id, c.site_id`,
  )
}

export async function countCoverage(db: Db, spaceId: number): Promise<Coverage> {
  const [row] = await db.query<Coverage>(`select ${COUNTS} from ${CHUNKS_OF_SPACES} where s.id = $1`, [spaceId])
  return row ?? { embedded: 0, refused: 0, chunks: 0 }
}

const COUNTS = `count(*) as chunks, count(v.chunk_id) as embedded,
            count(r.text_hash) filter (where v.chunk_id is null) as refused`

const CHUNKS_OF_SPACES = `spaces s
       join (chunks c join documents d on d.site_id = c.site_id and d.id = c.document_id)
         on s.languages is null or d.language = any (s.languages)
       left join vectors v on v.space_id = s.id and v.site_id = c.site_id and v.chunk_id = c.id
       left join refusals r on r.space_id = s.id and r.text_hash = c.text_hash`
