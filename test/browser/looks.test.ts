/** What can be measured of how the page looks: nothing sticks out, everything can be read. */
import { describe, expect, it } from 'vitest'
import { aHit, anAnswer, aResult, aSource } from '../makers.ts'
import { hasChromium } from './chromium.ts'
import { weakTexts } from './contrast.ts'
import { useBrowser } from './visit.ts'

describe.skipIf(!hasChromium)('the look of the page', () => {
  const open = useBrowser()

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each([320, 375, 1280])('fits %i px without scrolling sideways', async (width) => {
      const wide = `${'Donaudampfschifffahrt'.repeat(8)} \`${'x'.repeat(300)}\`\n\n\`\`\`\n${'code '.repeat(90)}\n\`\`\`\n\n| a | b |\n| - | - |\n| ${'cell'.repeat(60)} | c |`
      const parts = {
        ask: async () =>
          anAnswer({ text: `${wide} [1]`, sources: [aSource({ content: wide, title: 'T'.repeat(200) })] }),
        search: async () => aResult({ hits: [aHit({ content: wide, headings: ['H'.repeat(150)] })] }),
      }
      const context = { viewport: { width, height: 800 }, colorScheme }
      for (const kind of ['ask', 'search']) {
        const { page } = await open({ parts, hash: `#${kind}=x`, context })
        await page.locator('.source, .passage').first().waitFor()
        await page.getByText('Narrow it down').click()
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect(overflow).toBeLessThanOrEqual(0)
      }
    })

    it.each([320, 375])('fits %i px with suggestions longer than a line', async (width) => {
      const suggestions = ['What time does the last boat leave the island in summer, and from where?']
      const { page } = await open({
        parts: { suggestions },
        context: { viewport: { width, height: 800 }, colorScheme },
      })
      await page.locator('.chip').first().waitFor()
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
    })

    it.each(['', '#ask=x', '#search=stoneware'])('has enough contrast everywhere at /%s', async (hash) => {
      const { page } = await open({ hash, context: { colorScheme }, parts: { suggestions: ['one'] } })
      await page.locator('.site').waitFor()
      if (hash !== '') await page.locator('.source, .passage').waitFor()
      await page.getByText('Narrow it down').click()
      expect(await page.evaluate(weakTexts)).toEqual([])
    })
  })
})
