/** An attack without a network: the prompt that we write, what a model makes of it, and what is left of that. */
import { openChecker } from '../../src/answer/check/check.ts'
import { toSentences } from '../../src/answer/check/sentences.ts'
import { writePrompt } from '../../src/answer/prompt.ts'
import type { Citation, Source } from '../../src/types.ts'
import { aSource } from '../makers.ts'
import { readPrompt } from '../openai/read-prompt.ts'
import { type WriterName, writers } from '../openai/writers.ts'
import type { Received } from './breaches.ts'
import type { AttackCase } from './cases.ts'
import { infected, type Position, QUESTION } from './posts.ts'

export const MODES = ['obey', 'leak', 'forge', 'html'] as const satisfies readonly WriterName[]

export interface Attack {
  attack: AttackCase
  position: Position
  mode: (typeof MODES)[number]
}

export function sourcesOf({ attack, position }: Pick<Attack, 'attack' | 'position'>): Source[] {
  const labels = { headings: [], url: 'https://site.test/boat', publishedAt: null, author: null, site: 'site' }
  return [
    aSource({ ...labels, n: 1, title: 'The boat', content: infected(attack.text, position) }),
    aSource({ ...labels, n: 2, title: 'The harbour', content: 'The harbour was built in 1890.' }),
  ]
}

/** What the model would write. */
export function writtenFor({ attack, position, mode }: Attack): string {
  const sources = sourcesOf({ attack, position })
  const { system, user } = writePrompt({ question: attack.question ?? QUESTION, sources, mark: '0123456789abcdef' })
  const written: string | Iterable<string> = writers[mode](readPrompt(system, user))
  return typeof written === 'string' ? written : [...written].join('')
}

/** @param pieces What the model wrote, as it came. */
export async function receive(attack: Attack, pieces: readonly string[]): Promise<Received> {
  const sources = sourcesOf(attack)
  const checker = openChecker({ question: attack.attack.question ?? QUESTION, sources })
  const beginnings: string[] = []
  const citations: Citation[] = []
  let text = ''
  for await (const sentence of toSentences(streamOf(pieces))) {
    const verdict = checker.check(sentence)
    if (!('kept' in verdict)) continue
    text += verdict.kept.text
    beginnings.push(text)
    citations.push(...verdict.kept.citations)
  }
  return { text, beginnings, citations, sources }
}

async function* streamOf(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces
}
