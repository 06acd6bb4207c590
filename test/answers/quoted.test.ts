/** The whole program without a model that writes, on a server that only embeds. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { App } from '../../src/cli/parts.ts'
import { saveSite } from '../../src/store/sites.ts'
import { testDatabaseUrl } from '../database.ts'
import { aSite, aWrite } from '../makers.ts'
import { type AppWorld, openAppWorld } from './app-world.ts'

const { signal } = new AbortController()

let world: AppWorld
let app: App
beforeAll(async () => {
  if (!testDatabaseUrl) return
  world = await openAppWorld({ ANSWER_MODEL: 'none' })
  await saveSite(world.db, aSite({ language: 'sv' }))
  await world.write(aWrite(['The lighthouse lamp burns paraffin oil.'], { title: 'The lamp' }))
  app = await world.open()
})
afterAll(() => world?.close())

const ask = (question: string) => app.ask({ question, filters: {}, history: [] }, signal)

it.skipIf(!testDatabaseUrl)('quotes, which is no fault, and asks nobody to write', async () => {
  const answer = await ask('What does the lighthouse lamp burn?')

  expect(answer).toMatchObject({ outcome: 'extractive', isDegraded: false })
  expect(answer.text).toBe('The lighthouse lamp burns paraffin oil. [1]')
  expect(world.provider.requests.length).toBeGreaterThan(0)
  expect(world.provider.writing.calls).toEqual([])
})

it.skipIf(!testDatabaseUrl).each([
  ['WooCommerce PayPal', 'Inget på den här webbplatsen besvarar den frågan.'],
  ['How do I connect PayPal?', 'Nothing on this site answers that question.'],
])('refuses "%s" in the language of the question, or of the site', async (question, text) => {
  expect(await ask(question)).toMatchObject({ outcome: 'refused', text })
})
