import { expect, it } from 'vitest'
import { readFrontPage } from './front-page.ts'

function read(html: string, link?: string) {
  return readFrontPage({ status: 200, headers: link === undefined ? {} : { link }, body: Buffer.from(html), ms: 1 })
}

it('finds the API among other links of the header', () => {
  const header =
    '<https://wp.me/x>; rel=shortlink, <https://x.test/wp-json/>; rel="https://api.w.org/", </a>; rel="next"'
  expect(read('', header).apiRoot).toBe('https://x.test/wp-json/')
})

it.each([
  '<link rel="https://api.w.org/" href="https://x.test/?rest_route=/&#038;lang=de" />',
  "<link href='https://x.test/?rest_route=/&amp;lang=de' rel='https://api.w.org/'>",
])('finds the API in %s', (element) => {
  expect(read(`<head><link rel="icon" href="/i">${element}</head>`).apiRoot).toBe(
    'https://x.test/?rest_route=/&lang=de',
  )
})

it.each([
  ['<html lang="de-DE">', 'de'],
  ["<html class='x' lang='PT'>", 'pt'],
  ['<html dir=rtl lang=ar prefix="og:">', 'ar'],
  ['<html>', null],
  ['<html lang="">', null],
])('reads the language of %s', (html, language) => {
  expect(read(html).language).toBe(language)
})

it('knows a page of the hosted WordPress.com', () => {
  expect(read('<link href="https://s0.wp.com/x.css">').isWordpressCom).toBe(true)
  expect(read('<p>wordpress.com</p>').isWordpressCom).toBe(false)
})
