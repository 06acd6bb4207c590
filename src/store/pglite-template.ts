/**
 * A ready-made empty cluster to copy from: making one afresh takes 4 to 9 seconds and a gigabyte, copying 0.2 seconds.
 *
 * `npm install` builds it (scripts/build-template.ts). Where it is missing, PGlite makes the cluster itself.
 */
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../errors.ts'

/** A data folder belongs to one major version of PostgreSQL, and PGlite's minor versions may change it. */
export const PGLITE_VERSION: string = readVersion()

export const TEMPLATE_DIR = fileURLToPath(new URL(`../../.template/pglite-${PGLITE_VERSION}`, import.meta.url))

/**
 * @returns The folder inside `dataDir` that PGlite opens, filled from the template when it was empty.
 * @throws AppError `conflict` when the data was written by another version of PGlite.
 */
export async function fillFromTemplate(dataDir: string): Promise<string> {
  const databaseDir = databaseDirOf(dataDir)
  const versionFile = versionFileOf(dataDir)
  if (await isFilled(databaseDir)) {
    await refuseOtherVersion(dataDir, versionFile)
    return databaseDir
  }
  if (await isFilled(TEMPLATE_DIR)) {
    // Under another name until it is whole: a copy cut short must not be taken for a database.
    const partial = `${databaseDir}.partial`
    await rm(partial, { recursive: true, force: true })
    await cp(TEMPLATE_DIR, partial, { recursive: true })
    await rm(databaseDir, { recursive: true, force: true })
    await rename(partial, databaseDir)
  } else {
    await mkdir(databaseDir, { recursive: true })
  }
  await writeFile(versionFile, PGLITE_VERSION)
  return databaseDir
}

/** Puts a cluster that was made elsewhere in the place of the one in `dataDir`. Nobody may have either open. */
export async function replaceCluster(dataDir: string, fresh: string): Promise<void> {
  const databaseDir = databaseDirOf(dataDir)
  const old = `${databaseDir}.replaced`
  await rm(old, { recursive: true, force: true })
  if (await isFilled(databaseDir)) await rename(databaseDir, old)
  else await rm(databaseDir, { recursive: true, force: true })
  await rename(fresh, databaseDir)
  await writeFile(versionFileOf(dataDir), PGLITE_VERSION)
  await rm(old, { recursive: true, force: true })
}

const databaseDirOf = (dataDir: string) => join(dataDir, 'pglite')
const versionFileOf = (dataDir: string) => join(dataDir, 'pglite-version')

async function isFilled(folder: string): Promise<boolean> {
  const names: string[] = await readdir(folder).catch(() => [])
  return names.includes('PG_VERSION')
}

async function refuseOtherVersion(dataDir: string, versionFile: string): Promise<void> {
  const version = (await readFile(versionFile, 'utf8').catch(() => PGLITE_VERSION)).trim()
  if (version === PGLITE_VERSION) return
  throw new AppError(
    'conflict',
    `The data in ${dataDir} was written with PGlite ${version}, this is ${PGLITE_VERSION}. ` +
      'Everything in it can be read again from WordPress: move the folder away and start again.',
  )
}

function readVersion(): string {
  // Resolved by its main file, because the package does not export its package.json.
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const path = main.slice(0, main.lastIndexOf('/dist/'))
  const manifest = createRequire(import.meta.url)(`${path}/package.json`) as { version: string }
  return manifest.version
}
