/**
 * Who presents a key: the environment's own, or one that the database keeps.
 *
 * What a look at the database said holds for FRESH_MS, in every process by itself: that is how long a revoked key may
 * still work. A text that is no key of ours costs no look, and an address that tries keys soon gets none.
 */
import { timingSafeEqual } from 'node:crypto'
import { AppError } from '../errors.ts'
import { keepNewest } from '../limits/keep-newest.ts'
import type { Db } from '../store/db.ts'
import { countKeys, type FoundKey, findKey, listOrigins, noteUse } from '../store/keys.ts'
import type { Grant } from '../types.ts'
import { type EnvironmentKeys, environmentKeys, findOwnKey } from './environment.ts'
import { readKind } from './format.ts'
import { hashKey, type Peppers } from './peppers.ts'
import { watchStrangers } from './strangers.ts'

export interface Callers {
  /** No key is asked for: none exists, nor ever did. Once shut it stays shut, also when the last key is revoked. */
  isOpen(): Promise<boolean>
  /**
   * Null for a key nobody knows.
   *
   * @param address Who asks; one that tries keys is kept from the database.
   * @throws AppError `unauthorized` for a key that is over, `rate_limited`, `unavailable`.
   */
  find(presented: string, address: string): Promise<Grant | null>
  /** Whether a valid browser key is for pages of this origin; as of the last look while the database is away. */
  hasOrigin(origin: string): Promise<boolean>
}

export interface CallerParts {
  db: Db
  peppers: Peppers
  environment: EnvironmentKeys
  /** Milliseconds that only go forward. */
  now?: () => number
}

const FRESH_MS = 5_000
/** Apart, so that invented keys push no real one out. */
const MAX_KNOWN = 10_000
const MAX_UNKNOWN = 10_000

type Outcome = Grant | 'unknown' | 'expired' | 'revoked'

interface Look {
  at: number
  outcome: Promise<Outcome>
}

export async function openCallers(parts: CallerParts): Promise<Callers> {
  const { db, peppers, environment, now = () => performance.now() } = parts
  const own = environmentKeys(environment)
  const strangers = watchStrangers(now)
  const known = new Map<string, Look>()
  const unknown = new Map<string, Look>()

  async function find(presented: string, address: string): Promise<Grant | null> {
    const grant = findOwnKey(own, presented)
    if (grant !== null || readKind(presented) === null) return grant
    const id = hashKey(presented, peppers[0]).toString('base64')
    const last = known.get(id) ?? unknown.get(id)
    const outcome = await (last && now() - last.at < FRESH_MS ? last.outcome : look(id, presented, address))
    if (typeof outcome === 'object') return outcome
    if (outcome === 'unknown') return null
    throw new AppError(
      'unauthorized',
      `This key ${outcome === 'expired' ? 'has expired' : 'was revoked'}. Use a new one.`,
    )
  }

  /** A key that was known a moment ago is no stranger: its look is free. */
  function look(id: string, presented: string, address: string): Promise<Outcome> {
    const isStranger = !known.has(id)
    if (isStranger) strangers.takeLook(address)
    const asked: Look = { at: now(), outcome: askDatabase(db, peppers, presented) }
    if (isStranger) keepNewest(unknown, id, asked, MAX_UNKNOWN)
    else keepNewest(known, id, asked, MAX_KNOWN)
    asked.outcome.then(
      (outcome) => {
        const isKnown = typeof outcome === 'object'
        if (isKnown && isStranger) strangers.giveBack(address)
        known.delete(id)
        unknown.delete(id)
        if (isKnown) keepNewest(known, id, asked, MAX_KNOWN)
        else keepNewest(unknown, id, asked, MAX_UNKNOWN)
      },
      () => {
        if (isStranger) strangers.giveBack(address)
        unknown.delete(id)
        // Stays known, and is asked about again: a database that is away makes nobody a stranger.
        asked.at = Number.NEGATIVE_INFINITY
      },
    )
    return asked.outcome
  }

  return { find, isOpen: await watchDoor(db, own.length > 0, now), hasOrigin: watchOrigins(db, now) }
}

async function askDatabase(db: Db, peppers: Peppers, presented: string): Promise<Outcome> {
  const hashes = peppers.map((pepper) => hashKey(presented, pepper))
  const found = await findKey(db, hashes)
  // The index has compared already, by how much of the hash fits: what decides is this.
  if (found === null || !hashes.some((hash) => timingSafeEqual(hash, found.hash))) return 'unknown'
  if (found.state === 'expired' || found.state === 'revoked') return found.state
  noteUseSoon(db, peppers, { found, newest: hashes[0] ?? found.hash })
  return found.grant
}

/** Nobody waits for it, and nothing depends on it. */
function noteUseSoon(db: Db, [pepper]: Peppers, { found, newest }: { found: FoundKey; newest: Buffer }): void {
  if (!found.isUseUnnoted && found.pepper === pepper.id) return
  noteUse(db, found.id, { hash: newest, pepper: pepper.id }).catch(() => {})
}

async function watchDoor(db: Db, hasOwn: boolean, now: () => number): Promise<() => Promise<boolean>> {
  let isShut = hasOwn || (await countKeys(db)).total > 0
  let lookedAt = now()
  return async () => {
    if (!isShut && now() - lookedAt >= FRESH_MS) {
      lookedAt = now()
      // While the database is away the last answer stands; nothing can be read meanwhile anyway.
      isShut = await countKeys(db).then(
        ({ total }) => total > 0 || isShut,
        () => isShut,
      )
    }
    return !isShut
  }
}

/** Pages ask before their requests, and without a key: that must not cost a query each time. */
function watchOrigins(db: Db, now: () => number): (origin: string) => Promise<boolean> {
  let origins: Promise<ReadonlySet<string>> = Promise.resolve(new Set())
  let lookedAt = Number.NEGATIVE_INFINITY
  return async (origin) => {
    if (now() - lookedAt >= FRESH_MS) {
      lookedAt = now()
      const last = origins
      origins = listOrigins(db).then(
        (found) => new Set(found),
        () => last,
      )
    }
    return (await origins).has(origin)
  }
}
