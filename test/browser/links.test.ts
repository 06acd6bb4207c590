/** What the page makes of an address and words to find there. Needs no browser. */
import { expect, it } from 'vitest'

// The page's own script: plain JavaScript, without types.
const links: string = new URL('../../web/page/links.js', import.meta.url).href
const { urlAtWords } = (await import(links)) as { urlAtWords(url: string, words: string): string | null }

it('opens a page at words', () => {
  expect(urlAtWords('https://kiln.test/a#b', 'well-known words')).toBe(
    'https://kiln.test/a#b:~:text=well%2Dknown%20words',
  )
})

it('adds no second text fragment to the address of a citation', () => {
  const url = 'https://kiln.test/a#b:~:text=some%20words'
  expect(urlAtWords(url, 'other words')).toBe(url)
})

it('opens nothing but pages', () => {
  expect(urlAtWords('javascript:alert(1)', 'words')).toBeNull()
})
