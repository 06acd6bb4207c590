/** Two rounds of what happens to posts on a real site: first they go or change, then they come back. */
import { z } from 'zod'
import type { RealWordpress } from './real-wordpress.ts'
import type { ServiceWorld } from './service-world.ts'

/** Ids of posts made in the first round, beside those of the seed. */
export interface Made {
  scheduled: number
  backdated: number
}

const createdSchema = z.object({ id: z.number() })

/** Of the seed: `published` edited, `lists` trashed, `code` protected, `classic` made private, `more` deleted, `draft` published. */
export async function makeChanges({ wordpress, seeded }: ServiceWorld): Promise<Made> {
  const id = (name: string) => String(seeded[name])
  const create = async (...options: string[]) => createdSchema.parse(await wordpress.wp('create', ...options)).id
  await wordpress.wp('edit', id('published'), '--content', '<p>The museum opens at noon: heliotrope.</p>')
  await wordpress.wp('trash', id('lists'))
  await wordpress.wp('protect', id('code'), 'secret')
  await wordpress.wp('status', id('classic'), 'private')
  await wordpress.wp('delete', id('more'))
  await wordpress.wp('status', id('draft'), 'publish')
  const old = ['--title', 'Found in a drawer', '--content', '<p>An old letter: marginalia.</p>']
  const backdated = await create(...old, '--date', '2009-05-06 07:08:09')
  const later = ['--title', 'From tomorrow on', '--content', '<p>The new boat: kittiwake.</p>']
  const scheduled = await create(...later, '--status', 'future', '--date', '2034-01-01 00:00:00')
  // As new, its modified time is that hour; saved once more, as editors do, it is now.
  await wordpress.wp('touch', String(scheduled))
  return { scheduled, backdated }
}

/** What was taken away is given back, and what was scheduled is published by WordPress's cron. */
export async function takeChangesBack({ wordpress, seeded }: ServiceWorld, { scheduled }: Made): Promise<void> {
  const id = (name: string) => String(seeded[name])
  await wordpress.wp('untrash', id('lists'))
  await wordpress.wp('unprotect', id('code'))
  await wordpress.wp('status', id('classic'), 'publish')
  await wordpress.wp('touch', id('table'))
  await publishScheduled(wordpress, scheduled)
}

/** Its hour has come. Publishing does not move `modified`, which is what a sync by date never notices. */
export async function publishScheduled(wordpress: RealWordpress, scheduled: number): Promise<void> {
  await wordpress.wp(
    'eval',
    `global $wpdb; $now = current_time( 'mysql', true );
     $wpdb->update( $wpdb->posts, array( 'post_date' => $now, 'post_date_gmt' => $now ), array( 'ID' => ${scheduled} ) );
     clean_post_cache( ${scheduled} );
     wp_clear_scheduled_hook( 'publish_future_post', array( ${scheduled} ) );
     return wp_schedule_single_event( time() - 1, 'publish_future_post', array( ${scheduled} ) );`,
  )
  await wordpress.wp('cron-run')
}
