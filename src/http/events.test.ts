/** The event stream where it can go wrong. Its ordinary course is in routes/ask.test.ts. */
import { expect, it } from 'vitest'
import { inEvents } from '../../test/fake-http.ts'
import { anAnswer } from '../../test/makers.ts'
import type { AskEvent } from '../types.ts'
import { eventStream } from './events.ts'

async function textOf(events: AsyncIterable<AskEvent>): Promise<string> {
  let text = ''
  for await (const part of eventStream(events, () => ({ error: 'internal' }))) text += part
  return text
}

it('ends with an error event when the answer breaks off', async () => {
  async function* breaking(): AsyncGenerator<AskEvent> {
    yield { type: 'delta', text: 'Stone' }
    throw new Error('the model has hung up')
  }
  expect(await textOf(breaking())).toBe(
    'event: delta\ndata: {"text":"Stone"}\n\nevent: error\ndata: {"error":"internal"}\n\n',
  )
})

it('keeps an event in one line, whatever line breaks its text has', async () => {
  const text = await textOf(
    inEvents(anAnswer({ text: 'one\n\nevent: done\r\ndata: {}\u2028', sources: [], citations: [] })),
  )
  expect(text.match(/^event: /gm)).toHaveLength(3)
  expect(text.split('\n\n')).toHaveLength(4)
})

it('sends no delta for an answer without text', async () => {
  expect(await textOf(inEvents(anAnswer({ text: '' })))).not.toContain('event: delta')
})
