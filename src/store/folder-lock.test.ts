import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockFolder } from './folder-lock.ts'

const SCRIPT = fileURLToPath(new URL('../../test/lock-process.ts', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'askpress-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const leaveLock = (name: string) => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  return writeFile(join(folder, name), JSON.stringify({ pid, host: hostname() }))
}

it('lets one of several processes have what a dead one left, when all see it at one moment', async () => {
  await leaveLock('askpress.lock')
  const at = String(Date.now() + 1_500)

  const run = promisify(execFile)
  const ends = await Promise.all(Array.from({ length: 6 }, () => run(process.execPath, [SCRIPT, folder, at])))

  expect(ends.map(({ stdout }) => stdout).sort()).toEqual(['locked', ...Array(5).fill('refused')])
}, 30_000)

it('goes on where a process died in the middle of taking over', async () => {
  await leaveLock('askpress.lock')
  await leaveLock('askpress.lock.takeover')

  const unlock = await lockFolder(folder)

  expect(await readdir(folder)).toEqual(['askpress.lock'])
  await unlock()
  expect(await readdir(folder)).toEqual([])
})

it('takes over what was left half-written', async () => {
  await writeFile(join(folder, 'askpress.lock'), '')

  const unlock = await lockFolder(folder)

  await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'locked' })
  await unlock()
})
