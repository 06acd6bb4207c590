import { describe, expect, it } from 'vitest'
import { ADMIN_KEY, API_KEY, aServer, KEYED } from '../../../test/fake-http.ts'

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

describe('what was spent today', () => {
  const asked = async (key: string) =>
    (await aServer({ keys: KEYED }).inject({ url: '/status', headers: { 'x-api-key': key } })).json()

  it('is told to administrators, and to everybody where no key is asked for', async () => {
    expect((await asked(ADMIN_KEY)).spending).toEqual({
      ...{ day: '2026-03-05', spent_usd: 0.01026, reserved_usd: 0, limit_usd: null },
      rows: [
        {
          ...{ key: 'open', site: 'kiln', kind: 'answer', requests: 20 },
          ...{ input_tokens: 52_000, output_tokens: 4_100, unpriced_tokens: 0, usd: 0.01026 },
        },
      ],
    })
    expect((await aServer().inject('/status')).json().spending).toMatchObject({ spent_usd: 0.01026 })
  })

  it('is nobody else’s business', async () => {
    expect(await asked(API_KEY)).toEqual({ sites: [expect.anything()] })
  })
})
