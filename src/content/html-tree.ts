/** The tree parse-html.ts builds and every reader of HTML walks. Depth is bounded there, so walkers may recurse. */

export interface HtmlText {
  kind: 'text'
  text: string
}

export interface HtmlElement {
  kind: 'element'
  /** Lower case. The root is called `#root`. */
  name: string
  attributes: Record<string, string>
  /** The class attribute, split. */
  classes: readonly string[]
  children: HtmlNode[]
}

export type HtmlNode = HtmlText | HtmlElement

export function anElement(name: string, attributes: Record<string, string>, children: HtmlNode[]): HtmlElement {
  const classes = attributes['class']?.split(/\s+/).filter(Boolean) ?? NO_CLASSES
  return { kind: 'element', name, attributes, classes, children }
}

const NO_CLASSES: readonly string[] = []

export function hasClass(element: HtmlElement, ...names: string[]): boolean {
  return element.classes.length > 0 && names.some((name) => element.classes.includes(name))
}

export function childElements(element: HtmlElement): HtmlElement[] {
  return element.children.filter((child) => child.kind === 'element')
}

/** Calls `visit` for every element below, parents first; where it answers false, the children are left out. */
export function eachElement(element: HtmlElement, visit: (element: HtmlElement) => boolean | undefined): void {
  for (const child of element.children) {
    if (child.kind === 'element' && visit(child) !== false) eachElement(child, visit)
  }
}

/** The first element below, in document order, that fits. */
export function findElement(element: HtmlElement, fits: (element: HtmlElement) => boolean): HtmlElement | null {
  for (const child of element.children) {
    if (child.kind === 'text') continue
    const found = fits(child) ? child : findElement(child, fits)
    if (found) return found
  }
  return null
}

export function findAll(element: HtmlElement, fits: (element: HtmlElement) => boolean): HtmlElement[] {
  const found: HtmlElement[] = []
  eachElement(element, (below) => {
    if (fits(below)) found.push(below)
    return true
  })
  return found
}

/** All text below, as it stands in the source: nothing collapsed, nothing between blocks. */
export function rawText(node: HtmlNode): string {
  if (node.kind === 'text') return node.text
  let text = ''
  for (const child of node.children) text += rawText(child)
  return text
}

/** Length of the visible text below, white space not counted: what the noise guard weighs. */
export function textLength(node: HtmlNode): number {
  if (node.kind === 'text') return node.text.replace(/\s+/g, '').length
  let length = 0
  for (const child of node.children) length += textLength(child)
  return length
}
