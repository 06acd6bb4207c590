/** The description of the API in a real browser. */
import { describe, expect, it } from 'vitest'
import { hasChromium } from './chromium.ts'
import { textsOf, useBrowser } from './visit.ts'

describe.skipIf(!hasChromium)('the description of the API', () => {
  const open = useBrowser()

  it('/docs shows every request and what it takes, and asks nobody else', async () => {
    const { page, url, complaints } = await open()
    await page.goto(`${url}/docs`)

    expect(await textsOf(page.locator('#operations h3'))).toEqual(
      expect.arrayContaining(['POST /search', 'GET /status']),
    )
    const search = page.locator('#SearchRequest')
    expect(await textsOf(search.locator('td:first-child code'))).toEqual(
      expect.arrayContaining(['q', 'k', 'filters', 'filters.after']),
    )
    expect(await search.locator('tr', { hasText: 'mode' }).first().textContent()).toContain('hybrid | vector | keyword')
    await page.getByRole('link', { name: 'SearchAnswer' }).first().click()
    expect(page.url()).toContain('#SearchAnswer')
    expect(complaints).toEqual([])
  })
})
