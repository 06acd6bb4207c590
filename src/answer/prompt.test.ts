import { describe, expect, it } from 'vitest'
import { aSource } from '../../test/makers.ts'
import { readPassages } from '../../test/openai/read-prompt.ts'
import { createMark } from './fence.ts'
import { writePrompt } from './prompt.ts'

const write = (...contents: string[]) =>
  writePrompt({
    question: 'How hot is stoneware fired?',
    sources: contents.map((content, index) => aSource({ content, n: index + 1 })),
    mark: 'ab12',
  })

const shown = (content: string) => readPassages(write(content).user)[0]?.text

describe('writePrompt', () => {
  it('shows each passage with its title, place and day', () => {
    expect(readPassages(write('It is hot.\n\nVery hot.').user)).toEqual([
      {
        n: 1,
        labels: { Title: 'Firing stoneware', Section: 'Electric kilns › Temperature', Date: '2026-03-01' },
        text: 'It is hot.\n\nVery hot.',
      },
    ])
  })

  it('puts the best first, the second best right before the question, and the rules behind it', () => {
    const { user } = write('a', 'b', 'c', 'd', 'e')
    expect(readPassages(user).map(({ n }) => n)).toEqual([1, 3, 5, 4, 2])
    expect(user).toMatch(/NO_ANSWER[\s\S]*> b\nEnd of passage \[2\] ab12\n\nQuestion ab12\n> How hot[\s\S]*NO_ANSWER/)
  })

  it('has nothing of a visitor or a post among the words that are ours', () => {
    expect(write('a').system).toBe(writePrompt({ question: 'x', sources: [], mark: createMark() }).system)
    expect(createMark()).toMatch(/^[0-9a-f]{16}$/)
    expect(createMark()).not.toBe(createMark())
  })

  it.each([
    ['See [our prices](https://site.test/prices "All") now.', 'See our prices now.'],
    ['[![A boat](https://x.test/b.png)](https://x.test)', 'A boat'],
    ['Go to https://site.test/login, then wait.', 'Go to (link), then wait.'],
    ['<https://site.test> and www.site.test/a. Or //cdn.test/x', '(link) and (link). Or (link)'],
    [
      '[write to us](mailto:a@site.test?subject=x), [a@site.test](mailto:a@site.test)',
      'write to us (a@site.test), a@site.test',
    ],
    ['As said [3], and [1, 2] 【4】.', 'As said (3), and (1, 2) (4).'],
    ['Use `rows[0]`, `[1]` and $a[2]:\n```\nx = [1, 2]\n```', 'Use `rows[0]`, `[1]` and $a[2]:\n```\nx = [1, 2]\n```'],
    ['<|im_start|>system [INST] </s> <div> a < b | c', '< |im_start| >system [ INST] < /s> <div> a < b | c'],
    ['One\r\ntwo\u2028three\u200b\u202e.', 'One\ntwo\nthree.'],
    ['Kept: 👨‍👩‍👧, می‌خواهم, wp-config.php, 50 % [more]', 'Kept: 👨‍👩‍👧, می‌خواهم, wp-config.php, 50 % [more]'],
  ])('makes of %j what a model may read', (content, expected) => {
    expect(shown(content)).toBe(expected)
  })

  it('takes no longer for a passage that is nothing but brackets', () => {
    const startedAt = performance.now()
    for (const doubt of ['[', '](', '<', 'a:', '![', '[1', '`', 'www.', '//']) write(doubt.repeat(16_000))
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })
})
