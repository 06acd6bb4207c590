/**
 * A streaming replica to look for candidates on. Never the last word: what is shown is fetched from the primary
 * (hits.ts), so that what was withdrawn there is not shown, however far the replica is behind.
 *
 * How far it is behind is told by positions in the write-ahead log and by our own clock: the replica is level with the
 * primary of the moment at which the primary was seen to have written what the replica has replayed. The replica's own
 * time of its last transaction grows while nobody writes, and a heartbeat would be a write each second.
 */
import { AppError, messageOf } from '../errors.ts'
import type { Db } from './db.ts'
import { openPostgres } from './postgres.ts'
import { createReplicaLag } from './replica-lag.ts'
import { findPlace, UNKNOWN_PLACE } from './restored.ts'

export interface Replica {
  /** Where one search looks from its first statement to its last: the replica, or the primary while that is no use. */
  choose(): Promise<Db>
  /** Looks now, if nobody did in the last second. */
  state(): Promise<ReplicaState>
  close(): Promise<void>
}

export interface ReplicaState {
  isUsed: boolean
  /** At most; null when nobody knows. */
  lagSeconds: number | null
  /** Why it is not used; empty while it is. */
  reason: string
}

/** Further behind, new posts are missing for longer than anybody expects: then the primary answers. */
export const MAX_LAG_SECONDS = 10
/** Two short statements a second for each process. */
const LOOK_MS = 1_000
/** What is known may be as old while somebody looks anew. */
const TRUSTED_MS = 3_000
/** A replica that accepts and does not answer costs one search no more than this. */
const TIMEOUTS = { connectTimeoutMs: 1_000, statementTimeoutMs: 2_000, queryTimeoutMs: 3_000 }

/** No connection is made yet. */
export function openReplica(primary: Db, url: string, now: () => number = () => performance.now()): Replica {
  const replica = openPostgres(url, { ...TIMEOUTS, applicationName: 'askpress read' })
  const lag = createReplicaLag(now)
  let state: ReplicaState = { isUsed: false, lagSeconds: null, reason: 'nobody has looked yet' }
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | null = null
  let isKnownCopy = false

  const lookOnce = async (): Promise<ReplicaState> => {
    const written = await findWritten(primary)
    const { isReplica, replayed } = await findReplayed(replica)
    isKnownCopy ||= isReplica && (await isCopyOf(primary, replica))
    if (!isReplica || !isKnownCopy) return notUsed('is not a streaming replica of DATABASE_URL')
    const lagSeconds = lag.measure(written, replayed)
    if (lagSeconds !== null && lagSeconds <= MAX_LAG_SECONDS) return { isUsed: true, lagSeconds, reason: '' }
    return { ...notUsed(`is ${lagSeconds === null ? 'some time' : `${Math.round(lagSeconds)} s`} behind`), lagSeconds }
  }
  const look = (): Promise<void> => {
    looking ??= lookOnce()
      .catch((error) => notUsed(`cannot be asked: ${messageOf(error)}`))
      .then((found) => {
        // What was promoted or set up anew meanwhile may be another database.
        if (!found.isUsed) isKnownCopy = false
        state = found
        lookedAt = now()
        looking = null
      })
    return looking
  }
  const reading = readingFrom(replica, primary, (error) => {
    state = notUsed(`cannot be asked: ${messageOf(error)}`)
    lookedAt = now()
  })

  return {
    async choose() {
      const age = now() - lookedAt
      if (age >= LOOK_MS) {
        const looked = look()
        if (state.isUsed && age >= TRUSTED_MS) await looked
      }
      return state.isUsed ? reading : primary
    },
    async state() {
      if (now() - lookedAt >= LOOK_MS) await look()
      return state
    },
    close: () => replica.close(),
  }
}

function notUsed(reason: string): ReplicaState {
  return { isUsed: false, lagSeconds: null, reason }
}

/** A statement that fails there is run on the primary: a vacuum may cancel it, a schema may be a moment older. */
function readingFrom(replica: Db, primary: Db, onAway: (error: unknown) => void): Db {
  const refuse = () => Promise.reject(new Error('a replica is for reading'))
  const first = async <T>(ask: (db: Db) => Promise<T>): Promise<T> => {
    try {
      return await ask(replica)
    } catch (error) {
      if (isAway(error)) onAway(error)
      return ask(primary)
    }
  }
  return {
    engine: 'postgres',
    query: (text, values) => first((db) => db.query(text, values)),
    transaction: (work) => first((db) => db.transaction(work)),
    maintain: refuse,
    close: async () => {},
  }
}

/** Nobody answers there, or not in time. */
function isAway(error: unknown): boolean {
  return error instanceof AppError
}

async function findWritten(primary: Db): Promise<number> {
  const [row] = await primary.query<{ position: number }>(
    `select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint as position`,
  )
  return row?.position ?? 0
}

async function findReplayed(replica: Db): Promise<{ isReplica: boolean; replayed: number }> {
  const [row] = await replica.query<{ isReplica: boolean; replayed: number | null }>(
    `select pg_is_in_recovery() as "isReplica", (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint as replayed`,
  )
  return { isReplica: row?.isReplica ?? false, replayed: row?.replayed ?? 0 }
}

/** Where a host keeps the server's identifier to itself, the operator's word is all there is. */
async function isCopyOf(primary: Db, replica: Db): Promise<boolean> {
  const places = await Promise.all([findPlace(primary), findPlace(replica)])
  return places.includes(UNKNOWN_PLACE) || places[0] === places[1]
}
