/** The sites of the configuration and of the command line: found once, then kept. */
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { listSites, type StoredSite, saveSite } from '../store/sites.ts'
import { normaliseAddress } from '../wordpress/address.ts'
import { type Discovery, discoverSite } from '../wordpress/discover.ts'
import type { Credentials } from '../wordpress/session.ts'
import { openHttpFor } from './open.ts'

/** Finds the REST API of a site and keeps it. A site that is kept already is brought up to date and keeps its name. */
export async function addSite(
  db: Db,
  config: Config,
  address: string,
  options: { name?: string; signal?: AbortSignal } = {},
): Promise<StoredSite> {
  const found = await discover(config, address, options.signal)
  const name = options.name ?? nameOf(found.url)
  const taken = (await listSites(db)).find((site) => site.name === name && site.url !== found.url)
  if (taken)
    throw new AppError('invalid_input', `The name "${name}" belongs to ${taken.url}. Choose another with --name.`)
  return saveSite(db, {
    name,
    url: found.url,
    apiRoot: found.apiRoot,
    home: found.home,
    language: found.language,
    types: [...config.wordpress.types],
  })
}

export function discover(config: Config, address: string, signal?: AbortSignal): Promise<Discovery> {
  return discoverSite({
    openHttp: (hosts) => openHttpFor(hosts.map((host) => `http://${host}`)),
    address,
    credentials: credentialsOf(config),
    signal,
  })
}

/** Keeps the sites of WP_URL that are not kept yet. A site that is known is not asked again. */
export async function keepConfiguredSites(db: Db, config: Config, signal?: AbortSignal): Promise<StoredSite[]> {
  const known = await listSites(db)
  for (const address of config.wordpress.urls) {
    const candidates = normaliseAddress(address).map(nameOf)
    if (known.some((site) => candidates.includes(nameOf(site.url)))) continue
    await addSite(db, config, address, signal ? { signal } : {})
  }
  return listSites(db)
}

export function credentialsOf({ wordpress }: Config): Credentials | undefined {
  const { user, appPassword } = wordpress
  return user !== null && appPassword !== null ? { user, password: appPassword } : undefined
}

/** Host and path: what a person would call the site, and unique. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host.replace(/^www\./, '')}${pathname.replace(/\/+$/, '')}`
}
