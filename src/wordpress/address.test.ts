import { expect, it } from 'vitest'
import { normaliseAddress } from './address.ts'

it.each([
  ['https://example.com', ['https://example.com']],
  [' https://Example.com/ ', ['https://example.com']],
  ['http://example.com:8080/blog/', ['http://example.com:8080/blog']],
  ['example.com', ['https://example.com', 'http://example.com']],
  ['localhost:8080', ['http://localhost:8080', 'https://localhost:8080']],
  ['127.0.0.1:8081/wp', ['http://127.0.0.1:8081/wp', 'https://127.0.0.1:8081/wp']],
  ['https://example.com/wp-json', ['https://example.com']],
  ['https://example.com/blog/index.php/wp-json/wp/v2/', ['https://example.com/blog']],
  ['https://example.com/wp-admin/options-general.php', ['https://example.com']],
  ['https://bücher.example/', ['https://xn--bcher-kva.example']],
])('makes the address of a front page of %s', (text, addresses) => {
  expect(normaliseAddress(text)).toEqual(addresses)
})

it('F3 takes the pasted address of the REST API for the site', () => {
  expect(normaliseAddress('example.com/wp-json/wp/v2/posts/')).toEqual(['https://example.com', 'http://example.com'])
})

it.each([
  ['https://user:secret@example.com', 'user name or password'],
  ['https://example.com/?page=2', 'query'],
  ['https://example.com/#top', 'fragment'],
  ['ftp://example.com', 'http'],
  ['', 'not the address'],
  ['not a site', 'not the address'],
])('F3 rejects %s with a clear message', (text, message) => {
  expect(() => normaliseAddress(text)).toThrow(
    expect.objectContaining({ kind: 'invalid_input', message: expect.stringContaining(message) }),
  )
})

it('F3 does not repeat a pasted password', () => {
  expect(() => normaliseAddress('https://user:secret@example.com')).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('secret') }),
  )
})
