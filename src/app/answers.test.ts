import { afterAll, expect, it } from 'vitest'
import { startFakeOpenAi } from '../../test/openai/fake-openai.ts'
import { readConfig } from '../config.ts'
import { checkAnswers } from './answers.ts'

const fake = await startFakeOpenAi()
afterAll(() => fake.close())
const check = (env: Record<string, string>) => checkAnswers(readConfig(env), new AbortController().signal)

it('tells who writes the answers, and warns when nobody does', async () => {
  expect(await check({})).toMatchObject({ state: 'ok', detail: expect.stringContaining('quoted') })

  const onlyEmbeds = { OPENAI_BASE_URL: fake.baseUrl, ANSWER_MODEL: 'none' }
  expect(await check(onlyEmbeds)).toMatchObject({ state: 'ok', detail: expect.stringContaining('quoted') })

  fake.writing.settings.writes = { text: 'yes' }
  const env = { OPENAI_BASE_URL: fake.baseUrl, ANSWER_MODEL: 'some-model' }
  expect(await check(env)).toMatchObject({
    state: 'ok',
    detail: expect.stringMatching(/^some-model, first word after/),
  })

  fake.writing.failAlways('unauthorized')
  expect(await check(env)).toMatchObject({
    state: 'warn',
    detail: expect.stringContaining('refuses the key (401)'),
    remedy: expect.stringContaining('ANSWER_MODEL'),
  })
})
