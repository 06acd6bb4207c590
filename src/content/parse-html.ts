/**
 * HTML to tree. Built on the tokenizer of htmlparser2 and not on its parser, which keeps its open elements in an array
 * it shifts: 500,000 nested divs (2.5 MB) took it two minutes. Here depth and number of elements are bounded; what lies
 * beyond loses its tags and keeps its text, and time is linear in the input.
 */
import { type QuoteType, Tokenizer, type TokenizerCallbacks } from 'htmlparser2'
import { anElement, type HtmlElement } from './html-tree.ts'
import { isHidden, isNeverText } from './visibility.ts'

/** Deeper than any real page (a page builder reaches 40), shallow enough for recursive readers. */
const MAX_DEPTH = 200
/** A 5 MB post of nothing but tags would make a million. */
const MAX_ELEMENTS = 200_000

const VOID = new Set('area base basefont br col embed frame hr img input link meta param source track wbr'.split(' '))
const PARAGRAPH = ['p']
/** What an opening tag closes when it is the innermost open element, as in the HTML standard's optional end tags. */
const CLOSES: Record<string, string[]> = {
  li: ['li', 'p'],
  dt: ['dt', 'dd', 'p'],
  dd: ['dt', 'dd', 'p'],
  tr: ['tr', 'td', 'th', 'p'],
  td: ['td', 'th', 'p'],
  th: ['td', 'th', 'p'],
  tbody: ['tr', 'td', 'th', 'thead', 'tbody'],
  tfoot: ['tr', 'td', 'th', 'thead', 'tbody'],
  option: ['option'],
  rt: ['rt', 'rp'],
  rp: ['rt', 'rp'],
}
for (const name of (
  'p address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header ' +
  'hr main nav ol pre section table ul'
).split(' ')) {
  CLOSES[name] = PARAGRAPH
}

/** A stray end tag inside a cell must not close what lies around the table. */
const SCOPES = new Set(['table', 'td', 'th', 'caption'])
const TABLE_PARTS = new Set(['table', 'tr', 'td', 'th', 'caption', 'thead', 'tbody', 'tfoot'])

/** Comments, doctypes and processing instructions are left out; entities are decoded once. */
export function parseHtml(html: string): HtmlElement {
  const builder = new TreeBuilder(html)
  const tokenizer = new Tokenizer({ decodeEntities: true, recognizeSelfClosing: true }, builder)
  tokenizer.write(html)
  tokenizer.end()
  return builder.root
}

/** A class because the tokenizer calls back into one object with a life: the document being read. */
class TreeBuilder implements TokenizerCallbacks {
  readonly root = anElement('#root', {}, [])
  private readonly open: HtmlElement[] = [this.root]
  private readonly html: string
  private text = ''
  private tagName = ''
  private attributes: Record<string, string> = {}
  private attributeName = ''
  private attributeValue = ''
  private elements = 0
  private foreign = 0
  /** Set while the subtree of a flattened element that must not show its text goes by. */
  private skipped: { name: string; depth: number } | null = null

  constructor(html: string) {
    this.html = html
  }

  ontext(start: number, end: number): void {
    if (this.skipped === null) this.text += this.html.slice(start, end)
  }

  ontextentity(codePoint: number): void {
    if (this.skipped === null) this.text += String.fromCodePoint(codePoint)
  }

  onopentagname(start: number, end: number): void {
    const name = this.html.slice(start, end).toLowerCase()
    this.tagName = name === 'image' && this.foreign === 0 ? 'img' : name
    this.attributes = {}
  }

  onattribname(start: number, end: number): void {
    this.attributeName = this.html.slice(start, end).toLowerCase()
    this.attributeValue = ''
  }

  onattribdata(start: number, end: number): void {
    this.attributeValue += this.html.slice(start, end)
  }

  onattribentity(codePoint: number): void {
    this.attributeValue += String.fromCodePoint(codePoint)
  }

  onattribend(_quote: QuoteType): void {
    // The first of two attributes of one name counts, as in browsers.
    if (!Object.hasOwn(this.attributes, this.attributeName)) this.attributes[this.attributeName] = this.attributeValue
  }

  onopentagend(): void {
    this.openElement(VOID.has(this.tagName))
  }

  onselfclosingtag(): void {
    // `<div/>` opens a div in HTML; only in SVG and MathML does the slash close.
    this.openElement(VOID.has(this.tagName) || this.foreign > 0)
  }

  onclosetag(start: number, end: number): void {
    const name = this.html.slice(start, end).trim().toLowerCase()
    if (this.skipped !== null) {
      if (name === this.skipped.name && --this.skipped.depth === 0) this.skipped = null
      return
    }
    if (name === 'br') this.append(anElement('br', {}, []))
    else this.closeElement(name)
  }

  isInForeignContext(): boolean {
    return this.foreign > 0
  }

  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}

  onend(): void {
    this.flushText()
  }

  private openElement(isVoid: boolean): void {
    if (this.skipped !== null) {
      if (!isVoid && this.tagName === this.skipped.name) this.skipped.depth += 1
      return
    }
    const closes = CLOSES[this.tagName]
    while (closes?.includes(this.innermost().name)) this.pop()

    const element = anElement(this.tagName, this.attributes, [])
    if (this.open.length > MAX_DEPTH || this.elements >= MAX_ELEMENTS) this.flatten(element, isVoid)
    else {
      this.append(element)
      if (isVoid) return
      this.open.push(element)
      if (element.name === 'svg' || element.name === 'math') this.foreign += 1
    }
  }

  private flatten(element: HtmlElement, isVoid: boolean): void {
    // Words of two flattened blocks must not grow together.
    this.text += ' '
    if (!isVoid && (isNeverText(element.name) || isHidden(element))) this.skipped = { name: element.name, depth: 1 }
  }

  private closeElement(name: string): void {
    for (let at = this.open.length - 1; at > 0; at--) {
      const candidate = this.open[at]?.name ?? ''
      if (candidate === name) {
        while (this.open.length > at) this.pop()
        return
      }
      if (SCOPES.has(candidate) && !TABLE_PARTS.has(name)) break
    }
    // As browsers do: an end without a start is an empty paragraph, which keeps the words around it apart.
    if (name === 'p') this.append(anElement('p', {}, []))
  }

  private pop(): void {
    this.flushText()
    const element = this.open.pop()
    if (element?.name === 'svg' || element?.name === 'math') this.foreign -= 1
  }

  private innermost(): HtmlElement {
    return this.open.at(-1) ?? this.root
  }

  private append(element: HtmlElement): void {
    this.flushText()
    this.elements += 1
    this.innermost().children.push(element)
  }

  private flushText(): void {
    if (this.text === '') return
    this.innermost().children.push({ kind: 'text', text: this.text })
    this.text = ''
  }
}
