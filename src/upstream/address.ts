/**
 * Which network addresses we may call: those of the open internet, plus what the operator named himself.
 *
 * The ranges are those of the IANA special-purpose registries (RFC 6890 and its updates).
 */
import { BlockList, isIP } from 'node:net'

const special = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(net, prefix, 'ipv4')
}
for (const [net, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2002::', 16],
  ['fc00::', 7],
  ['ff00::', 8],
] as const) {
  special.addSubnet(net, prefix, 'ipv6')
}

// Clouds hand out credentials here: refused even when the operator's own host name points to it.
const linkLocal = new BlockList()
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4')
linkLocal.addSubnet('fe80::', 10, 'ipv6')

/**
 * @param address A literal IPv4 or IPv6 address, with or without brackets.
 * @param isTrusted The operator named this host, so a private network is fine.
 */
export function isForbiddenAddress(address: string, isTrusted: boolean): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const version = isIP(bare)
  if (version === 0) return true
  // BlockList sees an IPv4 address inside ::ffff:0:0/96 through its IPv4 rules by itself.
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (linkLocal.check(bare, family)) return true
  return !isTrusted && special.check(bare, family)
}
