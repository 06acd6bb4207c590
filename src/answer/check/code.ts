/** Code that may be shown: what would be more than characters in some program is written so that it cannot. Pure. */
import { type KnownAddresses, withoutAddressesInCode } from './addresses.ts'

const FENCE = /^```\n(.*?)\n?```$/s

export function isFenced(text: string): boolean {
  return FENCE.test(text)
}

/** @returns with its fences; empty when nothing is left. */
export function toFencedCode(text: string, known: KnownAddresses): string {
  const inner = FENCE.exec(text)?.[1] ?? ''
  const lines = inner.split('\n').map((line) => toHarmless(line.trimEnd(), known).replace(/`{3,}|~{3,}/g, ''))
  return /[\p{L}\p{N}]/u.test(lines.join('')) ? `\`\`\`\n${lines.join('\n')}\n\`\`\`` : ''
}

/** @returns without backticks; empty when nothing is left. */
export function toInlineCode(text: string, known: KnownAddresses): string {
  const code = toHarmless(text.replaceAll('`', '').replace(/\s+/g, ' ').trim(), known)
  return code === '…' ? '' : code
}

/** Tags in other brackets; no link, and no number that could be taken for a citation. */
function toHarmless(code: string, known: KnownAddresses): string {
  return withoutAddressesInCode(code, known)
    .replace(/<([/!?]?[a-z!?-][^<>]*)>/giu, '‹$1›')
    .replace(/<(?=[/!?a-z])/giu, '‹')
    .replace(/!(?=\[)/g, '! ')
    .replace(/\](?=[([:])/g, '] ')
    .replace(/\[\s*(\d+(?:\s*[,;–-]\s*\d+)*)\s*\]/g, '[ $1 ]')
}
