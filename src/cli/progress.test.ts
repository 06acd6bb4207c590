import { expect, it } from 'vitest'
import { memoryTerminal } from '../../test/fake-cli.ts'
import { openProgress, phaseText } from './progress.ts'

it('tells count, rate and time left of a phase', () => {
  expect(phaseText({ phase: 'read', done: 40, total: 160 }, 4000)).toBe('reading    40/160  25%  10/s  12.0 s left')
})

it('tells the time a complete phase took instead of the time left', () => {
  expect(phaseText({ phase: 'embed', done: 9, total: 9 }, 6000)).toBe('embedding  9/9  100%  1.5/s  in 6.0 s')
})

it('tells only count and rate while the total is unknown', () => {
  expect(phaseText({ phase: 'list', done: 300, total: null }, 2000)).toBe('listing    300  150/s')
})

it('promises nothing before the first step is done', () => {
  expect(phaseText({ phase: 'read', done: 0, total: 5 }, 1000)).toBe('reading    0/5  0%')
})

it('writes without a terminal a plain line every five seconds and one when a phase is complete', () => {
  const stderr = memoryTerminal()
  let at = 0
  const progress = openProgress({ stderr, now: () => new Date(at) })
  for (const [time, done] of [
    [0, 0],
    [1000, 1],
    [5000, 5],
    [6000, 6],
    [8000, 10],
    [8001, 10],
  ] as const) {
    at = time
    progress.show('example.com', { phase: 'read', done, total: 10 })
  }
  progress.close()

  expect(stderr.text().split('\n')).toEqual([
    'example.com  reading    5/10  50%  1.0/s  5.0 s left',
    'example.com  reading    10/10  100%  1.3/s  in 8.0 s',
    '',
  ])
})

it('draws on a terminal one bar for each phase under the name of the site, and shows the cursor again', () => {
  const stderr = memoryTerminal(true)
  const progress = openProgress({ stderr, now: () => new Date(0) })
  progress.show('one', { phase: 'list', done: 3, total: 3 })
  progress.show('one', { phase: 'read', done: 1, total: 4 })
  progress.show('two', { phase: 'list', done: 2, total: null })
  progress.close()

  const text = stderr.text()
  expect(text).toMatch(/one\n.*listing.*3\/3.*reading.*██████░+ +1\/4.*two\n.*listing.*2/s)
  expect(text.match(/\u001b\[\?25l/g)?.length).toBe(text.match(/\u001b\[\?25h/g)?.length)
})
