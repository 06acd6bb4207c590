import { expect, it } from 'vitest'
import { findAddressBehind, networkOf } from './client-address.ts'

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
  ['2001:0DB8:0000:000a::', '2001:db8:0:a::/64'],
  ['2001:db8:1:2:3:4:5.6.7.8', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', ''],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

const CLOUDFLARE = '198.51.100.7'
const NGINX = '10.0.0.2'
const CLIENT = '203.0.113.9'
const find = findAddressBehind(['10.0.0.0/8', '198.51.100.0/24', '2001:db8:cf::/48'])

it.each([
  ['a stranger', CLIENT, {}, CLIENT],
  ['a stranger who names another', CLIENT, { 'x-forwarded-for': '192.0.2.1' }, CLIENT],
  ['a stranger who plays Cloudflare', CLIENT, { 'cf-connecting-ip': '192.0.2.1' }, CLIENT],
  ['a proxy that names nobody', NGINX, {}, NGINX],
  ['a proxy', NGINX, { 'x-forwarded-for': CLIENT }, CLIENT],
  ['a proxy whose client made up the rest', NGINX, { 'x-forwarded-for': `192.0.2.1, 10.9.9.9, ${CLIENT}` }, CLIENT],
  ['two proxies', NGINX, { 'x-forwarded-for': `192.0.2.1, ${CLIENT}, ${CLOUDFLARE}` }, CLIENT],
  ['proxies all the way', NGINX, { 'x-forwarded-for': `10.0.0.9, ${CLOUDFLARE}` }, '10.0.0.9'],
  ['a proxy over IPv6', '2001:db8:cf::1', { 'x-forwarded-for': '2001:db8::7' }, '2001:db8::7'],
  ['a proxy as IPv6 shows it', `::ffff:${NGINX}`, { 'x-forwarded-for': CLIENT }, CLIENT],
  ['a proxy that writes ports', NGINX, { 'x-forwarded-for': `${CLIENT}:4711` }, CLIENT],
  ['a proxy that writes brackets', NGINX, { 'x-forwarded-for': '[2001:db8::7]:4711' }, '2001:db8::7'],
  ['a proxy that writes junk', NGINX, { 'x-forwarded-for': `${CLIENT}, unknown` }, NGINX],
  ['Cloudflare', CLOUDFLARE, { 'x-forwarded-for': `192.0.2.1, ${CLIENT}`, 'cf-connecting-ip': CLIENT }, CLIENT],
  ['Cloudflare without the other header', CLOUDFLARE, { 'cf-connecting-ip': CLIENT }, CLIENT],
  [
    'another proxy, whose client plays Cloudflare',
    NGINX,
    { 'x-forwarded-for': CLIENT, 'cf-connecting-ip': '9.9.9.9' },
    CLIENT,
  ],
  ['Forwarded, which is not read', NGINX, { forwarded: 'for=192.0.2.1' }, NGINX],
])('finds the client behind %s', (_case, peer, headers, client) => {
  expect(find(peer, headers)).toBe(client)
})

it('believes nobody unless told to', () => {
  expect(findAddressBehind([])(NGINX, { 'x-forwarded-for': CLIENT })).toBe(NGINX)
})
