import { expect, it } from 'vitest'
import { runCommand } from '../../test/fake-cli.ts'
import { aSiteStatus, aSpaceStatus } from '../../test/makers.ts'
import { AppError } from '../errors.ts'

const coming = aSpaceStatus({ id: 12, model: 'local', dimensions: 64, state: 'building', embedded: 1200, chunks: 3110 })

it('spaces list shows what answers and what is on its way', async () => {
  const left = aSpaceStatus({ id: 13, state: 'retired', isDeclined: true })
  const listSpaces = async () => [aSpaceStatus(), coming, left]

  expect((await runCommand('spaces list', { app: { listSpaces } })).stdout).toMatchInlineSnapshot(`
    "1   active      311  of 311    text-embedding-3-large, 1,536 dimensions
    12  building  1,200  of 3,110  local, 64 dimensions
    13  retired     311  of 311    text-embedding-3-large, 1,536 dimensions, left by hand
    "
  `)
})

it('spaces list says what to do where there is none', async () => {
  const { stdout } = await runCommand('spaces list', { app: { listSpaces: async () => [] } })

  expect(stdout).toContain('askpress sync')
})

it('spaces activate shows the space that answers now, and forces only when told to', async () => {
  const asked: unknown[] = []
  const activateSpace = async (id: number, options: { isForced: boolean }) => {
    asked.push([id, options])
    return aSpaceStatus()
  }

  const { stdout } = await runCommand('spaces activate 1', { app: { activateSpace } })
  await runCommand('spaces activate 1 --force', { app: { activateSpace } })

  expect(stdout).toContain('1  active  311  of 311')
  expect(asked).toEqual([
    [1, { isForced: false }],
    [1, { isForced: true }],
  ])
})

it('spaces activate ends with what stands in the way', async () => {
  const activateSpace = () => Promise.reject(new AppError('conflict', 'Space 2 has vectors for 1 of 9 passages.'))
  const { exitCode, stderr } = await runCommand('spaces activate 2', { app: { activateSpace } })

  expect(stderr).toContain('1 of 9 passages')
  expect(exitCode).toBe(1)
})

it('status tells of a change of models on its way', async () => {
  const status = async () => [aSiteStatus({ spaces: [aSpaceStatus(), coming] })]
  const { stdout } = await runCommand('status', { app: { status } })

  expect(stdout).toContain('to come    local, 64 dimensions: 1,200 of 3,110 chunks have vectors')
})
