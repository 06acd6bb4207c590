/** Cuts a text into windows that a model with a short reach reads whole. Pure. */

/** Ids of the pieces of one stretch of text. */
export type Window = readonly number[]

/** The model silently ignores everything after piece 128; the rest is room for what the cut gets wrong. */
export const WINDOW_PIECES = 120

/** Ends of sentences, closing quotes included, and ends of lines. Bounded, so that a run of quotes stays linear. */
const SENTENCE_END = /(?<=[.!?…]["'”’)\]]{0,3})\s+|\n+/u

/**
 * As many whole sentences to a window as fit; a sentence too long for one is cut hard.
 *
 * @param encode Ids of the pieces of a text.
 * @returns No window when the text has no piece.
 */
export function cutWindows(encode: (text: string) => readonly number[], text: string): Window[] {
  const windows: number[][] = []
  let open: number[] = []
  for (const sentence of text.split(SENTENCE_END)) {
    const pieces = encode(sentence)
    if (open.length + pieces.length > WINDOW_PIECES) {
      windows.push(open)
      open = []
    }
    for (let at = 0; at < pieces.length; at += WINDOW_PIECES) {
      if (open.length > 0 && at > 0) {
        windows.push(open)
        open = []
      }
      for (const piece of pieces.slice(at, at + WINDOW_PIECES)) open.push(piece)
    }
  }
  windows.push(open)
  return windows.filter((window) => window.length > 0)
}
