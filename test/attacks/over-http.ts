/** An attack on the whole service: a post in the database, a model behind a socket, an answer over HTTP. */
import type { ServiceWorld } from '../answers/service-world.ts'
import { aWrite } from '../makers.ts'
import type { Received } from './breaches.ts'
import type { Attack } from './obey.ts'
import { infected, QUESTION } from './posts.ts'

export interface Answered extends Received {
  outcome: string
}

export interface Asked extends Attack {
  isStreamed: boolean
  /** Characters in one delta of the model. */
  deltaLength: number
}

export async function attackService(world: ServiceWorld, asked: Asked): Promise<Answered> {
  const { attack, position, mode, isStreamed, deltaLength } = asked
  // What no database takes; content/unicode.ts drops it from posts.
  const text = infected(attack.text, position).replaceAll('\0', '').toWellFormed()
  await world.write(aWrite([text], { wpId: 1, title: 'The boat', url: 'https://site.test/boat' }))
  Object.assign(world.provider.writing.settings, { writes: mode, keepsBound: false, deltaLength })
  const question = attack.question === undefined ? QUESTION : `${QUESTION} ${attack.question}`.slice(0, 1_000)
  return isStreamed ? receiveStream(world, question) : receiveWhole(world, question)
}

async function receiveWhole(world: ServiceWorld, question: string): Promise<Answered> {
  const { status, body } = await world.ask(question)
  if (status !== 200) throw new Error(`POST /ask: ${status} ${JSON.stringify(body)}`)
  return toReceived(body, [])
}

async function receiveStream(world: ServiceWorld, question: string): Promise<Answered> {
  const { events } = await world.stream(question)
  const beginnings: string[] = []
  let text = ''
  for (const { event, data } of events) {
    if (event !== 'delta') continue
    text += String(data['text'])
    beginnings.push(text)
  }
  const last = events.at(-1)
  if (last?.event !== 'done') throw new Error(`the stream ended with ${JSON.stringify(last)}`)
  if (last.data['answer'] !== text) throw new Error('the deltas do not add up to the answer')
  return toReceived(last.data, beginnings)
}

function toReceived(body: Record<string, unknown>, beginnings: string[]): Answered {
  // As docs/api.md has them.
  const { citations, sources } = body as unknown as Pick<Received, 'citations' | 'sources'>
  return { text: String(body['answer']), outcome: String(body['outcome']), beginnings, citations, sources }
}
