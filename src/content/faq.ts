/** Questions with their answers: `details`, accordions, tabs, FAQ blocks of SEO plugins. One block each. */
import type { Block, Run } from './block.ts'
import { childElements, findElement, type HtmlElement, hasClass } from './html-tree.ts'
import { FAQ_CLASSES } from './panels.ts'
import type { Reader } from './reader.ts'
import { aRun } from './runs.ts'

export function readDetails(details: HtmlElement, reader: Reader): Block[] {
  const summary = childElements(details).find(({ name }) => name === 'summary')
  return pair(summary, details, reader)
}

/** An element whose class says that it holds one question and its answer. */
export function readFaqItem(item: HtmlElement, reader: Reader): Block[] {
  const questionClasses = item.classes.flatMap((name) => FAQ_CLASSES.get(name) ?? [])
  const question =
    findElement(item, (below) => hasClass(below, ...questionClasses)) ??
    findElement(item, ({ name, attributes }) => /^h[1-6]$/.test(name) || attributes['aria-expanded'] !== undefined)
  return pair(question ?? undefined, item, reader)
}

/** A panel and the control that names it. */
export function readPanel(panel: HtmlElement, control: HtmlElement, reader: Reader): Block[] {
  return faq(control, reader.blocksOf(panel.children), reader)
}

function pair(question: HtmlElement | undefined, whole: HtmlElement, reader: Reader): Block[] {
  if (!question) return reader.blocksOf(whole.children)
  // The question may stand deep inside the item, between parts of the answer.
  reader.taken.add(question)
  return faq(question, reader.blocksOf(whole.children), reader)
}

function faq(questionElement: HtmlElement, answer: Block[], reader: Reader): Block[] {
  const question = reader.runsOf(questionElement.children)
  if (question.length === 0) return answer
  // A closed panel with nothing in it is a control, not a question.
  if (answer.length === 0) return []
  return [{ kind: 'faq', question, answer: answer.flatMap(plain) }]
}

/** Inside an answer a heading would tear the pair apart: it becomes a line in bold, as does a question further in. */
function plain(block: Block): Block[] {
  if (block.kind === 'heading') return [{ kind: 'paragraph', runs: [aRun(block.text, 'strong')] }]
  if (block.kind !== 'faq') return [block]
  const question = block.question.map((run): Run => (run.mark === 'plain' ? { ...run, mark: 'strong' } : run))
  return [{ kind: 'paragraph', runs: question }, ...block.answer]
}
