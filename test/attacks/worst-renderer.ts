/**
 * The most credulous programs an answer could fall into, in one: every rule here is the rule of some renderer of Markdown,
 * maker of links or terminal, taken one step further. Knows nothing of how answers are made.
 */

const RULES: Record<string, RegExp> = {
  tag: /<[a-z/!?]/i,
  entity: /&(?:#\w+|[a-z]\w*);|&(?:lt|gt|quot)\b/i,
  link: /\]\s*\(/,
  reference: /\]\s*\[/,
  definition: /(?:^|\n)[\s>*+-]*\[[^\]\n]*\]:/,
  image: /!\[/,
  scheme: /[a-z][a-z\d+.-]*:\s?[/\\]{2}[^\s]/i,
  'scheme that runs':
    /\b(?:javascript|vbscript|livescript|mailto|blob|intent|view-source)\s?:[\p{L}\p{N}/]|\bdata:[\w./+-]*[;,]/iu,
  'relative to the scheme': /(?<![\p{L}\p{N}])[/\\]{2}[\p{L}\p{N}]/u,
  www: /\bwww\d?\.[\p{L}\p{N}]/iu,
  // All of the categories C and DI but for joiners, which scripts and emoji need.
  unseen: /(?!\n|\u200c|\u200d|\ufe0f)[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u,
  math: /\\(?:href|url|includegraphics)/,
}
/** A dot between letters or digits, outside code: what a maker of links would try, but for names of files and numbers. */
const HOST = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}(?![\p{L}\p{N}_])/gu
const FILE =
  /\.(?:php|js|css|html?|txt|log|json|xml|png|jpe?g|zip|sql|pot?|csv|ini|ya?ml|svg|gz|tsx?|scss|conf|htaccess|xhtml|java)$/i
/** `3.stock`, `i.d.R.als`: two words without a space. */
const NO_HOST = /^(?:v?\d+\.)+(?!com$|net$|org$|io$)\p{L}+$|^(?:\p{L}\.){2,}/iu
const ADDRESS_OF_MAIL = /[\p{L}\p{N}._-]@[\p{L}\p{N}][\p{L}\p{N}-]*\.\p{L}/u
/** Frames that fill in what they find between these, in the text of a page. */
const TEMPLATE = /\{\{|\{%/
const HANDLER = /\bon(?:error|load|click|focus|mouse\w+|toggle|start)\s*=\s*\S/i

/** What such a program would make of the text; nothing when the text is nothing but text. */
export function findActive(text: string): string[] {
  const found = Object.entries(RULES)
    .filter(([, rule]) => rule.test(text))
    .map(([name]) => name)
  const prose = text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, ' ')
  if (prose.includes('`')) found.push('open code')
  // A mark as the server makes it is no link.
  if (/[[\]]/.test(prose.replace(/\[\d{1,3}\]/g, ''))) found.push('bracket')
  found.push(
    ...(prose.match(HOST) ?? [])
      .filter((name) => !FILE.test(name) && !NO_HOST.test(name))
      .map((name) => `host ${name}`),
  )
  if (ADDRESS_OF_MAIL.test(prose)) found.push('mail')
  if (TEMPLATE.test(prose)) found.push('template')
  if (HANDLER.test(prose)) found.push('handler')
  return found
}

/** The text as one who looks for a word in it would want it: what hides words is taken out. */
export function laidBare(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{C}\p{M}]/gu, '')
    .replace(/[`*_~\\]/g, '')
    .toLowerCase()
}
