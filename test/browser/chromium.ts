/** Debian's Chromium for the tests of the page; says loudly when it is not there. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PATH = '/usr/bin/chromium'

export const hasChromium = existsSync(PATH)

if (!hasChromium) {
  process.stderr.write(`\nSKIPPED: the tests of the page need ${PATH}. Install it: apt-get install chromium\n\n`)
}

/** Without the last flags Chromium talks to its maker's hosts in the background. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: PATH,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
