import { expect, it } from 'vitest'
import { aServer } from '../../../test/fake-http.ts'

it('tells of single posts why they are found or not', async () => {
  const asked: number[][] = []
  const explainPosts = async (wpIds: number[]) => {
    asked.push(wpIds)
    const post = { site: 'kiln', title: '', url: '', chunks: 0, indexedAt: null, missingSince: null, reason: 'noindex' }
    return wpIds.map((wpId) => ({ ...post, wpId, state: 'hidden' as const }))
  }

  const answer = await aServer({ explainPosts }).inject('/status?post=42&post=43')

  expect(asked).toEqual([[42, 43]])
  expect(answer.json().posts[0]).toMatchObject({ post_id: 42, state: 'hidden', reason: 'noindex', indexed_at: null })
})

it.each(['x', '0', '-1', '1.5', ''])('refuses a post number of "%s"', async (text) => {
  const answer = await aServer().inject(`/status?post=${text}`)

  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ error: 'invalid_request', detail: expect.stringContaining('post') })
})
