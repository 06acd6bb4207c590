import { expect, it } from 'vitest'
import { absoluteUrl } from './links.ts'

const BASE = 'https://x.test/blog/post/'

it.each([
  ['https://a.test/path#part', 'https://a.test/path#part'],
  ['/about/', 'https://x.test/about/'],
  ['../other/', 'https://x.test/blog/other/'],
  ['//cdn.test/a', 'https://cdn.test/a'],
  ['#part', 'https://x.test/blog/post/#part'],
  ['mailto:a@b.test', 'mailto:a@b.test'],
  ['https://a.test/wiki/A_(b)', 'https://a.test/wiki/A_%28b%29'],
  ['https://a.test/a b', 'https://a.test/a%20b'],
  ['https://a.test/?id=1&_wpnonce=x&utm_source=y', 'https://a.test/?id=1'],
])('writes %s as %s', (href, url) => {
  expect(absoluteUrl(href, BASE)).toBe(url)
})

it.each([
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'tel:123',
  'https://user:password@a.test/',
  'https://',
  `https://a.test/${'x'.repeat(2_000)}`,
])('does not link to %s', (href) => {
  expect(absoluteUrl(href, BASE)).toBeNull()
})
