/** The page in a real browser: what a reader does, sees and hears. How it looks is in looks.test.ts. */
import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/errors.ts'
import type { AskRequest, SearchRequest } from '../../src/types.ts'
import { API_KEY, KEYED } from '../fake-http.ts'
import { anAnswer, aReport, aResult, aSiteStatus, aSource } from '../makers.ts'
import { hasChromium } from './chromium.ts'
import { textsOf, useBrowser } from './visit.ts'

describe.skipIf(!hasChromium)('the page', () => {
  const open = useBrowser()

  describe('asking', () => {
    it('shows the answer with numbers that lead to its sources', async () => {
      const { page, complaints } = await open()
      await page.getByLabel('Your question').fill('How hot?')
      await page.keyboard.press('Enter')

      await page.getByRole('heading', { name: 'Answer' }).waitFor()
      expect(await page.locator('.answer-text').textContent()).toBe('Stoneware is fired at 1,220 to 1,280 °C\u202f1.')
      expect(await page.locator('.answer-text strong').textContent()).toBe('1,220 to 1,280 °C')
      await page.getByRole('link', { name: 'Source 1', exact: true }).click()
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('source-1')
      expect(complaints).toEqual([])
    })

    it('quotes its sources, marks the quote in the passage and opens the post at those words', async () => {
      const { page } = await open({ hash: '#ask=How+hot' })
      const source = page.locator('.source')
      expect(await source.locator('blockquote').textContent()).toBe('fired at 1,220 to 1,280 °C')
      expect(await source.getByRole('link').first().getAttribute('href')).toBe(
        'https://kiln.test/firing-stoneware/#temperature:~:text=fired%20at%201%2C220%20to%201%2C280%20%C2%B0C',
      )
      await source.getByText('Whole passage').click()
      // Across the border of the bold words, in two pieces.
      expect(await textsOf(source.locator('.prose mark.quote'))).toEqual(['fired at ', '1,220 to 1,280 °C'])
    })

    it('keeps sources that were not used apart', async () => {
      const answer = anAnswer({ sources: [aSource(), aSource({ n: 2, id: 'b', title: 'Opening hours' })] })
      const { page } = await open({ parts: { ask: async () => answer }, hash: '#ask=x' })
      expect(await textsOf(page.locator('.sources h2'))).toEqual(['Sources', 'Also near, not used'])
    })

    it('says that nobody knows, and offers to search instead', async () => {
      const refused = anAnswer({ text: 'The posts do not say.', outcome: 'refused', citations: [], sources: [] })
      const { page } = await open({ parts: { ask: async () => refused }, hash: '#ask=moon' })
      await page.getByText('The posts do not say.').waitFor()
      await expect.poll(() => page.getByRole('status').first().textContent()).toContain('do not answer')
      await page.getByRole('button', { name: 'Search for the words instead' }).click()
      await page.locator('.passages').waitFor()
      expect(new URL(page.url()).hash).toBe('#search=moon')
    })

    it('says when the words are those of the posts, and when meaning could not be searched', async () => {
      const answer = anAnswer({ outcome: 'extractive', isDegraded: true })
      const { page } = await open({ parts: { ask: async () => answer }, hash: '#ask=x' })
      await page.getByText('No model wrote this.').waitFor()
      await page.getByText('Found by words alone').waitFor()
    })

    it('can be stopped', async () => {
      const { page } = await open({ parts: { ask: () => new Promise(() => {}), drainMs: 0 }, hash: '#ask=x' })
      await page.getByText('Reading the posts…').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.loading').waitFor({ state: 'detached' })
      expect(await page.getByLabel('Your question').inputValue()).toBe('x')
    })
  })

  describe('searching', () => {
    it('shows passages with their place, the words found and how the score came about', async () => {
      const { page, complaints } = await open()
      await page.getByLabel('Your question').fill('fired')
      await page.keyboard.press('Shift+Enter')

      const passage = page.locator('.passage')
      expect(await passage.getByRole('heading').textContent()).toBe('Firing stoneware')
      expect(await passage.locator('.where').textContent()).toBe('Electric kilns › TemperaturekilnMar 1, 2026')
      expect(await textsOf(passage.locator('mark'))).toEqual(['Stoneware', 'fired'])
      await passage.getByText('Score').click()
      expect(await textsOf(passage.locator('.part'))).toEqual(['Words0.90counts 60 %', 'Meaning0.70counts 40 %'])
      expect(complaints).toEqual([])
    })

    it('says that there is nothing', async () => {
      const { page } = await open({ parts: { search: async () => aResult({ hits: [] }) }, hash: '#search=x' })
      await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
    })

    it('sends the filters, and the address keeps them', async () => {
      const requests: SearchRequest[] = []
      const search = async (request: SearchRequest) => {
        requests.push(request)
        return aResult()
      }
      const { page } = await open({ parts: { search } })
      await page.getByLabel('Your question').fill('kiln')
      await page.getByText('Narrow it down').click()
      await page.getByLabel('Type').fill('post, page')
      await page.getByLabel('Published from').fill('2026-01-31')
      await page.getByLabel('Words or meaning').selectOption('Words only')
      await page.getByRole('button', { name: 'Search' }).click()
      await page.locator('.passages').waitFor()
      await page.reload()
      await page.locator('.passages').waitFor()

      const wanted = {
        question: 'kiln',
        mode: 'keyword',
        filters: { type: ['post', 'page'], after: new Date('2026-01-31') },
      }
      expect(requests).toEqual([expect.objectContaining(wanted), expect.objectContaining(wanted)])
    })
  })

  describe('the address', () => {
    it('holds the question, and Back leads to the one before', async () => {
      const asked: string[] = []
      const ask = async (request: AskRequest) => {
        asked.push(request.question)
        return anAnswer({ text: `About ${request.question}` })
      }
      const { page } = await open({ parts: { ask, suggestions: ['one'] } })
      await page.getByRole('button', { name: 'one' }).click()
      await page.getByText('About one').waitFor()
      await page.getByLabel('Your question').fill('two')
      await page.keyboard.press('Enter')
      await page.getByText('About two').waitFor()
      await page.goBack()
      await page.getByText('About one').waitFor()
      expect(await page.getByLabel('Your question').inputValue()).toBe('one')
      expect(asked).toEqual(['one', 'two', 'one'])
    })
  })

  describe('a failure', () => {
    it('tells what happened, under which id, and tries again', async () => {
      let tries = 0
      const ask = async () => {
        if (++tries === 1) throw new Error('a bug')
        return anAnswer()
      }
      const { page } = await open({ parts: { ask }, hash: '#ask=x' })
      const alert = page.getByRole('alert')
      expect(await alert.textContent()).toMatch(/That did not work.*Request [0-9a-f-]{36}/)
      expect(await alert.textContent()).not.toContain('a bug')
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('heading', { name: 'Answer' }).waitFor()
    })

    it('says when to come back', async () => {
      const ask = async () => {
        throw new AppError('rate_limited', 'Sixty questions in a minute.', { retryAfterSeconds: 12 })
      }
      const { page } = await open({ parts: { ask }, hash: '#ask=x' })
      expect(await page.getByRole('alert').textContent()).toContain('Try again in 12 s.')
    })

    it('of the connection is told from one of the service', async () => {
      const { page } = await open()
      await page.context().setOffline(true)
      await page.getByLabel('Your question').fill('x')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Out of reach' }).waitFor()
    })
  })

  describe('the key', () => {
    it('is asked for, kept for this tab only and can be forgotten', async () => {
      const { page, url, complaints } = await open({ parts: { keys: KEYED }, hash: '#ask=x' })
      await page.getByLabel('This service asks for a key').fill(API_KEY)
      await page.getByRole('button', { name: 'Use key' }).click()
      await page.getByRole('heading', { name: 'Answer' }).waitFor()
      await page.locator('#index-state').getByText('39 of 42').waitFor()
      expect(complaints).toEqual([])

      expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, ''])
      const other = await page.context().newPage()
      await other.goto(url)
      await other.getByLabel('This service asks for a key').waitFor()
      await page.getByRole('button', { name: 'Forget key' }).click()
      await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0)
    })

    it('that is wrong is asked for again', async () => {
      const { page } = await open({ parts: { keys: KEYED } })
      await page.getByLabel('This service asks for a key').fill('wrong')
      await page.keyboard.press('Enter')
      await page.getByText('This key is not known here.').waitFor()
      await page.locator('#key-form').waitFor()
    })
  })

  describe('the state of the index', () => {
    it('follows the vectors while they come', async () => {
      let pendingVectors = 200
      const status = async () => [
        aSiteStatus({ pendingVectors, lastRun: aReport({ outcome: pendingVectors > 0 ? 'running' : 'done' }) }),
      ]
      const { page } = await open({ parts: { status } })
      await page.getByText('111 of 311 passages ready').waitFor()
      pendingVectors = 100
      await page.getByText('211 of 311 passages ready').waitFor()
      pendingVectors = 0
      await page.getByRole('progressbar').waitFor({ state: 'detached' })
      await expect.poll(() => page.locator('#pulse').textContent()).toBe('39 posts · up to date')
    })

    it('names what is left out, and lets a reader choose between sites', async () => {
      const sites = [aSiteStatus(), aSiteStatus({ name: 'glaze', url: 'https://glaze.test', withheld: 3 })]
      const { page } = await open({ parts: { status: async () => sites } })
      await page.getByText('3 missing from the site, kept until that is proven').waitFor()
      await page.getByText('Narrow it down').click()
      expect(await textsOf(page.getByLabel('Site').locator('option'))).toEqual(['All sites', 'kiln', 'glaze'])
    })
  })
})
