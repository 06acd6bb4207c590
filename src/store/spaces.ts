/**
 * Spaces: one model with one number of dimensions each. One answers, one at most is being filled to follow it, and the
 * others are kept for the way back.
 *
 * Every change of state goes through here, one at a time, so that no two processes switch at once. What a space holds
 * is in vectors.ts, how complete it is in coverage.ts.
 */
import type { SpaceState } from '../types.ts'
import { countCoverage } from './coverage.ts'
import type { Db } from './db.ts'

export interface Space {
  id: number
  model: string
  dimensions: number
}

export interface StoredSpace extends Space {
  state: SpaceState
  /** Those its model knows; null when it knows them all. */
  languages: string[] | null
  /** Left by hand: not taken up again by itself. */
  isDeclined: boolean
  activatedAt: Date | null
  retiredAt: Date | null
}

/** What the configuration names; an Embedder is one. */
export interface WantedSpace {
  readonly model: string
  readonly dimensions: number
  readonly languages: readonly string[] | null
}

/** Least share of its passages a space must hold to answer: a model that refuses many is not switched to. */
export const READY_SHARE = 0.95

export async function listSpaces(db: Db): Promise<StoredSpace[]> {
  return db.query<StoredSpace>(
    `select id, model, dimensions, state, languages, is_declined as "isDeclined", activated_at as "activatedAt",
            retired_at as "retiredAt"
       from spaces order by id`,
  )
}

/** The space that answers; null before the first was opened. */
export async function findActiveSpace(db: Db): Promise<StoredSpace | null> {
  return (await listSpaces(db)).find(({ state }) => state === 'active') ?? null
}

/**
 * Declares that this is the space wanted from now on. The first one answers at once; a later one is filled while the
 * active one answers; one that was left by hand stays left. Wanting the active one again ends all of that.
 *
 * @returns The space wanted.
 */
export async function openSpace(db: Db, wanted: WantedSpace): Promise<StoredSpace> {
  return changeSpaces(db, async (tx) => {
    const active = await findActiveSpace(tx)
    const own = (await findSpace(tx, wanted)) ?? (await insertSpace(tx, wanted))
    if (!active) return move(tx, own.id, 'active')
    if (own.isDeclined && own.id !== active.id) return own
    await tx.query(`update spaces set state = 'retired', retired_at = now() where state = 'building' and id <> $1`, [
      own.id,
    ])
    if (own.id !== active.id) return move(tx, own.id, 'building')
    await tx.query('update spaces set is_declined = false where is_declined')
    return own
  })
}

/**
 * Lets a space that was filled answer from now on, if it is complete.
 *
 * @returns False while passages are missing, and when the space is not wanted any more.
 */
export async function completeSpace(db: Db, spaceId: number): Promise<boolean> {
  return changeSpaces(db, async (tx) => {
    const space = (await listSpaces(tx)).find(({ id }) => id === spaceId)
    if (space?.state !== 'building') return false
    const { embedded, refused, chunks } = await countCoverage(tx, spaceId)
    if (embedded + refused < chunks || embedded < chunks * READY_SHARE) return false
    await switchTo(tx, spaceId)
    return true
  })
}

/** Lets any space answer from now on, as somebody wished by hand. The one left, and one on its way, stay left. */
export async function chooseSpace(db: Db, spaceId: number): Promise<void> {
  await changeSpaces(db, async (tx) => {
    await tx.query(
      `update spaces set is_declined = true, state = 'retired', retired_at = now() where state = 'building' and id <> $1`,
      [spaceId],
    )
    await tx.query(`update spaces set is_declined = true where state = 'active' and id <> $1`, [spaceId])
    await switchTo(tx, spaceId)
  })
}

/** Answers that were kept belong to the space that gave them: every site's epoch rises with the switch. */
async function switchTo(tx: Db, spaceId: number): Promise<void> {
  await tx.query(`update spaces set state = 'retired', retired_at = now() where state = 'active' and id <> $1`, [
    spaceId,
  ])
  await move(tx, spaceId, 'active')
  await tx.query('update sites set epoch = epoch + 1, changed_at = clock_timestamp()')
}

async function move(tx: Db, spaceId: number, state: 'building' | 'active'): Promise<StoredSpace> {
  await tx.query(
    `update spaces set state = $2, is_declined = false, retired_at = null,
            activated_at = case when $2 = 'active' then now() else activated_at end
      where id = $1 and state <> $2`,
    [spaceId, state],
  )
  const moved = (await listSpaces(tx)).find(({ id }) => id === spaceId)
  if (!moved) throw new Error(`there is no space ${spaceId}`)
  return moved
}

async function findSpace(tx: Db, { model, dimensions }: WantedSpace): Promise<StoredSpace | null> {
  return (await listSpaces(tx)).find((space) => space.model === model && space.dimensions === dimensions) ?? null
}

async function insertSpace(tx: Db, wanted: WantedSpace): Promise<StoredSpace> {
  const { model, dimensions, languages } = wanted
  await tx.query(
    `insert into spaces (model, dimensions, languages, state, retired_at) values ($1, $2, $3, 'retired', now())`,
    [model, dimensions, languages],
  )
  const made = await findSpace(tx, wanted)
  if (!made) throw new Error('the space was not made')
  return made
}

/** Reads and vectors go on meanwhile; other changes of spaces wait. */
async function changeSpaces<T>(db: Db, change: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.query('lock table spaces in share row exclusive mode')
    return change(tx)
  })
}
