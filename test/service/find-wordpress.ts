/** Where a real WordPress can be had: the folder that TEST_WORDPRESS names. Without it those tests are skipped, and say so. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the folder has to hold. */
const SCRIPTS = ['up.sh', 'down.sh', 'wp.php', 'seed.sh', 'import-wxr.php', 'import-beir.sh']

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** @param wanted As in TEST_WORDPRESS; unset, `../shared/wordpress` beside the checkout. Null when scripts are missing. */
export function findWordpress(wanted: string | undefined): string | null {
  const folder = resolve(ROOT, wanted ?? '../shared/wordpress')
  return SCRIPTS.every((script) => existsSync(join(folder, script))) ? folder : null
}

export const wordpressFolder = findWordpress(process.env.TEST_WORDPRESS)

/** The theme test data of the WordPress project, beside that folder; empty where there is none. */
export function themeTestData(folder: string): string[] {
  const files = ['themeunittestdata.wordpress.xml', '64-block-test-data.xml']
  return files.map((file) => join(folder, '../data/wxr', file)).filter((path) => existsSync(path))
}

if (wordpressFolder === null) {
  const why =
    process.env.TEST_WORDPRESS === undefined
      ? 'TEST_WORDPRESS is not set'
      : `${process.env.TEST_WORDPRESS} does not hold ${SCRIPTS.join(', ')}`
  process.stderr.write(`SKIPPED: everything against a real WordPress, because ${why} (see CONTRIBUTING.md).\n`)
}
