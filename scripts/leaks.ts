/** Finds what must not be in a repository: keys, and paths of the machine somebody wrote it on. Pure. */
import { readKind } from '../src/keys/format.ts'

export interface Leak {
  /** From 1. */
  line: number
  what: string
  /** Its first characters: a report must not be the next leak. */
  hint: string
}

/** Made up for tests, and of the right form because the test is about the form. */
const KNOWN_FAKES = new Set([
  'ap_sk_0El6XFXwsUFD8J2vGxsaboW7rZYnQRBP5d9erwRwd293Q0Wh0',
  // The example in the documentation of Standard Webhooks.
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
])

const PATTERNS: { what: string; form: RegExp; isReal?: (text: string) => boolean }[] = [
  { what: 'a private key', form: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g },
  { what: 'a key of a model provider', form: /\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}/g },
  { what: 'a key of AWS', form: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { what: 'a token of GitHub', form: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})/g },
  { what: 'a secret of a webhook', form: /\bwhsec_[A-Za-z0-9+/]{24,}=*/g },
  // The checksum tells a key that was made from a text that looks like one.
  { what: 'a key of AskPress', form: /\bap_[spi]k_[0-9A-Za-z]{49}\b/g, isReal: (text) => readKind(text) !== null },
  // Not part of a longer path or of an address: https://example.com/work/ is a page.
  {
    what: 'a path of somebody’s machine',
    form: /(?<![\w.:/*}-])\/(?:home\/[a-z]|Users\/[A-Za-z]|root\/|work\/|tmp\/w\/)[^\s'"`)]*/g,
  },
]

export function findLeaks(text: string): Leak[] {
  return PATTERNS.flatMap(({ what, form, isReal = () => true }) =>
    [...text.matchAll(form)]
      .filter(([found]) => !KNOWN_FAKES.has(found) && isReal(found))
      .map(({ 0: found, index }) => ({
        line: text.slice(0, index).split('\n').length,
        what,
        hint: `${found.slice(0, 12)}…`,
      })),
  )
}
