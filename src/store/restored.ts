/**
 * Databases that came out of a backup: noticed, marked, and served again once every site was seen whole.
 *
 * A copy has the posts that were deleted since it was made. A marked site serves nothing until one sync has seen each of
 * its documents listed; what it did not see it has withdrawn, or withheld, and then the mark stays.
 */
import { codeOf } from '../errors.ts'
import type { Db } from './db.ts'
import type { Writer } from './runs.ts'
import { withdrawDocuments } from './withdraw.ts'

/** SQLSTATE insufficient_privilege: some hosts keep the server's identifier to themselves. */
const NOT_ALLOWED = '42501'

/** Names of the sites that were not seen whole since they came out of a backup. */
export async function findRestored(db: Db): Promise<string[]> {
  const rows = await db.query<{ name: string }>('select name from sites where restored_at is not null order by id')
  return rows.map(({ name }) => name)
}

/**
 * Marks every site as restored. What only the time before the backup knew goes: leases, and totals that would let a tick
 * trust a listing. Epochs and fences jump, because those given since the backup must not come again.
 */
export async function markRestored(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('delete from listings')
    await tx.query(
      `update sites set restored_at = now(), lease_until = null, lease_owner = null,
              epoch = epoch + 1000000000, changed_at = clock_timestamp(),
              fence = fence + 1000000000`,
    )
  })
}

/**
 * Notices at a start that the database came out of a backup, or is a copy in another place than the one it was written
 * for (another server, another name), however it was made, and marks it. A whole server that was set back to an earlier
 * time looks as it did then: that cannot be noticed.
 *
 * @returns Whether it was marked now.
 */
export async function noticeCopy(db: Db): Promise<boolean> {
  // A folder that was copied looks like the one it was copied from.
  if (db.engine === 'pglite') return false
  const place = await findPlace(db)
  const [known] = await db.query<{ place: string }>('select place from installation')
  if (known?.place === place) return false
  return db.transaction(async (tx) => {
    // Of several processes that start at once one does what follows, and the others find it done.
    const added = await tx.query(
      'insert into installation (place) values ($1) on conflict do nothing returning place',
      [place],
    )
    const [before] = await tx.query<{ place: string }>('select place from installation for update')
    const isCopy = added.length > 0 || ![place, NEW, UNKNOWN_PLACE].includes(before?.place ?? NEW)
    if (place === UNKNOWN_PLACE && added.length === 0) return false
    await tx.query('update installation set place = $1', [place])
    if (isCopy) await markRestored(tx)
    return isCopy
  })
}

/** As migrated and not started yet. */
const NEW = ''
/** Where the server does not tell. */
export const UNKNOWN_PLACE = 'unknown'

/** Server and database: the same on a streaming replica. */
export async function findPlace(db: Db): Promise<string> {
  try {
    const [row] = await db.query<{ place: string }>(
      `select (select system_identifier from pg_control_system()) || '/' || oid as place
         from pg_database where datname = current_database()`,
    )
    return row?.place ?? UNKNOWN_PLACE
  } catch (error) {
    if (codeOf(error) === NOT_ALLOWED) return UNKNOWN_PLACE
    throw error
  }
}

/**
 * Takes the mark from a site, unless a document is left that this run was not shown.
 *
 * @param types All that are indexed. Documents of others are kept level with nothing and go first.
 * @param startedAt Of the run, which every document it was shown has now.
 * @returns Documents left, 0 when the site serves again; null when it was not marked.
 */
export async function settleRestored(
  db: Db,
  writer: Writer,
  { types, startedAt }: { types: readonly string[]; startedAt: Date },
): Promise<number | null> {
  const marked = await db.query('select 1 from sites where id = $1 and restored_at is not null', [writer.siteId])
  if (marked.length === 0) return null
  const strays = await db.query<{ wp_id: number }>(
    `select wp_id from documents where site_id = $1 and status = 'active' and type <> all ($2::text[])`,
    [writer.siteId, types],
  )
  const wpIds = strays.map(({ wp_id }) => wp_id)
  await withdrawDocuments(db, writer, wpIds, { status: 'deleted', reason: 'type_not_indexed' })
  const [left] = await db.query<{ count: number }>(
    `select count(*) as count from documents where site_id = $1 and status = 'active' and listed_at <> $2`,
    [writer.siteId, startedAt],
  )
  const count = left?.count ?? 0
  if (count === 0) {
    await db.query('update sites set restored_at = null where id = $1 and ($2::bigint is null or fence = $2)', [
      writer.siteId,
      writer.fence,
    ])
  }
  return count
}
