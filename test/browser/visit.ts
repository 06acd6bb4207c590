/** Opens the page on a server with hand-made parts, and watches for what must never happen there. */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { HttpParts } from '../../src/http/parts.ts'
import { aServer } from '../fake-http.ts'
import { launchChromium } from './chromium.ts'

export interface Visit {
  page: Page
  url: string
  /** Errors in the console and of the scripts, dialogs, and requests that went to anybody but us. */
  complaints: string[]
  close(): Promise<void>
}

export interface VisitOptions {
  parts?: Partial<HttpParts>
  /** Behind the address: `#ask=…`. */
  hash?: string
  context?: BrowserContextOptions
}

/** For the tests of one `describe`: one browser, and a visit each time the answer is called, closed after the test. */
export function useBrowser(): (options?: VisitOptions) => Promise<Visit> {
  const visits: Visit[] = []
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterEach(async () => {
    await Promise.all(visits.splice(0).map((open) => open.close()))
  })
  afterAll(() => browser.close())
  return async (options = {}) => {
    const opened = await visit(browser, options)
    visits.push(opened)
    return opened
  }
}

/** What stands there, one text for each element, once there is any: `allTextContents` alone does not wait. */
export async function textsOf(elements: Locator): Promise<string[]> {
  await elements.first().waitFor({ state: 'attached' })
  return elements.allTextContents()
}

async function visit(browser: Browser, { parts = {}, hash = '', context = {} }: VisitOptions = {}): Promise<Visit> {
  const app = aServer(parts)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const tab = await browser.newContext(context)
  const page = await tab.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) complaints.push(`request: ${request.url()}`)
  })
  await page.goto(`${url}/${hash}`)
  return {
    page,
    url,
    complaints,
    async close() {
      await tab.close()
      await app.close()
    },
  }
}
