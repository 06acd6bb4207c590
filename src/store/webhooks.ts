/** Webhook messages that came in, by id: a sender that got no answer sends the same one again, and so may anybody. */
import type { Db } from './db.ts'

/** Longer than senders go on trying, by the schedule of Standard Webhooks. */
const KEPT_DAYS = 7
/** Of a flood of messages the oldest are forgotten first: one that comes again then fetches its post once more. */
const KEPT_MOST = 5_000

/** @returns False when the message has come before. */
export async function rememberWebhook(db: Db, id: string): Promise<boolean> {
  await db.query(
    `delete from webhooks
      where received_at < greatest(now() - make_interval(days => $1),
                                   (select received_at from webhooks order by received_at desc offset $2 limit 1))`,
    [KEPT_DAYS, KEPT_MOST],
  )
  const rows = await db.query('insert into webhooks (id) values ($1) on conflict do nothing returning id', [id])
  return rows.length > 0
}

/** For a message that could not be acted on: it may come again. */
export async function forgetWebhook(db: Db, id: string): Promise<void> {
  await db.query('delete from webhooks where id = $1', [id])
}
