/** A language model that talks to a fake server of its own and waits for nothing between tries. */
import { afterAll, beforeEach } from 'vitest'
import type { Usage, WriteOptions } from '../../src/model/language-model.ts'
import { type ModelOptions, type OpenAiModel, openOpenAiModel } from '../../src/model/openai-model.ts'
import { startFakeOpenAi } from './fake-openai.ts'
import type { WritingSettings } from './writing.ts'

/** Starts the server for one test file, sets it back before each test, and closes all at the end. */
export async function setUpModel(settings: Partial<WritingSettings> = {}) {
  const fake = await startFakeOpenAi()
  const { writing } = fake
  const opened: OpenAiModel[] = []
  /** Milliseconds that would have been waited between tries. */
  const waits: number[] = []
  beforeEach(() => {
    writing.reset(settings)
    waits.length = 0
  })
  afterAll(async () => {
    for (const model of opened) await model.close()
    await fake.close()
  })
  const aModel = (options: Partial<ModelOptions> = {}) => {
    const model = openOpenAiModel({
      model: 'gpt-4o-mini',
      baseUrl: fake.baseUrl,
      apiKey: 'sk-test',
      sleep: async (ms) => {
        waits.push(ms)
      },
      random: () => 0,
      ...options,
    })
    opened.push(model)
    return model
  }
  return { fake, writing, waits, aModel }
}

export const PROMPT = { system: 'Answer from the passages.', user: 'What burns?' }

/** All that came of it, whether or not it came to a good end. */
export async function collect(model: OpenAiModel, options: Partial<WriteOptions> = {}) {
  const usages: Usage[] = []
  const endings: string[] = []
  let text = ''
  let error: unknown = null
  try {
    for await (const piece of model.write(PROMPT, {
      maxTokens: 200,
      onUsage: (usage) => usages.push(usage),
      onEnd: (ending) => endings.push(ending),
      ...options,
    })) {
      text += piece
    }
  } catch (thrown) {
    error = thrown
  }
  return { text, usages, endings, error }
}
