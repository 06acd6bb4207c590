/**
 * The kinds of values a variable can have: each turns text into a checked value, or says what it must be.
 *
 * Messages complete the sentence "NAME must be …". They never repeat the text: it may be a secret.
 */
import { isIP } from 'node:net'
import { z } from 'zod'

/** @param expected Completes "must be …". @param parse Answers undefined for what it cannot use. */
function value<T>(expected: string, parse: (text: string) => T | undefined) {
  return z.string().transform((text, context) => {
    const parsed = parse(text.trim())
    if (parsed !== undefined) return parsed
    context.addIssue(expected)
    return z.NEVER
  })
}

/** Separated by commas; empty entries are dropped, doubles as well. */
function list<T>(expected: string, parse: (text: string) => T | undefined) {
  return value(`${expected}, or several separated by commas`, (text) => {
    const parsed = splitList(text).map(parse)
    const known = parsed.filter((entry) => entry !== undefined)
    return known.length === parsed.length ? [...new Set(known)] : undefined
  })
}

export const words = (expected: string) => list(expected, (text) => (/^[\w-]+$/.test(text) ? text : undefined))

export const text = (expected: string) => value(expected, (line) => (/^[^\r\n]+$/.test(line) ? line : undefined))

/** Null for `none`: where a default stands otherwise, leaving the variable out cannot say it. */
export const orNone = (expected: string) =>
  value(`${expected}, or none`, (line) => {
    if (line.toLowerCase() === 'none') return null
    return /^[^\r\n]+$/.test(line) ? line : undefined
  })

/** What can stand in an HTTP header without quoting. */
export const key = () => value('letters, digits and signs without spaces', (t) => (/^[!-~]+$/.test(t) ? t : undefined))

export const integer = (min: number, max: number) =>
  value(`a whole number from ${min} to ${max}`, (digits) =>
    /^\d{1,9}$/.test(digits) ? within(digits, min, max) : undefined,
  )

export const amount = (min: number, max: number) =>
  value(`a number from ${min} to ${max}`, (digits) =>
    /^\d{1,9}(\.\d{1,9})?$/.test(digits) ? within(digits, min, max) : undefined,
  )

export const choice = <const Word extends string>(choices: readonly Word[]) =>
  value(`one of ${choices.join(', ')}`, (word) => choices.find((known) => known === word.toLowerCase()))

/** True for `on`. */
export const onOff = () => value('on or off', (word) => ({ on: true, off: false })[word.toLowerCase()])

export const httpUrl = () => value(HTTP_URL, parseHttpUrl)
export const httpUrls = () => list(HTTP_URL, parseHttpUrl)

/** @param schemes With the colon: `['redis:', 'rediss:']`. */
export const serviceUrl = (schemes: readonly string[]) =>
  value(`an address that starts with ${schemes[0]}//`, (address) => {
    const url = URL.parse(address)
    return url && schemes.includes(url.protocol) ? address : undefined
  })

export const host = () =>
  value('a host name or an IP address, without scheme and port', (name) => {
    const bare = name.replace(/^\[(.*)\]$/, '$1')
    return isIP(bare) || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(bare) ? bare : undefined
  })

/** Exact origins. A wildcard is refused: any page on the internet could then spend the key's budget. */
export const origins = () =>
  list('an origin: scheme, host and port, such as https://example.com, without a path', parseOrigin)

/** As a browser writes it: lower case, punycode, no default port. Undefined for what is more or less than an origin. */
export function parseOrigin(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  return url.pathname === '/' && !/[?#\\]/.test(text) ? url.origin : undefined
}

export const networks = () =>
  list('an IP address or a network in CIDR notation', (network) => {
    const [address = '', prefix, ...rest] = network.split('/')
    const version = isIP(address)
    if (version === 0 || rest.length > 0) return undefined
    if (prefix === undefined) return network
    return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128) ? network : undefined
  })

/** Several may be valid at once while one is replaced. */
export const peppers = () =>
  list('at least 32 letters, digits and signs without spaces', (pepper) =>
    /^[!-+\--~]{32,}$/.test(pepper) ? pepper : undefined,
  )

/** Of Standard Webhooks: `whsec_` and 24 to 64 bytes as base64. Two may be valid at once while one is replaced. */
export const webhookSecrets = () =>
  list('whsec_ followed by 24 to 64 random bytes as base64', (secret) => {
    const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
    const size = base64 ? Buffer.from(base64, 'base64').length : 0
    return size >= 24 && size <= 64 ? secret : undefined
  })

/** Of models, in dollars for a million tokens: `name=input/output`, or `name=price` for both. */
export const prices = () =>
  list(
    'the name of a model, =, and dollars for a million tokens of input and output, such as some-model=0.15/0.60',
    (entry) => {
      const [, model, input, output] = /^(\S+)=(\d{1,6}(?:\.\d{1,6})?)(?:\/(\d{1,6}(?:\.\d{1,6})?))?$/.exec(entry) ?? []
      return model && input ? { model, inputUsd: Number(input), outputUsd: Number(output ?? input) } : undefined
    },
  )

/** Five fields of numbers: minute, hour, day of month, month, day of week. */
export const cron = () =>
  value('five cron fields: minute, hour, day of month, month, day of week', (line) => {
    const fields = line.split(/\s+/)
    const isKnown = fields.length === CRON_RANGES.length && fields.every(isCronField)
    return isKnown ? fields.join(' ') : undefined
  })

/** Entries of a list variable, in order. */
export function splitList(line: string): string[] {
  return line
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
}

const HTTP_URL = 'an address that starts with https:// or http://, without user name, password, query and #'

function parseHttpUrl(address: string): string | undefined {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  if (url.username || url.password || url.search || url.hash) return undefined
  return url.href.replace(/\/+$/, '')
}

const CRON_RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

function isCronField(field: string, position: number): boolean {
  const [min, max] = CRON_RANGES[position] ?? [1, 0]
  return field.split(',').every((part) => {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part)
    if (!match) return false
    const [, from, to, step] = match
    const limits = [from, to].filter((digits) => digits !== undefined).map(Number)
    const isForward = to === undefined || Number(from) <= Number(to)
    return isForward && Number(step ?? 1) > 0 && limits.every((limit) => limit >= min && limit <= max)
  })
}

function within(digits: string, min: number, max: number): number | undefined {
  const parsed = Number(digits)
  return parsed >= min && parsed <= max ? parsed : undefined
}
