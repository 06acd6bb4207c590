/**
 * The software bill of materials of what runs in production, as npm writes it in CycloneDX 1.5, from the lockfile alone.
 *
 * `npm sbom --omit dev` by itself leaves out whatever a devDependency needs as well, 14 packages of ours among them: ajv,
 * pg-protocol, @opentelemetry/api. So npm is shown a project that has no devDependencies.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)
const manifest = z.looseObject({ devDependencies: z.unknown() })
const lockfile = z.looseObject({ packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })) })

/** @throws when npm does: of a lockfile that does not fit package.json, for one. */
export async function makeSbom(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'askpress-sbom-'))
  // npm takes the name of the component from the folder.
  const folder = join(parent, 'askpress')
  try {
    await mkdir(folder)
    const { devDependencies: _, ...project } = manifest.parse(await readJson('package.json'))
    await writeFile(join(folder, 'package.json'), JSON.stringify(project))
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(await lockWithoutDev()))
    const args = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--offline']
    return (await run('npm', args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 })).stdout
  } finally {
    await rm(parent, { recursive: true })
  }
}

async function lockWithoutDev(): Promise<object> {
  const { packages, ...lock } = lockfile.parse(await readJson('package-lock.json'))
  const { devDependencies: _, ...root } = packages[''] ?? {}
  const kept = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true)
  return { ...lock, packages: { '': root, ...Object.fromEntries(kept) } }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'))
}
