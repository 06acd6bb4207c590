import { expect, it } from 'vitest'
import { runCommand } from '../../test/fake-cli.ts'
import { aReport } from '../../test/makers.ts'
import type { SyncRequest } from './parts.ts'

it('hands every option to the run', async () => {
  let seen: SyncRequest | undefined
  const sync = async (request: SyncRequest) => {
    seen = request
    return [aReport()]
  }
  await runCommand('sync --site blog --full --post 42 --post 43 --dry-run --approve-deletions 5', { app: { sync } })
  expect(seen).toMatchObject({ site: 'blog', isFull: true, postIds: [42, 43], isDryRun: true, approveDeletions: 5 })

  await runCommand('sync', { app: { sync } })
  expect(seen).toMatchObject({ isFull: false, postIds: [], isDryRun: false, approveDeletions: null })
  expect(seen).not.toHaveProperty('site')
})

it('reports the ledger with its reasons, the effort and the notes', async () => {
  const report = aReport({
    outcome: 'partial',
    hidden: { protected: 1, noindex: 2 },
    failed: { timeout: 1 },
    withheld: 4,
    embedded: { texts: 1, requests: 1, tokens: 12_345 },
    notes: ['Approve with --approve-deletions 4.'],
  })
  const { exitCode, stdout } = await runCommand('sync', { app: { sync: async () => [report] } })

  expect(exitCode).toBe(3)
  expect(stdout).toMatchInlineSnapshot(`
    "kiln  sync, partial, 4.2 s
      listed     42
      added       1
      updated     2
      unchanged  36
      hidden      3  noindex 2, protected 1
      skipped     1  empty 1
      failed      1  timeout 1
      withheld    4  missing from the list, kept until it is proven that they are gone
      requests   3 light, 1 heavy
      embedded   1 text in 1 request, 12,345 tokens
      note       Approve with --approve-deletions 4.
    "
  `)
})

it('leaves lines out that would say nothing', async () => {
  const { stdout } = await runCommand('sync', { app: { sync: async () => [aReport({ hidden: {}, skipped: {} })] } })

  expect(stdout).toContain('unchanged')
  for (const label of ['hidden', 'skipped', 'failed', 'withheld', 'note', 'dry run'])
    expect(stdout).not.toContain(label)
})

it('says that a dry run wrote nothing', async () => {
  const { stdout } = await runCommand('sync --dry-run', { app: { sync: async () => [aReport()] } })
  expect(stdout).toContain('dry run: nothing was written')
})

it.each([
  [['done', 'done'], 0],
  [['done', 'partial'], 3],
  [['done', 'failed'], 3],
  [['failed', 'failed'], 1],
  [['failed'], 1],
  [[], 0],
] as const)('ends runs with the outcomes %j with exit code %i', async (outcomes, expected) => {
  const sync = async () => outcomes.map((outcome) => aReport({ outcome }))
  expect((await runCommand('sync', { app: { sync } })).exitCode).toBe(expected)
})

it('prints as JSON the sums at the top and each run under its site', async () => {
  const sync = async () => [
    aReport({ site: 'one', failed: { timeout: 1 } }),
    aReport({ site: 'two', failed: { timeout: 2, blocked: 1 }, startedAt: new Date('2026-03-05T03:01:00Z') }),
  ]
  const document = JSON.parse((await runCommand('sync --json', { app: { sync } })).stdout)

  expect(document).toMatchObject({
    listed: 84,
    failed: { timeout: 3, blocked: 1 },
    embedded: { texts: 24, requests: 2, tokens: 9600 },
    started_at: '2026-03-05T03:00:00.000Z',
    ms: 64_200,
  })
  expect(document.sites[1]).toMatchObject({ name: 'two', last_run: { listed: 42, requests: { light: 3, heavy: 1 } } })
})

it('says what to do when there is no site', async () => {
  const { stdout } = await runCommand('sync', { app: { sync: async () => [] } })
  expect(stdout).toContain('askpress sites add')
})

it('shows progress on stderr and ends the bars when the run fails', async () => {
  const sync = async ({ onProgress }: SyncRequest) => {
    onProgress('example.com', { phase: 'read', done: 40, total: 160 })
    throw new Error('broken')
  }
  // A bar that is not ended would keep a timer, and this test run, alive.
  const { stderr, stdout } = await runCommand('sync', { app: { sync }, isTty: true })

  expect(stderr).toContain('reading')
  expect(stderr).toContain('40/160  25%')
  expect(stdout).toBe('')
})
