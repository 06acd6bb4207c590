/** Texts that the model of a space will not take: too long for it, most often. Not sent again as long as they stand. */
import type { Db } from './db.ts'

export interface RefusedText {
  textHash: string
  /** In the server's words. */
  reason: string
}

/** Which of these texts the model of the space will not take. */
export async function findRefused(db: Db, spaceId: number, textHashes: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ text_hash: string }>(
    `select encode(text_hash, 'hex') as text_hash from refusals
      where space_id = $1 and text_hash in (select decode(t, 'hex') from unnest($2::text[]) as t)`,
    [spaceId, textHashes],
  )
  return new Set(rows.map((row) => row.text_hash))
}

export async function keepRefusals(db: Db, spaceId: number, refused: readonly RefusedText[]): Promise<void> {
  if (refused.length === 0) return
  await db.query(
    `insert into refusals (space_id, text_hash, reason)
     select $1, decode(r.text_hash, 'hex'), r.reason from json_to_recordset($2) as r (text_hash text, reason text)
     on conflict do nothing`,
    [spaceId, JSON.stringify(refused.map(({ textHash, reason }) => ({ text_hash: textHash, reason })))],
  )
}
