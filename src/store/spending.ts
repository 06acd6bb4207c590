/**
 * What providers were paid, by day, key, site and kind, and the one row of each day that holds all processes to the budget.
 *
 * The day is UTC's and the clock is the database's. Money is in US dollars.
 */
import type { Charge, SpendingKind, SpendingRow } from '../types.ts'
import type { Db } from './db.ts'

/** Charges of one key, site and kind added up. */
export interface Spent extends Pick<Charge, 'key' | 'siteId' | 'kind' | 'inputTokens' | 'outputTokens'> {
  requests: number
  /** Of models without a known price. */
  unpricedTokens: number
  usd: number
}

export interface Reservation {
  /** It was made on: only there it can be given back. */
  day: string
  usd: number
}

/** All processes together. */
export interface BudgetDay {
  day: string
  spentUsd: number
  /** Set aside for calls under way. */
  reservedUsd: number
}

const TODAY = `(now() at time zone 'utc')::date`
const BUDGET_DAY = 'day::text as day, spent_usd::float8 as "spentUsd", reserved_usd::float8 as "reservedUsd"'
const KEEP_DAYS = 400

/**
 * Adds to today, and gives back what was set aside for it: in one statement, so that no money is free twice.
 *
 * @returns today as it is after that.
 */
export async function addSpending(
  db: Db,
  spent: readonly Spent[],
  released: readonly Reservation[],
): Promise<BudgetDay> {
  const rows = spent.map(({ siteId, inputTokens, outputTokens, unpricedTokens, ...row }) => ({
    ...row,
    site_id: siteId,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    unpriced_tokens: unpricedTokens,
  }))
  // Sorted, so that two processes lock rows in the same order.
  const [day] = await db.query<BudgetDay>(
    `with added as (
       insert into spending (day, key, site_id, kind, requests, input_tokens, output_tokens, unpriced_tokens, usd)
       select ${TODAY}, s.* from json_to_recordset($1) as s (key text, site_id int, kind text, requests bigint,
              input_tokens bigint, output_tokens bigint, unpriced_tokens bigint, usd numeric)
        order by s.key, s.site_id, s.kind
       on conflict (day, key, site_id, kind) do update set
         requests = spending.requests + excluded.requests,
         input_tokens = spending.input_tokens + excluded.input_tokens,
         output_tokens = spending.output_tokens + excluded.output_tokens,
         unpriced_tokens = spending.unpriced_tokens + excluded.unpriced_tokens,
         usd = spending.usd + excluded.usd
     )
     insert into budget_days (day, spent_usd, reserved_usd)
     values (${TODAY},
             (select coalesce(sum(s.usd), 0) from json_to_recordset($1) as s (usd numeric)),
             (select -coalesce(sum(r.usd), 0) from json_to_recordset($2) as r (day date, usd numeric) where r.day = ${TODAY}))
     on conflict (day) do update set
       spent_usd = budget_days.spent_usd + excluded.spent_usd,
       reserved_usd = budget_days.reserved_usd + excluded.reserved_usd
     returning ${BUDGET_DAY}`,
    [JSON.stringify(rows), JSON.stringify(released)],
  )
  if (!day) throw new Error('a day that was written did not come back')
  return day
}

/**
 * Sets `usd` aside if today's money reaches for it: with what is spent and what others have set aside it stays within
 * the limit. Statements of many processes take their turns at the row of the day.
 *
 * @returns the day; null when the money does not reach. Nothing at all is to be had of a day that is spent.
 */
export async function reserveSpending(db: Db, usd: number, limitUsd: number): Promise<string | null> {
  const [row] = await db.query<{ day: string }>(
    `insert into budget_days (day, reserved_usd)
     select ${TODAY}, $1::numeric where $1::numeric <= $2::numeric and $2::numeric > 0
     on conflict (day) do update set reserved_usd = budget_days.reserved_usd + excluded.reserved_usd
      where budget_days.spent_usd + budget_days.reserved_usd + excluded.reserved_usd <= $2::numeric
        and budget_days.spent_usd < $2::numeric
     returning day::text as day`,
    [usd, limitUsd],
  )
  return row?.day ?? null
}

export async function readBudgetDay(db: Db): Promise<BudgetDay> {
  const [row] = await db.query<BudgetDay>(
    `select t.day::text as day, coalesce(b.spent_usd, 0)::float8 as "spentUsd",
            coalesce(b.reserved_usd, 0)::float8 as "reservedUsd"
       from (select ${TODAY} as day) t left join budget_days b on b.day = t.day`,
  )
  if (!row) throw new Error('today did not come back')
  return row
}

/** Of today, the dearest first. A site that is gone has no name, nor have several at once. */
export async function listSpending(db: Db): Promise<SpendingRow[]> {
  return db.query<SpendingRow & { kind: SpendingKind }>(
    `select p.key, s.name as site, p.kind, p.requests, p.input_tokens as "inputTokens",
            p.output_tokens as "outputTokens", p.unpriced_tokens as "unpricedTokens", p.usd::float8 as usd
       from spending p left join sites s on s.id = p.site_id
      where p.day = ${TODAY} order by p.usd desc, p.key, p.site_id, p.kind`,
  )
}

/** Forgets days of more than a year ago. */
export async function pruneSpending(db: Db): Promise<void> {
  for (const table of ['spending', 'budget_days']) {
    await db.query(`delete from ${table} where day < ${TODAY} - ${KEEP_DAYS}`)
  }
}
