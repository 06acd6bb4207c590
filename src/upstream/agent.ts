/** Connections to other people's servers that cannot be led into a private network. */
import { lookup as dnsLookup, type LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent } from 'undici'
import { AppError } from '../errors.ts'
import { isForbiddenAddress } from './address.ts'

export interface AgentOptions {
  /** Hosts the operator named himself: these may stand in a private network. */
  trustedHosts?: readonly string[]
  /** Connections kept to one host. Default 8. */
  connections?: number
}

export interface GuardedAgent {
  agent: Agent
  /** A literal address never reaches the lookup, so it is checked before. @throws AppError `forbidden` */
  checkHost(url: URL): void
}

const CONNECT_TIMEOUT_MS = 10_000

/** Connects only, and leaves all other time limits to its caller: undici's own would fire in between with other errors. */
export function openAgent(options: AgentOptions = {}): GuardedAgent {
  const trusted = new Set((options.trustedHosts ?? []).map((host) => host.toLowerCase()))
  const agent = new Agent({
    connections: options.connections ?? 8,
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup(trusted) },
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  return {
    agent,
    checkHost: ({ hostname }) => {
      if (isIP(hostname.replace(/^\[|\]$/g, '')) && isForbiddenAddress(hostname, trusted.has(hostname))) {
        throw forbidden(hostname)
      }
    },
  }
}

/** Checks every address a name resolves to at the moment of connecting, so that rebinding has no gap to use. */
function guardedLookup(trusted: ReadonlySet<string>): LookupFunction {
  return (hostname, options: LookupOptions, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const bad = addresses.find(({ address }) => isForbiddenAddress(address, trusted.has(hostname.toLowerCase())))
      if (bad) return callback(forbidden(hostname), '', 0)
      if (options.all) return callback(null, addresses)
      const [first] = addresses
      callback(null, first?.address ?? '', first?.family ?? 0)
    })
  }
}

function forbidden(host: string): AppError {
  const message = `${host} is an address inside a private network, which a site on the internet must not lead us to.`
  return new AppError('forbidden', message, { code: 'address' })
}
