/** Nothing that is tracked holds a secret or a path of the machine it was written on. The history: scripts/scan-history.ts. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { findLeaks } from '../../scripts/leaks.ts'
import { makeKey } from '../../src/keys/format.ts'

it('keeps no secret and no path of a machine in a tracked file', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)
  expect(files.length).toBeGreaterThan(500)
  const leaks = files.flatMap((path) => findLeaks(readFileSync(path, 'utf8')).map((leak) => ({ path, ...leak })))
  expect(leaks).toEqual([])
})

// Put together here, so that this file is no finding itself.
const made = (...parts: string[]) => parts.join('')
it.each([
  ['a private key', made('-----BEGIN RSA ', 'PRIVATE KEY-----')],
  ['a key of a model provider', made('sk-', 'proj-', 'a1B2'.repeat(8))],
  ['a key of AWS', made('AKIA', 'ABCDEFGH12345678')],
  ['a token of GitHub', made('ghp_', 'a1'.repeat(18))],
  ['a secret of a webhook', made('whsec_', 'a1B2'.repeat(8))],
  ['a key of AskPress', makeKey('secret')],
  ['a path of somebody’s machine', made('/ho', 'me/ann/askpress/src')],
  ['a path of somebody’s machine', made('/wo', 'rk/askpress')],
])('finds %s, says where, and does not repeat it', (what, secret) => {
  const [leak, ...others] = findLeaks(`first line\nconst it = '${secret}'\n`)
  expect(others).toEqual([])
  expect(leak).toMatchObject({ line: 2, what })
  expect(JSON.stringify(leak)).not.toContain(secret)
})

it.each([
  ['a key with a wrong checksum', made('ap_sk_', 'a'.repeat(49))],
  ['an address of a page', made('https://example.com/wo', 'rk/askpress')],
  ['a folder inside the project', made('./deploy/ho', 'me/x')],
])('does not take %s for one', (_, text) => {
  expect(findLeaks(text)).toEqual([])
})
