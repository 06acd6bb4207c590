/** Which sites a request is about: the one it names or all, and never one that its key does not open. */
import { AppError } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { listSites } from '../store/sites.ts'
import type { Site } from '../types.ts'

export interface SiteChoice {
  /** Name or address; left out, all. */
  site?: string | undefined
  /** The only ones there are for this caller; left out, all. */
  siteIds?: readonly number[] | undefined
}

type KnownSite = Pick<Site, 'id' | 'name' | 'url'>

/**
 * @param known May be a moment old: a site that was added since is looked up before it is called unknown.
 * @throws AppError `not_found` for a name that is none. A caller who has not all sites gets `forbidden` for any other
 *   name, whether there is such a site or not.
 */
export async function resolveSites(
  db: Db,
  known: readonly KnownSite[],
  { site: name, siteIds }: SiteChoice,
): Promise<number[]> {
  const own = (sites: readonly KnownSite[]) => sites.filter(({ id }) => !siteIds || siteIds.includes(id))
  if (name === undefined) return own(known).map(({ id }) => id)
  const isNamed = (site: KnownSite) => site.name === name || site.url === name
  const found = own(known).find(isNamed)
  if (found) return [found.id]
  const sites = own(await listSites(db))
  const late = sites.find(isNamed)
  if (late) return [late.id]
  const names = sites.map((site) => site.name).join(', ')
  if (siteIds)
    throw new AppError('forbidden', `This key opens ${names ? `these sites only: ${names}` : 'no site that is left'}.`)
  throw new AppError(
    'not_found',
    `There is no site "${name}". ${names ? `Known: ${names}.` : 'No site was added yet.'}`,
  )
}
