import { describe, expect, it } from 'vitest'
import type { Feature } from './dialect.ts'
import { createLearned } from './learned.ts'

const aFailure = (message: string, param: string | null = null, status = 400) => ({ status, message, param })

it.each([
  ['api.openai.com', 'responses', 'chat'],
  ['eu.api.openai.com', 'responses', 'chat'],
  ['api.openai.com.evil.test', 'chat', 'responses'],
  ['openrouter.ai', 'chat', 'responses'],
  ['127.0.0.1', 'chat', 'responses'],
])('asks %s by %s first, then by %s', (host, first, second) => {
  const learned = createLearned(host)
  expect([learned.dialect().name, learned.otherDialect()?.name]).toEqual([first, second])
  const other = learned.otherDialect()
  if (other) learned.accept(other, new Set())
  expect([learned.dialect().name, learned.otherDialect()]).toEqual([second, null])
})

it.each([
  ['api.openai.com', 'max_completion_tokens'],
  ['127.0.0.1', 'max_tokens'],
])('names the bound for %s %s', (host, name) => {
  const learned = createLearned(host)
  const chat = [learned.dialect(), learned.otherDialect()].find((dialect) => dialect?.name === 'chat')
  expect(chat && [...learned.featuresFor(chat)].filter((feature) => feature.startsWith('max_'))).toEqual([name])
})

describe('what a refusal is about', () => {
  const ALL = new Set<Feature>(['system', 'temperature', 'stream_options', 'max_tokens', 'store', 'reasoning'])

  it.each<[string, string | null, Feature | null]>([
    // OpenAI
    ["Unsupported parameter: 'max_tokens' … Use 'max_completion_tokens' instead.", 'max_tokens', 'max_tokens'],
    ["Unsupported value: 'temperature' does not support 0 with this model.", 'temperature', 'temperature'],
    ["Unsupported parameter: 'reasoning.effort' is not supported with this model.", 'reasoning.effort', 'reasoning'],
    ['Unrecognized request argument supplied: reasoning_effort', null, null],
    ["Unsupported value: 'messages[0].role' does not support 'system' with this model.", 'messages[0].role', 'system'],
    ["Unknown parameter: 'store'.", 'store', 'store'],
    // vLLM, LiteLLM, templates of open models
    ['System role not supported', null, 'system'],
    ["[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options')}]", null, 'stream_options'],
    ['litellm.UnsupportedParamsError: does not support parameters: ["temperature"]', 'None', 'temperature'],
    // Words of every day
    ['The store is closed', null, null],
    ['Too long.', null, null],
  ])('%s', (message, param, feature) => {
    const learned = createLearned('host')
    expect(learned.refuse(aFailure(message, param), ALL)).toBe(feature !== null)
    const left = [...learned.featuresFor({ ...learned.dialect(), features: [...ALL] })]
    learned.thinks = true
    const without = feature === null ? [...ALL] : [...ALL].filter((each) => each !== feature)
    expect(left).toEqual(without.filter((each) => each !== 'reasoning'))
    expect([...learned.featuresFor({ ...learned.dialect(), features: [...ALL] })]).toEqual(without)
  })

  it.each([401, 429, 500])('is nothing to learn from a %d', (status) => {
    expect(createLearned('host').refuse(aFailure('temperature', null, status), ALL)).toBe(false)
  })

  it('is something else when it was taken once', () => {
    const learned = createLearned('host')
    learned.accept(learned.dialect(), new Set<Feature>(['temperature']))
    expect(learned.refuse(aFailure("'temperature' is too hot"), ALL)).toBe(false)
  })
})
