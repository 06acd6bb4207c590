import { expect, it } from 'vitest'
import { routeUrl } from './routes.ts'

it.each([
  ['https://x.test/wp-json/', 'https://x.test/wp-json/wp/v2/posts?include=1,2&_fields=a.b'],
  ['https://x.test/?rest_route=/', 'https://x.test/?rest_route=/wp/v2/posts&include=1,2&_fields=a.b'],
  ['https://x.test/index.php?rest_route=/', 'https://x.test/index.php?rest_route=/wp/v2/posts&include=1,2&_fields=a.b'],
  [
    'https://public-api.wordpress.com/wp/v2/sites/x.wordpress.com/',
    'https://public-api.wordpress.com/wp/v2/sites/x.wordpress.com/posts?include=1,2&_fields=a.b',
  ],
])('F1 F8 joins parameters to %s', (apiRoot, url) => {
  expect(routeUrl(apiRoot, 'wp/v2/posts', { include: '1,2', _fields: 'a.b' })).toBe(url)
})

it('asks for the index, which WordPress.com has elsewhere', () => {
  expect(routeUrl('https://x.test/wp-json/', '', {})).toBe('https://x.test/wp-json/')
  expect(routeUrl('https://public-api.wordpress.com/wp/v2/sites/x.test/', '', { fields: 'ID' })).toBe(
    'https://public-api.wordpress.com/rest/v1.1/sites/x.test?fields=ID',
  )
})

it('escapes values', () => {
  expect(routeUrl('https://x.test/wp-json/', 'r', { q: 'a&b=c +' })).toBe('https://x.test/wp-json/r?q=a%26b%3Dc%20%2B')
})
