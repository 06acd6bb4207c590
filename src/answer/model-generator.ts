/**
 * Answers written by a language model, from the passages it is given.
 *
 * What it writes is cut into sentences here and believed nowhere: ask.ts has each of them checked.
 */
import { AppError } from '../errors.ts'
import type { LanguageModel, WriteOptions } from '../model/language-model.ts'
import { writePaid } from './budget.ts'
import { toSentences } from './check/sentences.ts'
import { createMark } from './fence.ts'
import type { DraftSentence, GenerateOptions, GenerateRequest, Generator } from './generator.ts'
import { PROMPT_VERSION, writePrompt } from './prompt.ts'

export interface ModelGeneratorOptions {
  maxTokens: number
  /** Default: half a minute for a model that is away, three quarters of one for a text that goes on. */
  deadlines?: WriteOptions['deadlines']
}

/** The first two together are less than the half minute after which people have gone; the whole is less than a request may take. */
const DEADLINES = { firstMs: 18_000, stallMs: 10_000, wholeMs: 45_000 }

export function openModelGenerator(model: LanguageModel, options: ModelGeneratorOptions): Generator {
  return {
    name: `${model.name}, prompt ${PROMPT_VERSION}`,
    outcome: 'answered',
    reserve: model.reserve,
    generate: (request, generateOptions = {}) => generate(model, options, { request, ...generateOptions }),
  }
}

interface Generating extends GenerateOptions {
  request: GenerateRequest
}

async function* generate(
  model: LanguageModel,
  { maxTokens, deadlines = DEADLINES }: ModelGeneratorOptions,
  { request, signal, onUsage, onCut, place, account }: Generating,
): AsyncGenerator<DraftSentence, void, undefined> {
  const mark = createMark()
  const end: End = { isCut: false, isOver: false }
  const text = writePaid(model, writePrompt({ ...request, mark }), {
    account,
    kind: 'answer',
    maxTokens,
    deadlines,
    signal,
    onUsage,
    place,
    onEnd: (ending) => {
      end.isCut = ending === 'cut'
    },
  })
  let isShown = false
  for await (const sentence of onlyAnswers(wholeSentences(text, end), { mark, sources: request.sources.length })) {
    isShown = true
    yield sentence
  }
  if (!end.isCut) return
  if (!isShown) throw new AppError('upstream', `${model.name} wrote no sentence within its bounds.`, { code: 'cut' })
  onCut?.()
}

interface End {
  isCut: boolean
  /** The model has written its last word. */
  isOver: boolean
}

/** Without the last one, when the model was cut off in it. */
async function* wholeSentences(text: AsyncIterable<string>, end: End): AsyncGenerator<DraftSentence> {
  const rest: DraftSentence[] = []
  for await (const sentence of toSentences(untilTooSlow(text, end))) {
    if (end.isOver) rest.push(sentence)
    else yield sentence
  }
  yield* end.isCut ? rest.slice(0, -1) : rest
}

/** A text that was still going on when its time was up is one that was cut; the sentences before it stand. */
async function* untilTooSlow(text: AsyncIterable<string>, end: End): AsyncGenerator<string> {
  try {
    yield* text
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'too_slow') throw error
    end.isCut = true
  }
  end.isOver = true
}

/** However it is dressed up: in bold, in code, with a full stop, after "I am sorry". */
const SAYS_NOTHING = /NO\\?[_ ]ANSWER/

interface Fenced {
  mark: string
  /** Numbers up to this name one. */
  sources: number
}

/**
 * None when the model says that the passages do not answer, or cites nothing at all: what rests on no passage is no
 * answer of this site. Nothing more once it repeats its prompt, mark and all.
 */
async function* onlyAnswers(
  sentences: AsyncIterable<DraftSentence>,
  { mark, sources }: Fenced,
): AsyncGenerator<DraftSentence> {
  /** Not shown before the first sentence that cites something. */
  let introduction: DraftSentence[] | null = []
  for await (const sentence of sentences) {
    if (sentence.text.includes(mark)) return
    if (SAYS_NOTHING.test(sentence.text)) {
      if (introduction) return
      continue
    }
    if (introduction && !sentence.cites.some((n) => n >= 1 && n <= sources)) {
      introduction.push(sentence)
      continue
    }
    if (introduction) yield* introduction
    introduction = null
    yield sentence
  }
}
