/** Formulas as LaTeX between dollar signs where the page carries it, as plain text where not. */
import { findElement, type HtmlElement, hasClass, rawText } from './html-tree.ts'

/** Formula markup that noise.ts would otherwise drop: MathJax keeps its source in a script. */
export function isMath(element: HtmlElement): boolean {
  return element.name === 'script' && (element.attributes['type'] ?? '').startsWith('math/tex')
}

/** The formula an element stands for, or null when it is no formula. */
export function readMath(element: HtmlElement): string | null {
  if (isMath(element)) return formula(rawText(element), (element.attributes['type'] ?? '').includes('display'))
  if (element.name === 'math') return readMathMl(element)
  if (element.name === 'img' && hasClass(element, 'latex', 'wp-katex', 'mwe-math-fallback-image-inline')) {
    return formula(element.attributes['alt'] ?? '', false)
  }
  return null
}

function readMathMl(math: HtmlElement): string {
  const isBlock = math.attributes['display'] === 'block'
  const annotation = findElement(
    math,
    ({ name, attributes }) => name === 'annotation' && (attributes['encoding'] ?? '').includes('tex'),
  )
  const source = annotation ? rawText(annotation) : math.attributes['alttext']
  return source ? formula(source, isBlock) : rawText(math).replace(/\s+/g, ' ').trim()
}

function formula(source: string, isBlock: boolean): string {
  const text = source.replace(/\s+/g, ' ').trim()
  if (text === '') return ''
  const fence = isBlock ? '$$' : '$'
  return fence + text + fence
}
