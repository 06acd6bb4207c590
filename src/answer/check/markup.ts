/** HTML and links taken off a text, so that their words are left and nothing of what they do. Pure. */

/** Of these not even what is between the tags is meant to be read. */
const UNREAD = /<(script|style|iframe|svg|object|embed|textarea|xmp)\b[^>]*>.*?<\/\1\s*>/gisu
const COMMENT = /<!--.*?(?:-->|$)/gsu
/** `<title>` in a text about HTML, `<user_id>` in one about an API. */
const BARE_TAG = /<([a-z][\w-]*)>/giu
const APART = /<\/?(?:br|hr|p|div|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|pre)\b[^<>]*>/giu
const TAG = /<[/!?]?[a-z][^<>]*>|<[!?][^<>]*>/giu
/** A tag that ends with the text; `a <b` is none. */
const OPEN_TAG = /<[/!?]?[a-z][^<>]*=[^<>]*$/iu
const HANDLER =
  /\bon(?:error|load\w*|click|dblclick|mouse\w+|key\w+|focus\w*|blur|toggle|input|change|submit|begin|end|repeat|start|scroll\w*|wheel|drag\w*|drop|paste|copy|cut|pointer\w+|touch\w+|animation\w+|transition\w+|message|hashchange|popstate|resize|select\w*|show|abort|canplay\w*)\s*=\s*(?:"[^"]*"?|'[^']*'?|[^\s"'>]+)?/giu

const TARGET = String.raw`\([^()]*(?:\([^()]*\)[^()]*)*\)`
const IMAGE = new RegExp(String.raw`!\[[^\][]*\](?:${TARGET}|\[[^\][]*\])?`, 'gu')
const LINK = new RegExp(String.raw`\[([^\][]*)\](?:${TARGET}|\[[^\][]*\])`, 'gu')
/** A link whose target does not end. */
const OPEN_LINK = /\]\s?\([^()\s]*/gu

/**
 * Until nothing changes: what is taken out may have stood in the middle of something.
 *
 * @param toCode A tag that is only spoken of is shown as code.
 */
export function withoutMarkup(text: string, toCode: (words: string) => string): string {
  let left = text
  for (let before = ''; before !== left; ) {
    before = left
    left = left
      .replace(COMMENT, '')
      .replace(UNREAD, '')
      .replace(BARE_TAG, (tag, name: string) => (isSpokenOf(name, before) ? toCode(tag) : tag))
      .replace(APART, ' ')
      .replace(TAG, '')
      .replace(OPEN_TAG, '')
      .replace(HANDLER, '')
      .replace(IMAGE, '')
      .replace(LINK, '$1')
  }
  return left.replace(OPEN_LINK, ']')
}

/** Nobody closes it, and it is no line break. */
function isSpokenOf(name: string, text: string): boolean {
  return !/^(?:br|hr|wbr)$/i.test(name) && !text.toLowerCase().includes(`</${name.toLowerCase()}`)
}
