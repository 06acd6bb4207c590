import { describe, expect, it } from 'vitest'
import { someAskParts } from '../../test/answers/ask-parts.ts'
import { aHit, aResult } from '../../test/makers.ts'
import { AppError } from '../errors.ts'
import type { LanguageModel, Prompt, Usage, WriteOptions } from '../model/language-model.ts'
import { type AskParts, ask } from './ask.ts'
import { type Account, writePaid } from './budget.ts'
import { openExtractive } from './extractive.ts'
import type { Generator } from './generator.ts'

const PROMPT: Prompt = { system: 'x'.repeat(30), user: 'ж'.repeat(30) }
const ANSWERED: Usage = { model: 'm', inputTokens: 20, outputTokens: 3 }

describe('a paid call', () => {
  it('sets aside what it may cost, notes what it did cost, and gives back the rest after that', async () => {
    const { account, seen } = anAccount()

    const text = await collect(writePaid(aModel(), PROMPT, { account, kind: 'answer', maxTokens: 100 }))

    expect(text).toBe('one two')
    expect(seen).toEqual([
      // A third of the bytes, and what stands around the words.
      ['reserve', 'answer', { model: 'm', inputTokens: 10 + 20 + 16, outputTokens: 100 }],
      ['note', ANSWERED],
      ['release'],
    ])
  })

  it('asks nobody when the money does not reach', async () => {
    const { account } = anAccount({ reserve: async () => null })
    const model = aModel({ fails: new Error('was asked') })

    const written = collect(writePaid(model, PROMPT, { account, kind: 'answer', maxTokens: 100 }))

    await expect(written).rejects.toMatchObject({ kind: 'unavailable', code: 'no_money' })
  })

  it.each([
    ['fails', async (texts: AsyncGenerator<string, void>) => collect(texts).catch(() => {})],
    ['is left', async (texts: AsyncGenerator<string, void>) => texts.next().then(() => texts.return())],
  ])('gives back what it set aside when it %s', async (way, read) => {
    const { account, seen } = anAccount()
    const model = aModel(way === 'fails' ? { fails: new AppError('upstream', 'broke') } : {})

    await read(writePaid(model, PROMPT, { account, kind: 'rewrite', maxTokens: 100 }))

    expect(seen.map(([what]) => what)).toEqual(['reserve', 'note', 'release'])
  })
})

describe('an answer without money', () => {
  const writer: Generator = {
    name: 'writer',
    outcome: 'answered',
    reserve: () => {
      throw new Error('took a place')
    },
    // biome-ignore lint/correctness/useYield: it is to fail before its first sentence.
    async *generate() {
      throw new AppError('unavailable', 'no money', { code: 'no_money' })
    },
  }
  const quoting = openExtractive(async (_question, texts) => texts.map(() => ({ share: 1, length: 5 })))
  const parts = someAskParts({
    search: async () => aResult({ hits: [aHit({ content: 'The boat leaves at five.' })] }),
    generator: writer,
    fallback: quoting,
  })
  const question = { question: 'When does the boat leave?', filters: {}, history: [], caller: '7' }

  it('is quoted and marked, and takes no place at the model', async () => {
    const asked: unknown[] = []
    const openAccount: AskParts['openAccount'] = async ({ caller }) => {
      asked.push(caller)
      return anAccount({ hasMoney: async () => false }).account
    }

    const answer = await ask({ ...parts, openAccount }, question)

    expect(answer).toMatchObject({ outcome: 'extractive', isDegraded: true, text: 'The boat leaves at five. [1]' })
    expect(new Set(asked)).toEqual(new Set(['7']))
  })

  it('is quoted and marked when what is left does not reach for it', async () => {
    const openAccount = async () => anAccount().account
    const answer = await ask({ ...parts, generator: { ...writer, reserve: () => () => {} }, openAccount }, question)

    expect(answer).toMatchObject({ outcome: 'extractive', isDegraded: true })
  })
})

function anAccount(change: Partial<Account> = {}) {
  const seen: unknown[][] = []
  const account: Account = {
    hasMoney: async () => true,
    reserve: async (kind, most) => {
      seen.push(['reserve', kind, most])
      return { note: (usage) => void seen.push(['note', usage]), release: () => void seen.push(['release']) }
    },
    ...change,
  }
  return { account, seen }
}

function aModel({ fails }: { fails?: Error } = {}): LanguageModel {
  async function* write(_prompt: Prompt, { onUsage }: WriteOptions) {
    try {
      yield 'one '
      if (fails) throw fails
      yield 'two'
    } finally {
      onUsage?.(ANSWERED)
    }
  }
  return { name: 'm', reserve: () => () => {}, write, prepare: async () => {}, close: async () => {} }
}

async function collect(texts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of texts) text += piece
  return text
}
