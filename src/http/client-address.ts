/** Who a client is by its address: the peer, or whom a trusted proxy names in its place. Pure. */
import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'

export type FindAddress = (peer: string, headers: IncomingHttpHeaders) => string

/**
 * @param trusted Addresses and CIDR networks of proxies. Only what they say is believed, and of a chain of them each in
 *   turn, from the last: everything before the first stranger is what that stranger made up.
 */
export function findAddressBehind(trusted: readonly string[]): FindAddress {
  const proxies = toBlockList(trusted)
  const isProxy = (address: string) => proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  return (peer, headers) => {
    let client = bareAddress(peer)
    if (isIP(client) === 0 || !isProxy(client)) return client
    for (const named of namedBy(headers)) {
      const address = bareAddress(named)
      // No address: nothing before it can be believed either.
      if (isIP(address) === 0) return client
      client = address
      if (!isProxy(client)) return client
    }
    return client
  }
}

/**
 * The address a limit counts by. One customer of an IPv6 network gets a whole /64 of addresses, so that is one client.
 * IPv4 written as IPv6 (`::ffff:192.0.2.1`) is IPv4: a socket that listens on both shows it so.
 */
export function networkOf(address: string): string {
  const bare = bareAddress(address)
  return isIPv6(bare) ? `${groupsOf(bare).slice(0, 4).join(':')}::/64` : bare
}

/**
 * Those a request was sent on for, the last first.
 *
 * `CF-Connecting-IP` counts only where there is no `X-Forwarded-For`: Cloudflare sends both and they agree, while other
 * proxies write the second and let through whatever a client put into the first.
 */
function namedBy(headers: IncomingHttpHeaders): string[] {
  const chain = headers['x-forwarded-for']
  if (chain !== undefined) return String(chain).split(',').reverse()
  const named = headers['cf-connecting-ip']
  return typeof named === 'string' ? [named] : []
}

function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

/** Without zone, port and the IPv6 form of IPv4: some proxies write `192.0.2.1:1234` and `[2001:db8::1]:1234`. */
function bareAddress(text: string): string {
  const trimmed = text.trim().replace(/%.*$/, '')
  const [, bracketed] = /^\[(.+)\](?::\d+)?$/.exec(trimmed) ?? []
  const [, withPort] = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed) ?? []
  const address = bracketed ?? withPort ?? trimmed
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = splitGroups(head)
  const after = splitGroups(tail ?? '')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array<string>(zeros).fill('0'), ...after].map((group) => group.replace(/^0+(?=.)/, ''))
}

/** A dotted end stands for two groups; what they are does not matter to the first four. */
function splitGroups(text: string): string[] {
  return text.split(':').flatMap((group) => (group === '' ? [] : group.includes('.') ? ['0', '0'] : [group]))
}
