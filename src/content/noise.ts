/** Takes out of the tree what is not the post's own text: scripts, forms, hidden text, shares, related posts, listings. */
import { eachElement, findElement, type HtmlElement, hasClass, textLength } from './html-tree.ts'
import { isMath } from './math.ts'
import { ALWAYS, CALLOUTS, GATES, GUARDED } from './noise-lists.ts'
import { FAQ_CLASSES, type Panels } from './panels.ts'
import { isForScreenReaders, isHidden, isNeverText } from './visibility.ts'

/** A guarded name that holds more of the text than this is the article: a resource list in a box called `toc`. */
const MOST_REMOVED = 0.4
/** What has to remain, in characters without spaces, unless as little was removed: short posts are short. */
const LEAST_LEFT = 200

/**
 * Changes the tree. The panels of accordions and tabs stay although they are hidden until opened.
 *
 * @returns Whether a membership plugin keeps part of the post for members.
 */
export function removeNoise(root: HtmlElement, panels: Panels): { isGated: boolean } {
  const isGated = findElement(root, (element) => named(element, GATES) !== null) !== null
  removeCertain(root, panels)
  removeGuarded(root)
  return { isGated }
}

function removeCertain(element: HtmlElement, panels: Panels, inQuestion = false): void {
  const isQuestion = inQuestion || QUESTIONS.test(element.name) || hasClass(element, ...QUESTION_CLASSES)
  element.children = element.children.filter(
    (child) => child.kind === 'text' || !isCertainNoise(child, panels, isQuestion),
  )
  for (const child of element.children) {
    if (child.kind === 'text') continue
    if (child.name === 'noscript') keepImagesOnly(child)
    removeCertain(child, panels, isQuestion)
  }
}

/** Buttons are controls, except where the question of an accordion is one. */
const QUESTIONS = /^(?:h[1-6]|summary)$/
const QUESTION_CLASSES = [...FAQ_CLASSES.values()].flat()

function isCertainNoise(element: HtmlElement, panels: Panels, inQuestion: boolean): boolean {
  if (panels.byPanel.has(element) || panels.controls.has(element)) return false
  if (element.name === 'button' && (inQuestion || hasClass(element, ...QUESTION_CLASSES))) return false
  if (isMath(element)) return false
  if (isNeverText(element.name)) return true
  if (element.name === 'aside' && !hasClass(element, ...CALLOUTS)) return true
  if (named(element, ALWAYS) !== null || named(element, GATES) !== null) return true
  if (isForScreenReaders(element)) return true
  return isHidden(element) && !panels.isPanel(element)
}

/** A lazy image carries its real self, alternative text included, in a noscript beside it; other noscript is machinery. */
function keepImagesOnly(noscript: HtmlElement): void {
  const images: HtmlElement[] = []
  eachElement(noscript, (below) => {
    if (below.name === 'img') images.push(below)
    return true
  })
  noscript.children = images
}

function removeGuarded(root: HtmlElement): void {
  const byName = new Map<string, HtmlElement[]>()
  eachElement(root, (element) => {
    const name = named(element, GUARDED)
    if (name === null) return true
    const elements = byName.get(name) ?? []
    elements.push(element)
    byName.set(name, elements)
    return false
  })
  if (byName.size === 0) return

  let left = textLength(root)
  const removed = new Set<HtmlElement>()
  for (const elements of byName.values()) {
    const length = elements.reduce((sum, element) => sum + textLength(element), 0)
    const leavesLittle = left - length < LEAST_LEFT && length >= LEAST_LEFT
    if (length > left * MOST_REMOVED || leavesLittle) continue
    for (const element of elements) removed.add(element)
    left -= length
  }
  if (removed.size > 0) removeAll(root, removed)
}

function removeAll(element: HtmlElement, removed: ReadonlySet<HtmlElement>): void {
  element.children = element.children.filter((child) => child.kind === 'text' || !removed.has(child))
  for (const child of element.children) if (child.kind === 'element') removeAll(child, removed)
}

/** The class or id of the element that stands in the list. */
function named({ classes, attributes }: HtmlElement, names: ReadonlySet<string>): string | null {
  for (const name of classes) if (names.has(name)) return name
  const id = attributes['id']
  return id !== undefined && names.has(id) ? id : null
}
