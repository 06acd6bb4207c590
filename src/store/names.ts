/** Authors, categories and tags by their id: what they are called, when that was looked at, and whose names they are. */
import type { NameKind, NamesById } from '../types.ts'
import type { Db } from './db.ts'
import { raiseEpoch, type Writer } from './runs.ts'

/** What a run asks and tells, so that the next one need not ask again. */
export function rememberNames(db: Db, siteId: number) {
  return {
    find: (kind: NameKind, ids: readonly number[]) => findNames(db, siteId, kind, ids),
    keep: (kind: NameKind, names: NamesById) => keepNames(db, siteId, kind, names),
  }
}

export async function findNames(db: Db, siteId: number, kind: NameKind, ids: readonly number[]): Promise<NamesById> {
  const rows = await db.query<{ wpId: number; name: string | null }>(
    `select wp_id as "wpId", name from names where site_id = $1 and kind = $2 and wp_id = any ($3::bigint[])`,
    [siteId, kind, ids],
  )
  return new Map(rows.map(({ wpId, name }) => [wpId, name]))
}

/** As they were told just now. */
export async function keepNames(db: Db, siteId: number, kind: NameKind, names: NamesById): Promise<void> {
  await db.query(
    `insert into names (site_id, kind, wp_id, name)
     select $1, $2, n.wp_id, n.name from unnest($3::bigint[], $4::text[]) as n (wp_id, name)
     on conflict (site_id, kind, wp_id) do update set name = excluded.name, looked_at = now()`,
    [siteId, kind, [...names.keys()], [...names.values()]],
  )
}

/** Ids by kind, those looked at longest ago first. @param hours Only what was not looked at for so long. */
export async function findNamesToLookAt(db: Db, siteId: number, hours: number): Promise<Map<NameKind, number[]>> {
  const rows = await db.query<{ kind: NameKind; ids: number[] }>(
    `select kind, array_agg(wp_id::float8 order by looked_at, wp_id) as ids from names
      where site_id = $1 and looked_at <= now() - make_interval(hours => $2)
      group by kind order by min(looked_at), kind`,
    [siteId, hours],
  )
  return new Map(rows.map(({ kind, ids }) => [kind, ids]))
}

/**
 * Gives names that have changed to their documents, without reading one.
 *
 * @param asked All that were looked at, changed or not.
 */
export async function applyNames(
  db: Db,
  writer: Writer,
  kind: NameKind,
  { asked, changed }: { asked: readonly number[]; changed: NamesById },
): Promise<void> {
  const { siteId } = writer
  await db.transaction(async (tx) => {
    await tx.query(
      'update names set looked_at = now() where site_id = $1 and kind = $2 and wp_id = any ($3::bigint[])',
      [siteId, kind, asked],
    )
    if (changed.size === 0) return
    await keepNames(tx, siteId, kind, changed)
    await tx.query(RENAME[kind], [siteId, [...changed.keys()]])
    await raiseEpoch(tx, writer)
  })
}

const termsOf = (kind: 'category' | 'tag', ids: string) => `
  coalesce((select array_agg(n.name order by t.place) from unnest(${ids}) with ordinality as t (wp_id, place)
              join names n on n.site_id = d.site_id and n.kind = '${kind}' and n.wp_id = t.wp_id
             where n.name is not null), '{}')`

const RENAME: Record<NameKind, string> = {
  author: `update documents d set author = n.name from names n
            where d.site_id = $1 and d.author_id = any ($2::bigint[])
              and n.site_id = d.site_id and n.kind = 'author' and n.wp_id = d.author_id`,
  category: `update documents d set categories = ${termsOf('category', 'd.category_ids')}
              where d.site_id = $1 and d.category_ids && $2::bigint[]`,
  tag: `update documents d set tags = ${termsOf('tag', 'd.tag_ids')}
         where d.site_id = $1 and d.tag_ids && $2::bigint[]`,
}

/** Notes that the run of this moment has looked at names. */
export async function noteNamesRun(db: Db, siteId: number, startedAt: Date): Promise<void> {
  await db.query('update sites set names_run_at = $2 where id = $1', [siteId, startedAt])
}

/** Start of the last run that looked at names; null before the first. */
export async function findNamesRun(db: Db, siteId: number): Promise<Date | null> {
  const [row] = await db.query<{ at: Date | null }>('select names_run_at as at from sites where id = $1', [siteId])
  return row?.at ?? null
}
