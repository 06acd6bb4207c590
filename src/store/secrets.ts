/** Random texts that the program makes for itself once, and that every process of the installation shares. */
import type { Db } from './db.ts'

export async function findSecret(db: Db, name: string): Promise<string | null> {
  const [row] = await db.query<{ value: string }>('select value from secrets where name = $1', [name])
  return row?.value ?? null
}

/** Keeps `value` unless there is one already, and answers with the one that is kept, whoever came first. */
export async function keepSecret(db: Db, name: string, value: string): Promise<string> {
  await db.query('insert into secrets (name, value) values ($1, $2) on conflict do nothing', [name, value])
  return (await findSecret(db, name)) ?? value
}
