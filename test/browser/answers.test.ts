/** What is left of a model's sentence, given to a browser in the most careless way there is: as HTML. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sanitise } from '../../src/answer/check/sanitise.ts'
import { ADDRESSES, FORGED_MARKS, HTML, MARKDOWN, UNSEEN } from '../attacks/payloads.ts'
import { hasChromium, launchChromium } from './chromium.ts'

const ATTACKS = [...ADDRESSES, ...MARKDOWN, ...HTML, ...UNSEEN, ...FORGED_MARKS]
const NOBODY = { hosts: new Set<string>(), isKnownEmail: () => false }

describe.skipIf(!hasChromium)('a sanitised answer set as innerHTML', () => {
  let browser: Browser
  let page: Page
  const seen: string[] = []

  beforeAll(async () => {
    browser = await launchChromium()
    page = await browser.newPage()
    page.on('request', (request) => seen.push(`request ${request.url()}`))
    page.on('pageerror', (error) => seen.push(`script ${error.message}`))
    page.on('dialog', (dialog) => {
      seen.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.exposeFunction('evil', () => seen.push('evil() was called'))
  })
  afterAll(() => browser.close())

  /** Every element that came of it, and what the page did meanwhile. */
  async function show(texts: readonly string[]): Promise<string[]> {
    seen.length = 0
    const elements = await page.evaluate(async (given) => {
      const found: string[] = []
      for (const text of given) {
        const box = document.createElement('div')
        document.body.replaceChildren(box)
        box.innerHTML = text
        found.push(...[...box.querySelectorAll('*')].map((element) => element.outerHTML))
      }
      // Images that fail and scripts that run do so a moment later.
      await new Promise((resolve) => setTimeout(resolve, 100))
      return found
    }, texts)
    return [...elements, ...seen]
  }

  it('is text: no element, no request, no script', async () => {
    const texts = ATTACKS.flatMap((attack) => [attack, `The boat ${attack} leaves`, `The boat${attack}leaves`])
    expect(await show(texts.map((text) => sanitise(text, NOBODY)))).toEqual([])
  })

  it('is text also when an answer is made of many, and whenever it is broken off', async () => {
    const sentences = ATTACKS.map((attack) => sanitise(`The boat ${attack} leaves.`, NOBODY))
    const answer = sentences.filter((sentence) => sentence !== '').join(' [1]\n- ')
    const beginnings = Array.from({ length: 200 }, (_, n) => answer.slice(0, Math.floor((answer.length * n) / 200)))
    expect(await show([answer, ...beginnings])).toEqual([])
  })

  it('would have been more without', async () => {
    expect((await show(HTML.slice(0, 12))).length).toBeGreaterThan(10)
  })
})
