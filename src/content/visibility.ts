/**
 * Tells what a visitor never sees. Hidden text is also how instructions are smuggled to a language model, so
 * everything that can be told from the markup alone is left out. Text in the colour of its background cannot.
 */
import { type HtmlElement, hasClass } from './html-tree.ts'

const NEVER_TEXT = new Set(
  (
    'script style template link meta head title base nav form select option textarea input button svg canvas object ' +
    'embed applet frame frameset noembed noframes map area dialog datalist progress meter portal'
  ).split(' '),
)

const HIDDEN_CLASSES = [
  'screen-reader-text',
  'sr-only',
  'visually-hidden',
  'visuallyhidden',
  'elementor-screen-only',
  'assistive-text',
  'wp-block-navigation__responsive-container',
]

/** Spans and icons marked aria-hidden repeat what stands beside them (KaTeX) or are ornaments; a section is content. */
const ORNAMENTS = new Set(['span', 'i', 'b', 'a', 'sup', 'img', 'svg', 'em'])

/** Elements whose content is never text of the post: machinery, controls, navigation. */
export function isNeverText(name: string): boolean {
  return NEVER_TEXT.has(name)
}

export function isHidden({ name, attributes }: HtmlElement): boolean {
  if (attributes['hidden'] !== undefined && attributes['hidden'] !== 'until-found') return true
  const style = attributes['style']
  if (style !== undefined && hidesByStyle(style)) return true
  return attributes['aria-hidden'] === 'true' && ORNAMENTS.has(name)
}

/** For readers of screens: labels such as "Opens in a new tab", not part of what the author wrote. */
export function isForScreenReaders(element: HtmlElement): boolean {
  return hasClass(element, ...HIDDEN_CLASSES)
}

function hidesByStyle(style: string): boolean {
  const declarations = style.toLowerCase().replace(/\s+|!important/g, '')
  return HIDING.test(declarations)
}

/** Each of these was seen hiding text; `opacity:0.5` and `left:-9px` must not match. */
const HIDING =
  /(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:0?(?:\.0+)?(?:;|$)|font-size:0(?:\.0+)?(?:px|em|rem|pt|%)?(?:;|$)|color:transparent|(?:left|right|top|text-indent|margin-left):-(?:[5-9]\d{2}|\d{4,})|clip:rect\((?:0(?:px)?|1px)[, ]?|clip-path:inset\((?:50%|100%))/
