/** Words that stand only in what is not for everybody, or not for reading: none of them may be anywhere in the index. */
import { expect } from 'vitest'
import { type Index, readIndex } from './read-index.ts'
import type { ServiceWorld } from './service-world.ts'

/** One of each post of seed.sh that is not public: draft, pending, private, scheduled, protected, in the trash, deleted. */
export const UNPUBLISHED = [
  'zebrafinch',
  'quokkawine',
  'ocelotkey',
  'narwhalpass',
  'axolotlgate',
  'wombatsoup',
  'tapirnote',
]

/** In the public post with scripts and styles. */
export const UNREAD = ['scriptword', 'styleword', 'comment word', 'template word', 'Hidden instruction']

/** Also not in what was sent to the embedding provider: what left the house does not come back. */
export async function expectNowhere(world: ServiceWorld, words: readonly string[]): Promise<void> {
  const index = await readIndex(await world.open())
  const sent = world.provider.requests.flatMap((request) => request.texts).join('\n')
  expect(words.filter((word) => isIn(index, word) || has(sent, word))).toEqual([])
}

function isIn({ documents, texts, lexemes }: Index, word: string): boolean {
  const titles = [...documents.values()].map(({ title }) => title)
  return [...titles, ...texts.values()].some((text) => has(text, word)) || lexemes.has(word.toLowerCase())
}

function has(text: string, word: string): boolean {
  return text.toLowerCase().includes(word.toLowerCase())
}
