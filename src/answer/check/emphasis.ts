/** The only marks of Markdown that may leave are those of bold. Pure. */

/** Stand for the marks until all others are gone: cleaned text has no characters of private use. */
const ON = '\ue000'
const OFF = '\ue001'

const IDENTIFIER = /(?<![\p{L}\p{N}_])_+[\p{L}\p{N}]+(?:_+[\p{L}\p{N}]+)+_*(?![\p{L}\p{N}_])/gu
const PRIVATE = /(?<![\p{L}\p{N}_])_+[\p{L}\p{N}]+/gu
/** `*.php`, `*nix` */
const PATTERN = /(?<=^|\s)\*(?:\.[\p{L}\p{N}]+|nix\b)/gu
const BOLD = /\*\*(?=\S)([^*]+?)(?<=\S)\*\*/gu
const UNDERSCORED_BOLD = /(?<![\p{L}\p{N}_])__(?=[^\s_])(.+?)(?<=[^\s_])__(?![\p{L}\p{N}_])/gu
const ITALIC = /(?<![*\p{L}\p{N}])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![*\p{L}\p{N}])/gu
const UNDERSCORED_ITALIC = /(?<![\p{L}\p{N}_])_(?=[^\s_])([^_]+)(?<=[^\s_])_(?![\p{L}\p{N}_])/gu

/** Marks within a word, or within something that reads like an address without them. */
export function withoutInnerMarks(text: string): string {
  return text.replace(/(?<=[\p{L}.:/@-])(?:\*+|~~|__)(?=[\p{L}.:/@-])/gu, '')
}

/**
 * Bold stays where it is whole; the rest goes, so that no mark can pair with one of another sentence.
 *
 * @param toCode Names that begin with an underscore are shown as code.
 */
export function onlyBold(text: string, toCode: (words: string) => string): string {
  return (
    text
      .replace(IDENTIFIER, toCode)
      .replace(PATTERN, toCode)
      .replace(/\*{3,}/g, '**')
      .replace(ITALIC, '$1')
      .replace(UNDERSCORED_BOLD, '**$1**')
      .replace(UNDERSCORED_ITALIC, '$1')
      .replace(PRIVATE, toCode)
      .replace(BOLD, `${ON}$1${OFF}`)
      .replaceAll('**', '')
      .replace(/(?<=[\p{N})])\*(?=[\p{N}(])/gu, '×')
      // One that could open something. One behind a word, as in `wp_*`, can only close.
      .replace(/\*(?=[^\s,.;:!?)])/gu, '')
      .replaceAll('~~', '')
      .replaceAll(ON, '**')
      .replaceAll(OFF, '**')
  )
}
