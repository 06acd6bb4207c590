import { expect, it } from 'vitest'
import { connectionsOfClients, filesOfDatabase, readOpenFileLimit } from './open-files.ts'

it.each([
  [null, 1_000, 5_000],
  [1_048_576, 1_000, 5_000],
  [1_024, 512, 256],
  [128, 64, 32],
  [100, 64, 25],
])('of %s open files gives the database %i and clients %i', (limit, files, connections) => {
  expect(filesOfDatabase(limit, 1_000)).toBe(files)
  expect(connectionsOfClients(limit, 5_000)).toBe(connections)
})

it.runIf(process.platform === 'linux')('reads the limit of this process', () => {
  expect(readOpenFileLimit()).toBeGreaterThan(100)
})
