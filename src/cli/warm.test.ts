import { expect, it } from 'vitest'
import { runCommand } from '../../test/fake-cli.ts'

const REPORT = { questions: 3, ready: 1, renewed: 2, failed: 0, isStopped: false }
const warmTo = (report: typeof REPORT) => {
  const limits: number[] = []
  const warm = async (limit: number) => {
    limits.push(limit)
    return report
  }
  return { limits, app: { warm } }
}

it('tells what it found', async () => {
  const { limits, app } = warmTo(REPORT)
  const { stdout, exitCode } = await runCommand('warm --top 7', { app })
  expect([exitCode, limits]).toEqual([0, [7]])
  expect(stdout).toBe('3 questions: 1 still had their answer, 2 were answered again, 0 failed.\n')
})

it('is done in part when it stopped early', async () => {
  const { stdout, exitCode } = await runCommand('warm', { app: warmTo({ ...REPORT, isStopped: true }).app })
  expect(exitCode).toBe(3)
  expect(stdout).toContain('Stopped early')
})

it('prints one JSON document', async () => {
  const { stdout } = await runCommand('warm --json', { app: warmTo(REPORT).app })
  expect(JSON.parse(stdout)).toEqual({ questions: 3, ready: 1, renewed: 2, failed: 0, stopped: false })
})

it('refuses a number that is none', async () => {
  expect((await runCommand('warm --top 0', { app: warmTo(REPORT).app })).exitCode).toBe(2)
})
