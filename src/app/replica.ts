/** How the replica of DATABASE_READ_URL is told of: on /health, and by `doctor`. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Check } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { messageOf } from '../errors.ts'
import type { Health } from '../http/parts.ts'
import type { Db } from '../store/db.ts'
import type { Replica, ReplicaState } from '../store/replica.ts'
import { openDatabase, openReadReplica } from './open.ts'

/** The primary answers meanwhile: everything is found, so the service is as well as without a replica. */
export async function addReplicaNote(health: Health, replica: Replica | null): Promise<Health> {
  if (!replica || health.database === 'down') return health
  const { isUsed, reason } = await replica.state()
  if (isUsed) return health
  return { ...health, notes: [...health.notes, `Searches go to DATABASE_URL: the replica ${reason}.`] }
}

/** How often a replica that is a moment behind is looked at again: the first time says little on a busy primary. */
const LOOKS = 3
const LOOK_AGAIN_MS = 1_100

export async function checkReplica(config: Config): Promise<Check> {
  const name = 'replica'
  let db: Db | null = null
  let replica: Replica | null = null
  try {
    db = await openDatabase(config)
    replica = openReadReplica(config, db)
    if (!replica) return { name, state: 'skip', detail: 'none (DATABASE_READ_URL is not set)' }
    const { isUsed, lagSeconds, reason } = await lookUntilUsed(replica)
    if (isUsed) return { name, state: 'ok', detail: `searched, ${lagSeconds?.toFixed(1)} s behind at most` }
    const remedy = 'Check DATABASE_READ_URL and the replication. Searches go to DATABASE_URL until then.'
    return { name, state: 'warn', detail: `the replica ${reason}`, remedy }
  } catch (error) {
    return { name, state: 'warn', detail: messageOf(error), remedy: 'The check "database" comes first.' }
  } finally {
    await replica?.close()
    await db?.close()
  }
}

async function lookUntilUsed(replica: Replica): Promise<ReplicaState> {
  for (let look = 1; look < LOOKS; look++) {
    const state = await replica.state()
    if (state.isUsed) return state
    await sleep(LOOK_AGAIN_MS)
  }
  return replica.state()
}
