/** What is said of the replica. Searches on a real one: test/operations/replica.test.ts. */
import { expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import type { Health } from '../http/parts.ts'
import type { Replica, ReplicaState } from '../store/replica.ts'
import { addReplicaNote, checkReplica } from './replica.ts'

const health: Health = {
  ...{ status: 'ok', database: 'ok', cache: 'ok', embedder: 'ok', notes: ['a note'] },
  sync: { isRunning: false, lastStartedAt: null, lastOutcome: null, pendingVectors: 0 },
}

const aReplica = (state: ReplicaState): Replica => ({
  choose: () => Promise.reject(new Error('nobody searches here')),
  state: async () => state,
  close: async () => {},
})

it('is noted while it is not used, and the service is well all the same', async () => {
  const away = aReplica({ isUsed: false, lagSeconds: 42, reason: 'is 42 s behind' })
  expect(await addReplicaNote(health, away)).toEqual({
    ...health,
    notes: ['a note', 'Searches go to DATABASE_URL: the replica is 42 s behind.'],
  })
  expect(await addReplicaNote(health, aReplica({ isUsed: true, lagSeconds: 0, reason: '' }))).toEqual(health)
  expect(await addReplicaNote(health, null)).toEqual(health)
})

it('is not asked while the database itself is down', async () => {
  const hung: Replica = { ...aReplica({ isUsed: true, lagSeconds: 0, reason: '' }), state: () => new Promise(() => {}) }
  const down: Health = { ...health, status: 'down', database: 'down' }
  expect(await addReplicaNote(down, hung)).toEqual(down)
})

it('is a warning of doctor when neither can be reached', async () => {
  const nobody = 'postgres://app@127.0.0.1:1/x'
  const check = await checkReplica(readConfig({ DATABASE_URL: nobody, DATABASE_READ_URL: nobody }))
  expect(check).toMatchObject({ name: 'replica', state: 'warn', detail: expect.stringContaining('cannot be') })
})
