/**
 * Addresses in a text that a model wrote. None may leave: the model was given none, so it made them up or a post told it
 * to write them, and many programs make a link of whatever looks like one. Pure.
 */
import { looksLikeFile, looksLikeHost, looksLikeHostInCode } from './hosts.ts'

/** What may be named all the same: it belongs to the site, or the reader wrote it. */
export interface KnownAddresses {
  /** In lower case. */
  hosts: ReadonlySet<string>
  /** @param email In lower case. */
  isKnownEmail(email: string): boolean
}

/** Stands where an address stood. */
export const ELLIPSIS = '…'

/** Names of things that are written like hosts. */
const NAMES = new Set(['wordpress.com', 'wordpress.org', 'asp.net'])

/** A character of an address; scripts that put no spaces between words go on right behind one. */
const CHAR = String.raw`[^\s<>、。「」『』（）\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,62}[\p{L}\p{N}])?`
const HOST = String.raw`(?:${LABEL}\.)+(?:xn--[a-z\d-]+|\p{L}{2,63})`
const ADDRESS = new RegExp(
  [
    // Browsers mind neither backslashes nor, after these schemes, their absence.
    String.raw`(?<!\p{L})(?:[a-z][a-z\d+.-]{0,30}:\s?[/\\]{2}${CHAR}*|(?:https?|ftps?|wss?):(?:\s?[/\\]${CHAR}*|${CHAR}+))`,
    String.raw`(?<!\p{L})(?:(?:java|vb|live)script\s?:${CHAR}*|data:[\p{L}\d./+-]*[;,]${CHAR}*|(?:mailto|blob|file|about|view-source|intent)\s?:${CHAR}+)`,
    String.raw`(?<![\p{L}\p{N}])[/\\]{2,}[^\s/\\]${CHAR}*`,
    String.raw`(?<!\p{L})www\d?\.${CHAR}+`,
    String.raw`(?<email>(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}._-]*[\p{L}\p{N}])`,
    String.raw`(?<host>(?<![\p{L}\p{N}])${HOST}(?![\p{L}\p{N}_]))(?<path>(?::\d{2,5})?(?:[/?#]${CHAR}*)?)`,
  ].join('|'),
  'giu',
)
/** `evil[.]com`, `evil (dot) com`. */
const WRITTEN_OUT = /(?<=[\p{L}\p{N}])\s?[([{]\s?(?:\.|dot|punkt|punto|point)\s?[)\]}]\s?(?=\p{L})/giu
const WORDPRESS =
  /\/wp-(?:admin|content|includes|json|login\.php|config\.php|cron\.php)(?:\/[a-z\d-]+)*(?:\.php)?(?![\w-]|\.\w)/u
/** Ends of the sentence that were taken along. */
const TRAILING = /[.,;:!?)\]}"'”’»*]+$/u

/** Prose without addresses. A known one stays, as code: of that no program makes a link. */
export function withoutAddresses(text: string, known: KnownAddresses, toCode: (words: string) => string): string {
  return text
    .replace(WRITTEN_OUT, '.')
    .replace(/[/\\]{3,}/g, '/')
    .replace(ADDRESS, (...found) => {
      const { match, email, host, path } = readMatch(found)
      if (email !== undefined) return known.isKnownEmail(email.toLowerCase()) ? toCode(email) : ELLIPSIS
      if (host === undefined) return leftOf(match)
      const isBare = path === '' || path === '/'
      if (isBare && (known.hosts.has(host.toLowerCase()) || NAMES.has(host.toLowerCase()))) return toCode(host)
      if (looksLikeFile(host)) return toCode(host) + withoutAddresses(path, known, toCode)
      return looksLikeHost(host) ? leftOf(match) : host + withoutAddresses(path, known, toCode)
    })
}

/** Code without addresses: hosts with a path, a port or a scheme, and names that can hardly be anything but a host. */
export function withoutAddressesInCode(code: string, known: KnownAddresses): string {
  return code.replace(ADDRESS, (...found) => {
    const { match, email, host, path, before, after } = readMatch(found)
    if (email !== undefined) return known.isKnownEmail(email.toLowerCase()) ? email : ELLIPSIS
    // "//returns nothing" is a remark.
    if (host === undefined) return /^\/\/[\p{L}\p{N}_-]*(?![\p{L}\p{N}_.:/-])/u.test(match) ? match : leftOf(match)
    if (path === '' && (known.hosts.has(host.toLowerCase()) || NAMES.has(host.toLowerCase()))) return host
    const isHost = path === '' ? looksLikeHostInCode(host, before, after) : looksLikeHost(host)
    return isHost ? leftOf(match) : host + withoutAddressesInCode(path, known)
  })
}

/** What a replacer is called with: the match, its groups, its place, the whole text, the groups by name. */
function readMatch(found: readonly unknown[]) {
  const [place, text, groups] = found.slice(-3) as [number, string, Record<string, string | undefined>]
  const match = String(found[0])
  const { email, host, path = '' } = groups
  return { match, email, host, path, before: text.slice(0, place), after: text.slice(place + match.length) }
}

/** What may be left of an address: a path that every WordPress has, and the end of the sentence. */
function leftOf(address: string): string {
  return ELLIPSIS + (WORDPRESS.exec(address)?.[0] ?? '') + (TRAILING.exec(address)?.[0] ?? '')
}
