/** WordPress sites: what is kept of them, and what goes with them. */
import { AppError } from '../errors.ts'
import type { Site } from '../types.ts'
import type { Db } from './db.ts'

export interface NewSite extends Omit<Site, 'id'> {
  /** Address the site gives itself. */
  home: string
}

interface SiteRow {
  id: number
  name: string
  url: string
  api_root: string
  home: string
  language: string | null
  types: string[]
}

const COLUMNS = 'id, name, url, api_root, home, language, types'

export type StoredSite = Site & { home: string }

/** Adds a site, or brings the one with the same address up to date. */
export async function saveSite(db: Db, site: NewSite): Promise<StoredSite> {
  const [row] = await db.query<SiteRow>(
    `insert into sites (name, url, api_root, home, language, types) values ($1, $2, $3, $4, $5, $6)
     on conflict (url) do update
       set api_root = excluded.api_root, home = excluded.home, language = excluded.language, types = excluded.types
     returning ${COLUMNS}`,
    [site.name, site.url, site.apiRoot, site.home, site.language, site.types],
  )
  if (!row) throw new Error('the insert gave no row')
  return toSite(row)
}

export async function listSites(db: Db): Promise<StoredSite[]> {
  return (await db.query<SiteRow>(`select ${COLUMNS} from sites order by id`)).map(toSite)
}

/** @throws AppError `not_found`, naming the sites that there are. */
export async function getSite(db: Db, name: string): Promise<StoredSite> {
  const sites = await listSites(db)
  const site = sites.find((candidate) => candidate.name === name || candidate.url === name)
  if (site) return site
  const names = sites.map((candidate) => candidate.name).join(', ')
  throw new AppError(
    'not_found',
    `There is no site "${name}". ${names ? `Known: ${names}.` : 'No site was added yet.'}`,
  )
}

/** Erases everything of the site. Chunks go by cascade; what has no foreign key, for speed, goes by hand. */
export async function removeSite(db: Db, siteId: number): Promise<{ documents: number }> {
  return db.transaction(async (tx) => {
    const [count] = await tx.query<{ documents: number }>(
      'select count(*) as documents from documents where site_id = $1',
      [siteId],
    )
    await tx.query('delete from vectors where site_id = $1', [siteId])
    await tx.query('delete from postings where site_id = $1', [siteId])
    await tx.query('delete from sites where id = $1', [siteId])
    return { documents: count?.documents ?? 0 }
  })
}

function toSite({ api_root, ...row }: SiteRow): StoredSite {
  return { ...row, apiRoot: api_root }
}
