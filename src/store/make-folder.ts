/** Makes a folder and those above it. */
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '../errors.ts'

/**
 * Not `recursive: true`: under /proc, where nothing can be made and nothing says so, Node tries for ever.
 *
 * @throws the system's error: `EACCES`, `EROFS`, `ENOENT`, `ENOTDIR`.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder)
  } catch (error) {
    const above = dirname(folder)
    if (codeOf(error) !== 'ENOENT' || above === folder) throw error
    await makeFolder(above)
    await makeOne(folder)
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    // There already, be it a folder or a file: what is done in it next will tell.
    if (codeOf(error) !== 'EEXIST') throw error
  }
}
