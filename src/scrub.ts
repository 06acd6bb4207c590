/** Takes other people's words out of a text: questions, keys and passages that an error repeats. Pure. */

/** What two texts share by chance is shorter. */
const RUN = 12
/** A shorter word says little, and stands in any sentence. */
const LEAST = 4
const GAP = '[…]'

/**
 * @param words Whatever must not be told, as it was sent. Found as a whole, or in runs of at least 12 characters, for
 *   errors that quote the beginning or the middle.
 */
export function scrub(text: string, words: Iterable<string>): string {
  const isHidden = new Uint8Array(text.length)
  const runs = runsOf(text)
  for (const word of words) {
    if (word.length < LEAST) continue
    if (word.length <= RUN) hideWord(text, word, isHidden)
    else if (runs.size > 0) hideRuns(word, runs, isHidden)
  }
  return isHidden.includes(1) ? withGaps(text, isHidden) : text
}

/** Where each run of the text begins. The text is a sentence, the words may be a whole body: so the text is indexed. */
function runsOf(text: string): Map<string, number[]> {
  const runs = new Map<string, number[]>()
  for (let at = 0; at + RUN <= text.length; at++) {
    const run = text.slice(at, at + RUN)
    const known = runs.get(run)
    if (known) known.push(at)
    else runs.set(run, [at])
  }
  return runs
}

function hideWord(text: string, word: string, isHidden: Uint8Array): void {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) isHidden.fill(1, at, at + word.length)
}

function hideRuns(word: string, runs: ReadonlyMap<string, number[]>, isHidden: Uint8Array): void {
  for (let from = 0; from + RUN <= word.length; from++) {
    for (const at of runs.get(word.slice(from, from + RUN)) ?? []) isHidden.fill(1, at, at + RUN)
  }
}

function withGaps(text: string, isHidden: Uint8Array): string {
  let out = ''
  for (let at = 0; at < text.length; at++) {
    if (!isHidden[at]) out += text[at]
    else if (at === 0 || !isHidden[at - 1]) out += GAP
  }
  return out
}
