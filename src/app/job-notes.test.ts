import { expect, it } from 'vitest'
import { aHealth } from '../../test/fake-http.ts'
import type { DelayedRun } from '../jobs/parts.ts'
import type { Db } from '../store/db.ts'
import { addJobNotes } from './job-notes.ts'

const TICK: DelayedRun = {
  kind: 'tick',
  siteId: 1,
  failures: 3,
  reason: 'The site cannot be reached.',
  nextAt: new Date('2026-03-05T09:30:12Z'),
}

/** A database that knows one site. */
const db = { query: async () => [{ id: 1, name: 'kiln' }] } as unknown as Db

function notesOf(...delayed: DelayedRun[]) {
  return addJobNotes(aHealth({ notes: ['one before'] }), db, { findDelayedRuns: async () => delayed })
}

it('says which site fails, how often, why, and when it is tried again', async () => {
  expect(await notesOf(TICK)).toMatchObject({
    status: 'degraded',
    embedder: 'ok',
    notes: [
      'one before',
      'kiln: sync failed 3 times in a row: The site cannot be reached. The next attempt is at 2026-03-05T09:30Z.',
    ],
  })
})

it('shows an embedder that fails as degraded', async () => {
  const { embedder, notes } = await notesOf({ ...TICK, kind: 'embed', siteId: null, failures: 1, reason: 'No answer.' })

  expect(embedder).toBe('degraded')
  expect(notes.at(-1)).toBe('embedding failed: No answer. The next attempt is at 2026-03-05T09:30Z.')
})

it('leaves health alone when nothing is put off', async () => {
  expect(await notesOf()).toEqual(aHealth({ notes: ['one before'] }))
})

it('says so when the queue cannot be asked', async () => {
  const findDelayedRuns = () => Promise.reject(new Error('timeout'))
  const health = await addJobNotes(aHealth(), db, { findDelayedRuns })

  expect(health).toMatchObject({ status: 'degraded', notes: ['The job queue cannot be asked: timeout'] })
})
