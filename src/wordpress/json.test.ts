import { expect, it } from 'vitest'
import { parseJson } from './json.ts'

const parse = (text: string) => parseJson(Buffer.from(text))

it.each(['[]', ' \n[]', '\ufeff[]', '\ufeff\ufeff\n[]'])('F54 reads %j as it is', (text) => {
  expect(parse(text)).toEqual({ kind: 'json', value: [], isSalvaged: false })
})

it.each([
  ['notice [0] here [{"id":1}]', [{ id: 1 }]],
  ['NULL bool(true) {"name":"x"}', { name: 'x' }],
  ['<b>Warning</b> []', []],
  ['[{"id":1,"t":"]}\\"[{"}]<script>[{}]</script>', [{ id: 1, t: ']}"[{' }]],
])('F55 F56 cuts the JSON out of %j', (text, value) => {
  expect(parse(text)).toEqual({ kind: 'json', value, isSalvaged: true })
})

it.each(['[{"id":1},{"id":', '{"name":"x', '<b>x</b>[{"a":"b'])('F58 knows that %j has no end', (text) => {
  expect(parse(text)).toEqual({ kind: 'truncated' })
})

const PAGE = '<head><script type="speculationrules">{"prefetch":[{"source":"document"}]}</script></head>'

it.each([
  '',
  '<html></html>',
  `<!DOCTYPE html>\n<html>${PAGE}</html>`,
  `<html lang="en">${PAGE}`,
  'oops',
  '[{"id":1 2}]',
])('takes %j for something else', (text) => {
  expect(parse(text)).toEqual({ kind: 'other' })
})

it('F62 replaces invalid UTF-8', () => {
  expect(parseJson(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ value: '\ufffd' })
})

it('gives up on a broken body of megabytes in no time', () => {
  const startedAt = performance.now()
  expect(parse('[{"a":"'.repeat(500_000)).kind).toBe('truncated')
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
