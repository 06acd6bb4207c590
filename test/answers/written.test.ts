/** Answers that a model writes, as a client of the service gets them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BOAT, openBoatWorld, WHEN } from './boat.ts'
import type { ServiceWorld } from './service-world.ts'

let world: ServiceWorld
beforeAll(async () => {
  world = await openBoatWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  world.provider.writing.reset()
})

const call = () => world.provider.writing.calls.at(-1)

describe('a written answer', () => {
  it('rests on the passages found, joined with those next to them', async () => {
    const { status, body } = await world.ask(WHEN)

    expect(status).toBe(200)
    expect(body).toMatchObject({
      answer: 'The boat leaves the harbour at five. [1]',
      outcome: 'answered',
      degraded: false,
      sources: [{ n: 1, title: 'The boat', url: 'https://site.test/boat', content: BOAT.slice(0, 2).join('\n\n') }],
      citations: [
        { n: 1, url: expect.stringMatching(/^https:\/\/site\.test\/boat#:~:text=The%20boat/), title: 'The boat' },
      ],
    })
    expect(call()?.user).toContain('> The boat costs three pounds, and')
    expect(call()).toMatchObject({ model: 'gpt-4o-mini', maxTokens: 300, authorization: 'Bearer sk-test' })
  })

  it('comes sentence by sentence, and its parts make up the whole', async () => {
    world.provider.writing.settings.writes = {
      text: 'At five. [1]\n\nIt takes an hour [1]. Children pay one pound.[1]',
    }

    const { events } = await world.stream(WHEN)

    expect(events.map(({ event }) => event)).toEqual([
      'sources',
      'delta',
      'citation',
      'delta',
      'citation',
      'delta',
      'citation',
      'done',
    ])
    const text = events.map(({ data }) => data.text ?? '').join('')
    expect(text).toBe('At five. [1]\n\nIt takes an hour. [1] Children pay one pound. [1]')
    expect(events.at(-1)?.data).toMatchObject({ answer: text, outcome: 'answered' })
  })

  it('is a refusal when the model finds none, and when nothing bears on the question', async () => {
    world.provider.writing.settings.writes = 'no_answer'
    expect((await world.ask(WHEN)).body).toMatchObject({
      outcome: 'refused',
      sources: [],
    })
    expect(world.provider.writing.calls).toHaveLength(1)

    expect((await world.ask('Who won the football championship yesterday?')).body.outcome).toBe('refused')
    expect(world.provider.writing.calls).toHaveLength(1)
  })

  it('understands a question that goes on from another one', async () => {
    world.provider.writing.settings.writes = ({ user }) =>
      user.includes('Last question') ? 'What does the boat cost for children?' : 'One pound for children. [1]'

    const history = [{ q: 'What does the boat cost?', answer: 'Three pounds, says SECRET-OF-HISTORY. [1]' }]
    const { body } = await world.ask('And for children?', { history })

    expect(body).toMatchObject({ outcome: 'answered', answer: 'One pound for children. [1]' })
    expect(world.provider.writing.calls).toHaveLength(2)
    expect(call()?.user).toContain('> What does the boat cost for children?')
    expect(call()?.user).not.toContain('SECRET-OF-HISTORY')
  })

  it('is quoted, and marked, while the model has no quota left', async () => {
    world.provider.writing.failAlways('insufficient_quota')

    const { status, body } = await world.ask(WHEN)

    expect(status).toBe(200)
    expect(body).toMatchObject({ outcome: 'extractive', degraded: true })
    expect(body.answer).toContain('The boat leaves the harbour at five.')
  })
})
