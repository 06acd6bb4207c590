/**
 * Claims of texts that are about to be embedded, so that each is paid for once, whoever else reads it at the same moment.
 *
 * A claim is a lease: it ends with its process, or a minute after that stopped renewing it. Of a text that was embedded it
 * is left to lapse: whoever looked before the vector was there still meets the claim when it tries to take it.
 */
import type { Db } from './db.ts'

const CLAIM_SECONDS = 60

export interface Claims {
  /** For the caller to embed. */
  ours: Set<string>
  /** Being embedded by somebody else, by the name of the holder; empty where that is not told yet. */
  theirs: Map<string, string>
}

/**
 * One statement looks and takes. What is in neither answer has a vector, or was refused.
 *
 * @param holder Of these claims alone: `me`, a slash, and a name of its own.
 * @param gone Holders whose process has ended: their claims are taken over.
 */
export async function claimTexts(
  db: Db,
  spaceId: number,
  textHashes: readonly string[],
  { holder, gone }: { holder: string; gone: readonly string[] },
): Promise<Claims> {
  const rows = await db.query<{ text_hash: string; is_ours: boolean; holder: string }>(CLAIM, [
    ...[spaceId, textHashes, holder, CLAIM_SECONDS, gone],
  ])
  return {
    ours: new Set(rows.filter((row) => row.is_ours).map((row) => row.text_hash)),
    theirs: new Map(rows.filter((row) => !row.is_ours).map((row) => [row.text_hash, row.holder])),
  }
}

/** In the order of their texts, as all do who lock several claims: two that take each other's would wait for ever. */
const CLAIM = `
  with unknown as materialized (
    select h.text_hash from (select distinct decode(t, 'hex') as text_hash from unnest($2::text[]) as t) h
     where not exists (select from embedding_cache e where e.space_id = $1 and e.text_hash = h.text_hash)
       and not exists (select from refusals r where r.space_id = $1 and r.text_hash = h.text_hash)
       and not exists (select from chunks c join vectors v on v.space_id = $1 and v.site_id = c.site_id and v.chunk_id = c.id
                        where c.text_hash = h.text_hash)
  ), claimed as (
    insert into embedding_claims as held (space_id, text_hash, holder, until)
    select $1, text_hash, $3, now() + make_interval(secs => $4) from unknown order by text_hash
    on conflict (space_id, text_hash) do update set holder = excluded.holder, until = excluded.until
     where held.until < now() or held.holder = any ($5::text[])
    returning text_hash
  )
  select encode(u.text_hash, 'hex') as text_hash, c.text_hash is not null as is_ours, coalesce(h.holder, '') as holder
    from unknown u left join claimed c using (text_hash)
    left join embedding_claims h on h.space_id = $1 and h.text_hash = u.text_hash`

export async function renewClaims(db: Db, holder: string): Promise<void> {
  await db.query(
    `with held as (select space_id, text_hash from embedding_claims where holder = $1 order by text_hash for update)
     update embedding_claims c set until = now() + make_interval(secs => $2)
       from held where c.space_id = held.space_id and c.text_hash = held.text_hash`,
    [holder, CLAIM_SECONDS],
  )
}

/** For texts that were not embedded: whoever waits for them takes them over at once. */
export async function releaseClaims(db: Db, holder: string): Promise<void> {
  await db.query(
    `with held as (select space_id, text_hash from embedding_claims where holder = $1 order by text_hash for update)
     delete from embedding_claims c using held where c.space_id = held.space_id and c.text_hash = held.text_hash`,
    [holder],
  )
}

export async function pruneClaims(db: Db): Promise<void> {
  await db.query('delete from embedding_claims where until < now()')
}
