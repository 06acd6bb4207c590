/** What the service is made of: named whole, licensed so that anybody may run it, and fetched from one place. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { isAllowed } from '../../scripts/licences.ts'
import { findProductionClosure, nameOf, readLockfile } from '../../scripts/lockfile.ts'
import { makeSbom } from '../../scripts/make-sbom.ts'

const REGISTRY = 'https://registry.npmjs.org/'

const lockfile = readLockfile()
const production = findProductionClosure(lockfile)
const names = (paths: readonly string[]) => [...new Set(paths.map((path) => nameOf(lockfile, path)))].sort()

it('names in its bill of materials what production runs on, all of it and nothing else', async () => {
  const component = z.object({ name: z.string(), version: z.string(), hashes: z.array(z.unknown()).min(1) })
  const { components } = z.object({ components: z.array(component) }).parse(JSON.parse(await makeSbom()))

  expect(components.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(names(production))
})

it('installs with --omit dev what production runs on, all of it and nothing else', () => {
  const kept = Object.entries(lockfile).filter(([path, { dev }]) => path !== '' && dev !== true)
  expect(kept.map(([path]) => path).sort()).toEqual(production)
})

it('has permissive licences only, of two where one may choose', () => {
  expect(production.filter((path) => !isAllowed(lockfile[path]?.license ?? 'none'))).toEqual([])
})

it.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only OR MIT AND ISC', true],
  ['AGPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE', false],
  ['(MIT AND (GPL-2.0-only OR ISC))', false],
])('takes %s: %s', (licence, expected) => {
  expect(isAllowed(licence)).toBe(expected)
})

it('fetches every package from the registry of npm, by its hash', () => {
  const locked = Object.entries(lockfile).filter(([path]) => path !== '')
  expect(locked.length).toBeGreaterThan(200)
  expect(locked.filter(([, { resolved = REGISTRY }]) => !resolved.startsWith(REGISTRY))).toEqual([])
  expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([])
})

it('names each direct dependency by its exact version', () => {
  const { dependencies, devDependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')))
  const direct = Object.entries({ ...dependencies, ...devDependencies })

  expect(direct.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  expect(direct.filter(([name, version]) => lockfile[`node_modules/${name}`]?.version !== version)).toEqual([])
})
