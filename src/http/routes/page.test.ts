/** The page and its files as they are served. What the page does is in test/browser/. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { aServer, KEYED, OPEN } from '../../../test/fake-http.ts'

it('is HTML that may run only scripts and styles from here', async () => {
  const response = await aServer().inject('/')
  expect(response.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(response.headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'; style-src 'self'/)
  expect(response.headers['cache-control']).toBe('no-cache')
})

it.each([
  ['/assets/askpress.js', 'application/javascript; charset=utf-8'],
  ['/assets/page/markdown.js', 'application/javascript; charset=utf-8'],
  ['/assets/askpress.css', 'text/css; charset=utf-8'],
  ['/assets/icon.svg', 'image/svg+xml'],
])('serves %s as %s', async (path, type) => {
  const response = await aServer().inject(path)
  expect(response.statusCode).toBe(200)
  expect(response.headers['content-type']).toBe(type)
})

it.each([
  '/assets/../package.json',
  '/assets/%2e%2e/package.json',
  '/assets/..%2fpackage.json',
  '/assets/..%5cpackage.json',
  '/assets/page/',
  '/assets/page',
  '/assets/',
  '/assets/nothing.js',
])('has nothing at %s', async (path) => {
  const response = await aServer().inject(path)
  expect(response.statusCode).toBe(404)
  expect(response.json().error).toBe('not_found')
})

it('holds nothing inline, which its policy would not run', () => {
  const html = readFileSync(new URL('../../../web/index.html', import.meta.url), 'utf8')
  expect(html).not.toMatch(/<style|style=|<script(?![^>]* src=)| on[a-z]+=/)
})

it.each([
  [OPEN, false],
  [KEYED, true],
])('tells the page whether a key is needed and what to offer', async (keys, isNeeded) => {
  const response = await aServer({ keys, suggestions: ['How hot?'] }).inject('/page.json')
  expect(response.json()).toEqual({ key_required: isNeeded, suggestions: ['How hot?'] })
})
