/**
 * Makes room for a backup in a database that holds something: what is there waits in a schema of its own until the
 * backup has come in whole, and comes back when it has not.
 */
import type { Db } from './db.ts'

const ASIDE = 'askpress_replaced'

/** Moves all that is ours. Extensions stay: what comes in needs their types. */
export async function setAside(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(`drop schema if exists ${ASIDE} cascade`)
    await tx.query(`create schema ${ASIDE}`)
    await move(tx, { from: await currentSchema(tx), to: ASIDE })
  })
}

/** After a restore that failed: as it was before. */
export async function bringBack(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await move(tx, { from: ASIDE, to: await currentSchema(tx) })
    await tx.query(`drop schema ${ASIDE}`)
  })
}

/** For good. */
export async function dropAside(db: Db): Promise<void> {
  await dropSchema(db, ASIDE)
}

export async function dropSchema(db: Db, name: string): Promise<void> {
  await db.query(`drop schema if exists "${name}" cascade`)
}

async function currentSchema(tx: Db): Promise<string> {
  const [row] = await tx.query<{ name: string }>('select current_schema() as name')
  if (!row) throw new Error('there is no current schema')
  return row.name
}

async function move(tx: Db, { from, to }: { from: string; to: string }): Promise<void> {
  const moves = await tx.query<{ move: string }>(MOVES, [from, to])
  for (const { move: statement } of moves) await tx.query(statement)
}

/** Indexes, and sequences that belong to a column, go along with their table. */
const MOVES = `
  with ours as (
    select c.oid, c.oid::regclass::text as name,
           case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end as kind
      from pg_class c
     where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                         and (d.deptype = 'e' or (c.relkind = 'S' and d.deptype in ('a', 'i'))))
     union all
    select p.oid, p.oid::regprocedure::text, 'routine' from pg_proc p
     where p.pronamespace = $1::regnamespace
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  )
  select format('alter %s %s set schema %I', kind, name, $2::text) as move from ours order by kind, name`
