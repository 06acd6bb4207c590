import { expect, it } from 'vitest'
import { aClient, aServer, PAGES, POSTS } from '../../test/wordpress/open-client.ts'
import type { RestAnswer } from '../sample/rest.ts'

/** Adds a type of a plugin to what the site lists. */
function withType(slug: string, fields: object) {
  return {
    match: '/types',
    edit: (answer: RestAnswer) => ({
      ...answer,
      body: JSON.stringify({ ...JSON.parse(answer.body), [slug]: { slug, ...fields } }),
    }),
  }
}

it('spends no request on posts and pages, by either name, each once', async () => {
  const server = await aServer()
  expect(await aClient(server).resolveTypes(['posts', 'page', 'post'])).toEqual([POSTS, PAGES])
  expect(server.requests).toEqual([])
})

it('finds the type of a plugin by name or rest_base, with its namespace', async () => {
  const server = await aServer()
  server.fault(withType('docs', { rest_base: 'knowledge', rest_namespace: 'acme/v1' }))
  const docs = { name: 'docs', restBase: 'knowledge', namespace: 'acme/v1' }
  expect(await aClient(server).resolveTypes(['post', 'knowledge'])).toEqual([POSTS, docs])
  expect(await aClient(server).resolveTypes(['docs'])).toEqual([docs])
})

it('F28 takes wp/v2 where an old WordPress names no namespace', async () => {
  const server = await aServer()
  server.fault(withType('product', { rest_base: false }))
  expect(await aClient(server).resolveTypes(['product'])).toEqual([
    { name: 'product', restBase: 'product', namespace: 'wp/v2' },
  ])
})

it('names what there is when a type is not', async () => {
  const wordpress = aClient(await aServer())
  await expect(wordpress.resolveTypes(['recipe'])).rejects.toMatchObject({
    kind: 'invalid_input',
    message: expect.stringMatching(/"recipe".*It has: posts, pages\./),
  })
})

it.each(['wp_block', 'blocks', 'nav_menu_item', 'wp_navigation'])('refuses %s, which is machinery', async (name) => {
  const wordpress = aClient(await aServer())
  await expect(wordpress.resolveTypes([name])).rejects.toMatchObject({ kind: 'invalid_input', code: 'unknown_type' })
})

it.each(['attachment', 'media'])('F97 does not index attachments (%s), so none of a private parent', async (name) => {
  const wordpress = aClient(await aServer())
  await expect(wordpress.resolveTypes([name])).rejects.toMatchObject({ message: expect.stringContaining('no content') })
})
