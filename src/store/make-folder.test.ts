import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from './make-folder.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'askpress-folder-'))
})
afterEach(() => rm(root, { recursive: true }))

it('makes a folder with all those above it, as often as one likes', async () => {
  const folder = join(root, 'a', 'b', 'c')
  await makeFolder(folder)
  await makeFolder(folder)
  expect((await stat(folder)).isDirectory()).toBe(true)
})

it('fails where nothing can be made', async () => {
  await writeFile(join(root, 'file'), '')
  await expect(makeFolder(join(root, 'file', 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

it.skipIf(process.platform !== 'linux')('does not try for ever under /proc', async () => {
  await expect(makeFolder('/proc/nowhere/a')).rejects.toMatchObject({ code: 'ENOENT' })
})
