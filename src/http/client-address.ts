/** Who a client is by its address. Pure. */
import { isIPv6 } from 'node:net'

/**
 * The address a limit counts by. One customer of an IPv6 network gets a whole /64 of addresses, so that is one client.
 * IPv4 written as IPv6 (`::ffff:192.0.2.1`) is IPv4: a socket that listens on both shows it so.
 */
export function networkOf(address: string): string {
  const bare = address.replace(/%.*$/, '')
  if (!isIPv6(bare)) return bare
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  return mapped ?? `${groupsOf(bare).slice(0, 4).join(':')}::/64`
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
