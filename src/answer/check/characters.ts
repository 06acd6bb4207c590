/** What a text is made of: entities read, look-alikes of letters made letters, nothing that cannot be seen. Pure. */

/** Entities that hide a character which means something; letters with accents are put together below. */
const NAMED = new Map(
  (
    'amp:& lt:< gt:> quot:" apos:\' lpar:( rpar:) lsqb:[ lbrack:[ rsqb:] rbrack:] lcub:{ rcub:} sol:/ bsol:\\ period:. ' +
    'comma:, excl:! quest:? num:# percnt:% dollar:$ commat:@ ast:* grave:` lowbar:_ vert:| verbar:| equals:= plus:+ ' +
    'semi:; hyphen:- ndash:– mdash:— hellip:… lsquo:‘ rsquo:’ ldquo:“ rdquo:” laquo:« raquo:» bull:• middot:· times:× ' +
    'deg:° euro:€ pound:£ yen:¥ copy:© reg:® trade:™ sect:§ rarr:→ larr:← szlig:ß aelig:æ oslash:ø'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)])
    .concat([
      ['colon', ':'],
      ['nbsp', ' '],
      ['tab', ' '],
      ['newline', ' '],
    ]),
)
const ACCENTS = new Map([
  ['uml', '\u0308'],
  ['acute', '\u0301'],
  ['grave', '\u0300'],
  ['circ', '\u0302'],
  ['tilde', '\u0303'],
  ['ring', '\u030a'],
  ['cedil', '\u0327'],
  ['caron', '\u030c'],
])
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot)|([a-z][\da-z]{1,31})(?=;));?/gi

/** Escape sequences of terminals: colours, and links that a terminal would open. */
const TERMINAL =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[@-_]?/g

/**
 * Everything that is not drawn: controls, marks of writing direction, tags, zero widths, variation selectors, private use,
 * unassigned. They hide text from readers, and one text in another. Joiners stay where scripts and emoji need them.
 */
const JOINED = String.raw`[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Malayalam}\p{Script=Sinhala}]`
const INVISIBLE = new RegExp(
  [
    String.raw`(?<!\p{Extended_Pictographic}|[\d#*](?=\uFE0F\u20E3))\uFE0F`,
    String.raw`(?<!${JOINED})[\u200C\u200D]`,
    String.raw`(?![\uFE0F\u200C\u200D\n\t])[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2800]`,
  ].join('|'),
  'gu',
)
const SPACES = /[\p{Zs}\p{Zl}\p{Zp}]/gu
/** More marks on one letter than any script writes. */
const TOWER = /(\p{M}{4})\p{M}+/gu

/** Letters, digits and signs in another width or dress; the punctuation of Chinese and Japanese texts stays. */
const DRESSED =
  /[\u{1D400}-\u{1D7FF}\u2460-\u24FF\u2024\uFE52\uFE64\uFE65\uFE68\uFE6B\uFF02-\uFF07\uFF0A\uFF0B\uFF0D-\uFF19\uFF1C-\uFF1E\uFF20-\uFF5D\u{1F110}-\u{1F189}]/gu
const WIDE_COLON = /(?<=[\p{L}\d])：(?=\/)/gu

/** Until nothing changes: `&amp;lt;` is `&lt;` is `<`. Every round that changes something makes the text shorter. */
export function cleanText(text: string): string {
  let clean = text
  for (let before = ''; before !== clean; ) {
    before = clean
    clean = clean
      .replace(ENTITY, decode)
      .replace(TERMINAL, '')
      .replace(INVISIBLE, '')
      .replace(DRESSED, (char) => char.normalize('NFKC'))
  }
  return (
    clean
      .replace(WIDE_COLON, ':')
      .replace(SPACES, ' ')
      .normalize('NFC')
      .replace(TOWER, '$1')
      // What still looks like an entity is one that this table does not know.
      .replace(/&(?=#|[a-z][\da-z]*;)/gi, '')
  )
}

function decode(_: string, decimal?: string, hex?: string, bare?: string, name?: string): string {
  const named = bare ?? name
  if (named !== undefined) return NAMED.get(named.toLowerCase()) ?? accented(named) ?? ` ${named}`
  const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal)
  return code > 0x10ffff ? '' : String.fromCodePoint(code)
}

function accented(name: string): string | null {
  const accent = ACCENTS.get(name.slice(1))
  return accent === undefined ? null : `${name.charAt(0)}${accent}`
}
