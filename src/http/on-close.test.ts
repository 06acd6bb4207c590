import { expect, it } from 'vitest'
import { aServer } from '../../test/fake-http.ts'
import { anAnswer } from '../../test/makers.ts'
import { onClose } from './on-close.ts'

it('does all there is to do, in order, when the response is over', async () => {
  const app = aServer()
  const done: number[] = []
  app.addHook('onRequest', async (_request, { raw }) => {
    for (const n of [1, 2, 3]) onClose(raw, () => done.push(n))
  })
  await app.inject('/livez')
  await expect.poll(() => done).toEqual([1, 2, 3])
})

it('keeps a streamed answer below the number of listeners that Node warns of', async () => {
  const counts: number[] = []
  const app = aServer({ ask: async () => anAnswer() })
  app.addHook('onSend', async (_request, { raw }) => {
    counts.push(raw.listenerCount('close'))
  })
  const warnings: string[] = []
  const note = ({ name }: Error) => warnings.push(name)
  process.on('warning', note)
  await app.inject({ method: 'POST', url: '/ask', payload: { q: 'x', stream: true } })
  await new Promise(setImmediate)
  process.off('warning', note)
  expect(counts[0]).toBeLessThan(5)
  expect(warnings).toEqual([])
})
