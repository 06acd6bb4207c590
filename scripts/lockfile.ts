/** package-lock.json, read: what it locks, and which of it the service runs on. Pure but for the one file. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const versions = z.record(z.string(), z.string()).default({})

const lockedPackage = z.object({
  version: z.string(),
  license: z.string().optional(),
  /** Where it was fetched. npm leaves it out for its own registry, and `integrity` alone decides what is accepted. */
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  dev: z.boolean().optional(),
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
  peerDependencies: versions,
})

export type LockedPackage = z.infer<typeof lockedPackage>

/** By path, such as `node_modules/ajv/node_modules/fast-uri`; '' is AskPress itself. */
export type Lockfile = Record<string, LockedPackage>

export function readLockfile(path = 'package-lock.json'): Lockfile {
  return z.object({ packages: z.record(z.string(), lockedPackage) }).parse(JSON.parse(readFileSync(path, 'utf8')))
    .packages
}

/**
 * The paths of everything that the direct dependencies lead to, found as Node finds it: from the folder of who asks upwards.
 * Not by npm's `dev` flags, so that the two can be held against each other. Optional ones that are not locked are left out.
 */
export function findProductionClosure(lockfile: Lockfile): string[] {
  const found = new Set<string>()
  const open = ['']
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    const { dependencies, optionalDependencies, peerDependencies } = lockfile[from] ?? {}
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const path = resolveFrom(lockfile, from, name)
      if (path === null || found.has(path)) continue
      found.add(path)
      open.push(path)
    }
  }
  return [...found].sort()
}

/** `name@version` of a locked path. */
export function nameOf(lockfile: Lockfile, path: string): string {
  return `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${lockfile[path]?.version}`
}

function resolveFrom(lockfile: Lockfile, from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (lockfile[path]) return path
    if (folder === '') return null
  }
}
