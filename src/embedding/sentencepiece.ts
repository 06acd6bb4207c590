/**
 * Splits text into the pieces of a SentencePiece unigram vocabulary: a trie and the Viterbi algorithm. Pure.
 *
 * Follows https://arxiv.org/abs/1804.10959 with the normalisation the Universal Sentence Encoder was trained on: NFKC,
 * one `▁` for each run of white space and one in front. Gives what the reference implementation gives:
 * https://github.com/tensorflow/tfjs-models/blob/master/universal-sentence-encoder/src/tokenizer/index.ts
 */

/** Piece and log probability; the id of a piece is its place in the list. */
export type Vocabulary = readonly (readonly [piece: string, score: number])[]

export interface Tokenizer {
  /** Ids of the best split. A run of characters outside of the vocabulary is one `UNKNOWN`. */
  encode(text: string): number[]
  /** As many as `encode` gives, but every unknown character counts: an upper bound. */
  count(text: string): number
}

export const UNKNOWN = 0

/** The first six pieces of the vocabulary are marks, not text. */
const RESERVED = 6
/** SentencePiece's own: an unknown character costs this much more than the rarest piece. */
const UNKNOWN_PENALTY = 10

interface TrieNode {
  children: Map<number, TrieNode>
  /** Of the piece that ends here; UNKNOWN when none does. */
  id: number
  score: number
}

/** The best way to reach each place in the text: the id of the last piece and where that piece began. */
interface BestPath {
  ids: Int32Array
  starts: Int32Array
}

export function createTokenizer(vocabulary: Vocabulary): Tokenizer {
  const root = plantTrie(vocabulary)
  const unknownScore = Math.min(...vocabulary.map(([, score]) => score)) - UNKNOWN_PENALTY
  const split = (text: string) => findBestPath(root, unknownScore, normaliseText(text))
  return {
    encode: (text) => readPath(split(text)),
    count: (text) => countPath(split(text)),
  }
}

function normaliseText(text: string): string {
  const trimmed = text.normalize('NFKC').trim()
  return trimmed === '' ? '' : `▁${trimmed.replace(/\s+/g, '▁')}`
}

function plantTrie(vocabulary: Vocabulary): TrieNode {
  const root: TrieNode = { children: new Map(), id: UNKNOWN, score: 0 }
  for (const [id, [piece, score]] of vocabulary.entries()) {
    if (id < RESERVED) continue
    let node = root
    for (let i = 0; i < piece.length; i++) {
      const unit = piece.charCodeAt(i)
      let next = node.children.get(unit)
      if (!next) {
        next = { children: new Map(), id: UNKNOWN, score: 0 }
        node.children.set(unit, next)
      }
      node = next
    }
    node.id = id
    node.score = score
  }
  return root
}

function findBestPath(root: TrieNode, unknownScore: number, text: string): BestPath {
  const scores = new Float64Array(text.length + 1).fill(Number.NEGATIVE_INFINITY)
  scores[0] = 0
  const ids = new Int32Array(text.length + 1)
  const starts = new Int32Array(text.length + 1)
  const reach = (end: number, start: number, id: number, score: number) => {
    // Of two equal ways the later start wins, as in the reference implementation.
    if (score < (scores[end] ?? 0)) return
    scores[end] = score
    ids[end] = id
    starts[end] = start
  }
  let start = 0
  while (start < text.length) {
    const base = scores[start] ?? 0
    // By whole characters, so that half of an emoji is never a piece.
    const width = (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1
    reach(start + width, start, UNKNOWN, base + unknownScore)
    let node = root.children.get(text.charCodeAt(start))
    for (let end = start + 1; node !== undefined; end++) {
      if (node.id !== UNKNOWN) reach(end, start, node.id, base + node.score)
      node = node.children.get(text.charCodeAt(end))
    }
    start += width
  }
  return { ids, starts }
}

function readPath({ ids, starts }: BestPath): number[] {
  const pieces: number[] = []
  for (let end = ids.length - 1; end > 0; end = starts[end] ?? 0) {
    const id = ids[end] ?? UNKNOWN
    if (id !== UNKNOWN || pieces.at(-1) !== UNKNOWN) pieces.push(id)
  }
  return pieces.reverse()
}

function countPath({ ids, starts }: BestPath): number {
  let count = 0
  for (let end = ids.length - 1; end > 0; end = starts[end] ?? 0) count++
  return count
}
