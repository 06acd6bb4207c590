/** Where a real WordPress can be had: the folder that TEST_WORDPRESS names. Without it those tests are skipped, and say so. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Scripts in the folder, and the theme test data of the WordPress project beside it. */
const SCRIPTS = ['up.sh', 'down.sh', 'wp.php', 'seed.sh', 'import-wxr.php', 'import-beir.sh']
const THEME_DATA = ['themeunittestdata.wordpress.xml', '64-block-test-data.xml'].map((file) => `../data/wxr/${file}`)

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Unset, the folder beside the checkout. */
const folder = resolve(ROOT, process.env.TEST_WORDPRESS ?? '../shared/wordpress')
const missing = [...SCRIPTS, ...THEME_DATA].filter((path) => !existsSync(join(folder, path)))

/** Null when anything is missing. */
export const wordpressFolder = missing.length === 0 ? folder : null

/** Every version on every database, ten minutes and more; otherwise ticks on the oldest and commands on the newest. */
export const isLong = process.env.SERVICE_LONG === '1'

export const themeTestData = THEME_DATA.map((path) => join(folder, path))

if (missing.length > 0) {
  const name = process.env.TEST_WORDPRESS === undefined ? `TEST_WORDPRESS is not set and ${folder}` : folder
  process.stderr.write(
    `SKIPPED: everything against a real WordPress, because ${name} lacks ${missing.join(', ')} (see CONTRIBUTING.md).\n`,
  )
}
