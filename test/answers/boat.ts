/** Three passages about a boat, and a service that answers from them. */
import { aWrite } from '../makers.ts'
import type { WritingSettings } from '../openai/writing.ts'
import { openServiceWorld, type ServiceWorld, type WorldOptions } from './service-world.ts'

export const BOAT = [
  'The boat leaves the harbour at five. It takes an hour.',
  'The boat costs three pounds, and one pound for children.',
  'Dogs travel free on the boat.',
]
export const WHEN = 'When does the boat leave the harbour?'

let asked = 0
/** The same words, and never the same question: whoever asks the same at the same time shares one answer. */
export const whenAgain = () => `${WHEN.slice(0, -1)} ${','.repeat(++asked)}`

/** What the passages say, and no model of ours would stop at its bound. */
export const ENDLESS = {
  keepsBound: false,
  *writes() {
    for (;;) yield `${BOAT[0]} [1] `
  },
} satisfies Partial<WritingSettings>

export function openBoatWorld(options: Omit<WorldOptions, 'writes'> = {}): Promise<ServiceWorld> {
  return openServiceWorld({
    ...options,
    writes: [
      aWrite(BOAT, { wpId: 1, title: 'The boat', url: 'https://site.test/boat' }),
      aWrite(['Pottery is fired in a kiln.'], { wpId: 2, title: 'Pottery' }),
    ],
  })
}
