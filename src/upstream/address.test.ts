import { expect, it } from 'vitest'
import { isForbiddenAddress } from './address.ts'

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '[::1]',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2002:7f00:1::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '64:ff9b::7f00:1',
])('keeps away from %s unless the operator named the host', (address) => {
  expect(isForbiddenAddress(address, false)).toBe(true)
  expect(isForbiddenAddress(address, true)).toBe(false)
})

it.each(['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fe80::1%eth0'])(
  'keeps away from %s, where clouds hand out credentials, even then',
  (address) => {
    expect(isForbiddenAddress(address, true)).toBe(true)
  },
)

it.each(['93.184.216.34', '172.32.0.1', '100.63.255.255', '2606:2800:220:1::1', '::ffff:93.184.216.34'])(
  'lets %s through',
  (address) => {
    expect(isForbiddenAddress(address, false)).toBe(false)
  },
)

it.each(['', 'example.com', '127.1', '2130706433'])('takes %j for no address', (text) => {
  expect(isForbiddenAddress(text, true)).toBe(true)
})
