import { expect, it } from 'vitest'
import { runCommand } from '../../test/fake-cli.ts'
import { aReport } from '../../test/makers.ts'
import type { CliParts, SyncRequest } from './parts.ts'

/** A keyboard whose Ctrl-C a test can press, and a clock it can turn. */
function aKeyboard() {
  const listeners = new Set<() => void>()
  const exits: number[] = []
  let at = 0
  const parts: Partial<CliParts> = {
    onInterrupt(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    exit: (code) => exits.push(code),
    now: () => new Date(at),
  }
  const press = (ms: number) => {
    at = ms
    for (const listener of listeners) listener()
  }
  return { parts, press, exits, listeners }
}

it('lets a run end early on the first Ctrl-C and still reports what was done', async () => {
  const keyboard = aKeyboard()
  const sync = async ({ signal }: SyncRequest) => {
    keyboard.press(0)
    return [aReport({ outcome: signal.aborted ? 'partial' : 'done' })]
  }
  const { exitCode, stdout, stderr } = await runCommand('sync', { app: { sync }, parts: keyboard.parts })

  expect(exitCode).toBe(3)
  expect(stdout).toContain('partial')
  expect(stderr).toContain('Stopping.')
  expect(keyboard.exits).toEqual([])
})

it('ends serve cleanly with exit code 0', async () => {
  const keyboard = aKeyboard()
  let closed = false
  const { exitCode } = await runCommand('serve', {
    app: {
      serve: async ({ signal }) => {
        setImmediate(() => keyboard.press(0))
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
      close: async () => {
        closed = true
      },
    },
    parts: keyboard.parts,
  })

  expect({ exitCode, closed }).toEqual({ exitCode: 0, closed: true })
})

it('leaves at once on the second Ctrl-C, but takes an echo within half a second for the first', async () => {
  const keyboard = aKeyboard()
  const sync = async () => {
    keyboard.press(1000)
    keyboard.press(1003)
    expect(keyboard.exits).toEqual([])
    keyboard.press(2000)
    return [aReport()]
  }
  await runCommand('sync', { app: { sync }, parts: keyboard.parts })

  expect(keyboard.exits).toEqual([130])
})

it('says that a command was stopped instead of blaming what the abort broke', async () => {
  const keyboard = aKeyboard()
  const ask = async () => {
    keyboard.press(0)
    throw new DOMException('This operation was aborted', 'AbortError')
  }
  const { exitCode, stderr } = await runCommand('ask why', { app: { ask }, parts: keyboard.parts })

  expect(exitCode).toBe(1)
  expect(stderr).toContain('Stopped before the end.')
  expect(stderr).not.toContain('bug')
})

it('stops listening when the command is done', async () => {
  const keyboard = aKeyboard()
  await runCommand('sync', { app: { sync: async () => [aReport()] }, parts: keyboard.parts })

  expect(keyboard.listeners.size).toBe(0)
})
