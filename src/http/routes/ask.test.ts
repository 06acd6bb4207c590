/** POST /ask from the outside: the JSON answer, the event stream, the conversation so far. */
import { describe, expect, it } from 'vitest'
import { aServer } from '../../../test/fake-http.ts'
import { aHit, anAnswer, aSource } from '../../../test/makers.ts'
import { AppError } from '../../errors.ts'
import { answerJson } from '../../present.ts'
import type { AskRequest } from '../../types.ts'

function ask(payload: object, headers: Record<string, string> = {}, answer = anAnswer()) {
  const app = aServer({ ask: async () => answer })
  return app.inject({ method: 'POST', url: '/ask', payload, headers })
}

/** The events of a stream, as a client reads them. */
function eventsIn(body: string): { event: string; data: Record<string, unknown> }[] {
  return body
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
      return { event, data: JSON.parse(data) }
    })
}

describe('the answer as JSON', () => {
  it('has the promised shape, in snake_case', async () => {
    const response = await ask({ q: 'How hot?' })

    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(response.json()).toMatchObject({
      answer: 'Stoneware is fired at **1,220 to 1,280 °C** [1].',
      cached: false,
      outcome: 'answered',
      degraded: false,
      sources: [{ n: 1, id: 'kiln:12:0', content: aHit().content, title: 'Firing stoneware', score: 0.82 }],
      citations: [{ n: 1, title: 'Firing stoneware', quote: 'fired at 1,220 to 1,280 °C' }],
    })
  })

  it('hands on the question, the filters and the conversation so far', async () => {
    const requests: AskRequest[] = []
    const app = aServer({
      ask: async (request) => {
        requests.push(request)
        return anAnswer()
      },
    })
    const history = [{ q: 'What is stoneware?', answer: 'A clay.' }]
    await app.inject({
      method: 'POST',
      url: '/ask',
      payload: { q: 'How hot?', site: 'kiln', filters: { type: 'post' }, history },
    })
    expect(requests).toEqual([
      {
        question: 'How hot?',
        site: 'kiln',
        filters: { type: ['post'] },
        history: [{ question: 'What is stoneware?', answer: 'A clay.' }],
      },
    ])
  })

  it('refuses more than twenty turns of conversation', async () => {
    const history = Array.from({ length: 21 }, () => ({ q: 'a', answer: 'b' }))
    const response = await ask({ q: 'x', history })
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ error: 'invalid_request', detail: expect.stringMatching(/^history: /) })
  })
})

describe('an answer that was kept', () => {
  const body = Buffer.from(JSON.stringify(answerJson(anAnswer({ text: 'Kept.', isCached: true }))))

  it('is sent as it is, and nobody is asked', async () => {
    const asked: AskRequest[] = []
    const app = aServer({
      findKept: async (request) => {
        asked.push(request)
        return { body, outcome: 'answered', sources: 3 }
      },
      ask: async () => {
        throw new Error('was asked')
      },
    })
    const response = await app.inject({ method: 'POST', url: '/ask', payload: { q: 'x', site: 'kiln' } })

    expect(response.rawPayload).toEqual(body)
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(response.headers['cache-control']).toContain('no-store')
    expect(asked).toEqual([{ question: 'x', site: 'kiln', filters: {}, history: [] }])
  })

  it('comes as events where events are wanted', async () => {
    const app = aServer({ findKept: async () => ({ body, outcome: 'answered', sources: 3 }) })
    const response = await app.inject({ method: 'POST', url: '/ask', payload: { q: 'x', stream: true } })
    expect(eventsIn(response.body).at(-1)?.event).toBe('done')
  })
})

describe('the answer as events', () => {
  const two = anAnswer({
    text: 'One [1].\nTwo [2].',
    sources: [aSource(), aSource({ n: 2, id: 'kiln:13:0' })],
    citations: [
      { n: 1, url: 'https://kiln.test/1', title: 'One', quote: 'one' },
      { n: 2, url: 'https://kiln.test/2', title: 'Two', quote: 'two' },
    ],
  })

  it('comes as sources, deltas, citations and done', async () => {
    const response = await ask({ q: 'x', stream: true }, {}, two)
    const events = eventsIn(response.body)

    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(response.headers['cache-control']).toContain('no-store')
    expect(events.map(({ event }) => event)).toEqual(['sources', 'delta', 'citation', 'citation', 'done'])
    expect(events[0]?.data['sources']).toHaveLength(2)
    expect(events[2]?.data).toEqual({ n: 1, url: 'https://kiln.test/1', title: 'One', quote: 'one' })
  })

  it('ends with the whole JSON answer, which the joined deltas equal', async () => {
    const events = eventsIn((await ask({ q: 'x', stream: true }, {}, two)).body)
    const whole = (await ask({ q: 'x' }, {}, two)).json()
    const deltas = events.filter(({ event }) => event === 'delta').map(({ data }) => data['text'])

    expect(events.at(-1)?.data).toEqual(whole)
    expect(deltas.join('')).toBe(whole.answer)
  })

  it('is sent to a client that accepts an event stream without asking for it in the body', async () => {
    const response = await ask({ q: 'x' }, { accept: 'text/event-stream' })
    expect(response.headers['content-type']).toMatch(/^text\/event-stream/)
  })

  it('is an ordinary problem with a status when nothing has been sent yet', async () => {
    const app = aServer({
      ask: async () => {
        throw new AppError('unavailable', 'The database cannot be reached.')
      },
    })
    const response = await app.inject({ method: 'POST', url: '/ask', payload: { q: 'x', stream: true } })
    expect(response.statusCode).toBe(503)
    expect(response.headers['content-type']).toBe('application/problem+json')
  })
})
