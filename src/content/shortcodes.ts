/**
 * Shortcodes that reached the page unrendered. Page builders whose renderer does not run over REST leave whole pages of
 * them; utility shortcodes stay behind when their plugin is gone. Works on text, never on markup; `[x]`, `a[0]` and
 * `[citation needed]` are text.
 */

export type Piece = { kind: 'text'; text: string } | { kind: 'break' } | { kind: 'paragraph'; text: string }

export interface Shortcodes {
  pieces: Piece[]
  /** A page builder's shortcode was among them: the page is likely to be missing parts. */
  hasBuilder: boolean
}

const BUILDER = /^(?:vc|et_pb|fusion|av|cs|nectar|mk|ux|tatsu)_[a-z]/
const UTILITY = new Set(
  (
    'caption wp_caption gallery embed audio video playlist contact-form-7 contact-form contact-field gravityform ' +
    'gravityforms wpforms ninja_form ninja_forms formidable mc4wp_form forminator_form fluentform mailpoet_form ' +
    'newsletter_form rev_slider layerslider smartslider3 instagram-feed elementor-template toc ez-toc ' +
    'woocommerce_cart woocommerce_checkout woocommerce_my_account'
  ).split(' '),
)
/** Attributes that hold words for readers. */
const TEXT_ATTRIBUTES = /^(?:text|title|heading|subtitle|content|button_text|label|h2|h4)$/
/** Typographic quotes too: WordPress turns quotes of shortcodes it does not know into them. */
const QUOTED = /"[^"]*"|'[^']*'|[“”″„«][^“”″»]*[“”″»]|[‘’′][^‘’′]*[’′]/y
const ATTRIBUTE = /([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[“”″„«][^“”″»]*[“”″»]|[‘’′][^‘’′]*[’′])/g
const NAME = /\[(\/?)([A-Za-z][\w-]*)(?=[\s\]/])/y

/** Modules of Divi carry some 3,000 characters of settings. */
const LONGEST_TAG = 10_000

/** Null when the text holds no shortcode that has to go, which is nearly always. */
export function splitShortcodes(text: string): Shortcodes | null {
  if (!text.includes('[')) return null
  const pieces: Piece[] = []
  let hasBuilder = false
  let kept = 0
  let bracket = -1
  for (let at = text.indexOf('['); at !== -1; at = text.indexOf('[', at)) {
    if (bracket < at) bracket = text.indexOf(']', at)
    if (bracket === -1) break
    const tag = bracket - at < LONGEST_TAG ? readTag(text, at) : null
    if (!tag) {
      at += 1
      continue
    }
    if (at > kept) pieces.push({ kind: 'text', text: text.slice(kept, at) })
    pieces.push({ kind: 'break' }, ...tag.words.map((words): Piece => ({ kind: 'paragraph', text: words })))
    hasBuilder ||= tag.isBuilder
    at = tag.end
    kept = at
  }
  if (pieces.length === 0) return null
  if (kept < text.length) pieces.push({ kind: 'text', text: text.slice(kept) })
  return { pieces, hasBuilder }
}

interface Tag {
  end: number
  isBuilder: boolean
  /** Text attributes, in order. */
  words: string[]
}

function readTag(text: string, start: number): Tag | null {
  NAME.lastIndex = start
  const match = NAME.exec(text)
  const name = match?.[2]?.toLowerCase() ?? ''
  const isBuilder = BUILDER.test(name)
  if (!match || (!isBuilder && !UTILITY.has(name))) return null

  const end = endOfTag(text, NAME.lastIndex)
  const attributes = text.slice(NAME.lastIndex, end - 1)
  const isClosing = match[1] === '/'
  // "Use the [gallery] shortcode" is prose; a bare utility shortcode stands alone.
  if (!isBuilder && !isClosing && !attributes.includes('=') && !standsAlone(text, start, end)) return null

  // What follows is encoded HTML, not text.
  if (/^vc_raw_(?:html|js)$/.test(name) && !isClosing) {
    const close = text.indexOf(`[/${name}]`, end)
    return { end: close === -1 ? end : close, isBuilder, words: [] }
  }
  return { end, isBuilder, words: isBuilder && !isClosing ? wordsOf(attributes) : [] }
}

/** After the closing bracket; brackets inside quotes do not count. There is one within reach. */
function endOfTag(text: string, start: number): number {
  const last = Math.min(text.length, start + LONGEST_TAG)
  for (let at = start; at < last; at++) {
    if (text[at] === ']') return at + 1
    QUOTED.lastIndex = at
    if (QUOTED.test(text)) at = QUOTED.lastIndex - 1
  }
  // A quote that never closes: the first bracket ends it all the same.
  return text.indexOf(']', start) + 1
}

function standsAlone(text: string, start: number, end: number): boolean {
  const NEAR = 50
  const before = text.slice(Math.max(0, start - NEAR), start)
  const after = text.slice(end, end + NEAR)
  return /(?:^|\]|\n)\s*$/.test(before) && /^\s*(?:\[|\n|$)/.test(after)
}

function wordsOf(attributes: string): string[] {
  const words: string[] = []
  for (const [, name = '', quoted = ''] of attributes.matchAll(ATTRIBUTE)) {
    const value = quoted.slice(1, -1).trim()
    if (TEXT_ATTRIBUTES.test(name) && /\p{L}/u.test(value)) words.push(value)
  }
  return words
}
