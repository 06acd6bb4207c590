import { describe, expect, it } from 'vitest'
import { aSource } from '../../test/makers.ts'
import { setUpModel } from '../../test/openai/model-setup.ts'
import type { Writer } from '../../test/openai/writers.ts'
import type { Deadlines } from '../model/language-model.ts'
import type { OpenAiModel } from '../model/openai-model.ts'
import type { DraftSentence, GenerateOptions } from './generator.ts'
import { openModelGenerator } from './model-generator.ts'

const { writing, aModel } = await setUpModel()
await aModel().prepare()

const sources = [
  aSource({ n: 1, content: 'The boat leaves at five. Bring a coat.' }),
  aSource({ n: 2, content: 'It is red.' }),
]

interface Wish extends GenerateOptions {
  model?: OpenAiModel
  maxTokens?: number
  deadlines?: Partial<Deadlines>
}

const generate = ({ model = aModel(), maxTokens = 200, deadlines, ...options }: Wish = {}) =>
  Array.fromAsync(
    openModelGenerator(model, { maxTokens, ...(deadlines && { deadlines }) }).generate(
      { question: 'When does the boat leave?', sources },
      options,
    ),
  )
const textsOf = (sentences: DraftSentence[]) => sentences.map(({ text, cites }) => `${text} ${cites}`)
const writes = (text: string) => {
  writing.settings.writes = { text }
}

describe('what a model writes', () => {
  it('comes as sentences with what they cite', async () => {
    expect(await generate()).toEqual([
      { lead: '', text: 'The boat leaves at five.', cites: [1] },
      { lead: ' ', text: 'It is red.', cites: [2] },
    ])
  })

  it('is paid for once, in the tokens that the model counts', async () => {
    const paid: unknown[] = []
    await generate({ onUsage: (usage) => paid.push(usage) })
    expect(paid).toEqual([{ model: 'gpt-4o-mini', inputTokens: expect.any(Number), outputTokens: expect.any(Number) }])
  })

  it.each([
    'NO_ANSWER',
    '**NO_ANSWER**',
    '`NO_ANSWER`.',
    'NO\\_ANSWER',
    'I am sorry. The passages do not say. NO_ANSWER',
    'NO_ANSWER The passages speak of boats alone. [1]',
    'NO_ANSWER. The passages speak of boats alone. [1]',
    '"NO_ANSWER" [1]',
  ])('is nothing at all when it is %j', async (text) => {
    writes(text)
    expect(await generate()).toEqual([])
  })

  it('is nothing at all when it cites no passage that is there', async () => {
    for (const text of ['I cannot help with that.', 'It leaves at six. [3] It is blue. [0]']) {
      writes(text)
      expect(await generate()).toEqual([])
    }
  })

  it('loses a late doubt, and keeps an introduction', async () => {
    writes('There are two ways:\n- By boat. [1]\n- On foot. [2]\n\nElse: NO_ANSWER')
    expect(textsOf(await generate())).toEqual(['There are two ways: ', 'By boat. 1', 'On foot. 2'])
  })

  it('ends where it begins to repeat its prompt', async () => {
    writing.settings.writes = (({ user }) => `At five. [1]\n\n${user}\n\nMore. [1]`) satisfies Writer
    expect(textsOf(await generate({ maxTokens: 5_000 })).join('\n')).not.toMatch(/Passage|End of|More/)
  })
})

describe('a model that is cut off', () => {
  it('shows no half sentence, and says so', async () => {
    let cuts = 0
    writes(`${'The boat leaves at five sharp today. [1] '.repeat(30)}`)
    const sentences = await generate({ maxTokens: 50, onCut: () => cuts++ })
    expect(sentences.length).toBeGreaterThan(1)
    expect(new Set(sentences.map(({ text }) => text))).toEqual(new Set(['The boat leaves at five sharp today.']))
    expect(cuts).toBe(1)
  })

  it('has failed when there was no whole sentence', async () => {
    writes('word '.repeat(200))
    await expect(generate({ maxTokens: 30 })).rejects.toMatchObject({ kind: 'upstream', code: 'cut' })
  })

  it('is one that takes too long in all, too', async () => {
    let cuts = 0
    writing.reset({ writes: 'endless', gapMs: 20, deltaLength: 40 })
    const sentences = await generate({ maxTokens: 5_000, deadlines: { wholeMs: 600 }, onCut: () => cuts++ })
    expect(sentences.length).toBeGreaterThan(1)
    expect(cuts).toBe(1)
    await expect.poll(() => writing.calls[0]?.state).toBe('left')
  })
})

describe('places', () => {
  it('are kept for those whose passages are still being looked for', async () => {
    const model = aModel({ slots: { slots: 1, line: 0, maxWaitMs: 100 } })
    const generator = openModelGenerator(model, { maxTokens: 100 })
    const place = generator.reserve?.()
    expect(() => generator.reserve?.()).toThrow(expect.objectContaining({ code: 'busy' }))
    expect(await generate({ model, place })).toHaveLength(2)
    expect(() => generator.reserve?.()()).not.toThrow()
  })

  it('are free again when the reader has left', async () => {
    const model = aModel()
    writing.settings.writes = 'endless'
    const reading = openModelGenerator(model, { maxTokens: 5_000 }).generate({ question: 'q', sources })
    for await (const _ of reading) break
    await expect.poll(() => writing.calls[0]?.state).toBe('left')
    expect(model.slots.taken).toBe(0)
  })
})
