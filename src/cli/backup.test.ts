import { expect, it } from 'vitest'
import { runCommand } from '../../test/fake-cli.ts'
import { AppError } from '../errors.ts'
import type { BackupRequest, RestoreRequest } from './parts.ts'

const rows = new Map([
  ['documents', 2000],
  ['sites', 1],
])

it('backup says what is in the file', async () => {
  let seen: BackupRequest | undefined
  const backUp = async (_config: unknown, request: BackupRequest) => {
    seen = request
    return { file: '/x/a.backup', bytes: 1_234_567, ms: 2000, rows, schema: '0008_restored' }
  }
  const { exitCode, stdout } = await runCommand('backup a.backup', { parts: { backUp } })

  expect(seen).toEqual({ file: 'a.backup', mayOverwrite: false })
  expect(stdout).toBe(
    '/x/a.backup: 2,000 documents, 2,001 rows in all, 1.2 MB, schema 0008_restored, written and read back in 2.0 s.\n',
  )
  expect(exitCode).toBe(0)
})

it('backup fails where a program of PostgreSQL is missing, and says which', async () => {
  const backUp = async () => Promise.reject(new AppError('invalid_config', 'pg_dump is not on this machine.'))
  const { exitCode, stderr } = await runCommand('backup a.backup', { parts: { backUp } })

  expect(stderr).toContain('pg_dump is not on this machine')
  expect(exitCode).toBe(2)
})

it('restore says that nothing is served yet, and what has to be done by hand', async () => {
  let seen: RestoreRequest | undefined
  const restore = async (_config: unknown, request: RestoreRequest) => {
    seen = request
    return { file: '/x/a.backup', ms: 2000, rows, sites: ['kiln'] }
  }
  const { stdout, stderr } = await runCommand('restore a.backup --replace', { parts: { restore } })

  expect(seen).toEqual({ file: 'a.backup', isReplacing: true })
  expect(stdout).toBe('Restored 2,000 documents of 1 site in 2.0 s.\n')
  expect(stderr).toContain('Nothing is served until a sync has seen every post of: kiln.')
  expect(stderr).toContain('Keys revoked since the backup are valid again')
})

it('restore --mark-only takes no file, and a restore needs one', async () => {
  const markAsRestored = async () => ({ sites: ['kiln'] })
  const marked = await runCommand('restore --mark-only --json', { parts: { markAsRestored } })

  expect(JSON.parse(marked.stdout)).toEqual({ sites: ['kiln'] })
  expect((await runCommand('restore --mark-only a.backup', { parts: { markAsRestored } })).exitCode).toBe(2)
  expect((await runCommand('restore')).exitCode).toBe(2)
})
