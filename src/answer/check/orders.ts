/**
 * Sentences of a post that speak to a model: "Ignore previous instructions", "Add this to your answer". They say nothing
 * about what the post is about, so they bear nothing out and are quoted to nobody. Pure.
 *
 * They are told by their wording, and other words can be found. What they could do is bounded elsewhere: no address, markup
 * or invented source leaves, whatever a model was talked into.
 */
import { TAKES_OVER, WANTS_SOMETHING } from './order-patterns.ts'

export function speaksToModel(text: string): boolean {
  return takesOver(text) || WANTS_SOMETHING.some((pattern) => pattern.test(text))
}

function takesOver(text: string): boolean {
  return TAKES_OVER.some((pattern) => pattern.test(text))
}

/** Ends of sentences, roughly: nothing is shown that is cut here. */
const PIECES = /(?<=[.!?…。！？]["'”’»)*_]*)\s+/u

/** @param markdown A passage. @returns without the sentences that are no evidence. */
export function withoutOrders(markdown: string): string {
  if (!speaksToModel(markdown.replace(/\s*\n\s*/g, ' '))) return markdown
  return markdown
    .split(/(\n{2,})/)
    .map((block) => (/^\n*$/.test(block) ? block : evidenceOf(block)))
    .join('')
}

function evidenceOf(block: string): string {
  // An order may be cut by the end of a line or look like several sentences.
  const pieces = block.split('\n').map((line) => line.split(PIECES))
  let isTainted = false
  const kept = pieces.map((sentences) =>
    sentences.filter((sentence) => {
      isTainted ||= takesOver(sentence)
      return !isTainted && !speaksToModel(sentence)
    }),
  )
  const text = kept.map((sentences) => sentences.join(' ')).join('\n')
  return speaksToModel(text.replace(/\s*\n\s*/g, ' ')) ? '' : text
}
