/** A text of which readers take what they know, one after the other, so that no character is read as two things. Pure. */

export interface Scan {
  /** What nobody has taken yet; spaces where somebody has. */
  readonly text: string
  /** @param read Null leaves the match to others. */
  take<T>(pattern: RegExp, read: (match: RegExpMatchArray) => T | null): T[]
}

export function openScan(text: string): Scan {
  let left = text
  return {
    get text() {
      return left
    },
    take(pattern, read) {
      const taken = []
      let next = ''
      let end = 0
      for (const match of left.matchAll(pattern)) {
        const value = read(match)
        if (value === null) continue
        taken.push(value)
        next += left.slice(end, match.index) + ' '.repeat(match[0].length)
        end = match.index + match[0].length
      }
      if (end > 0) left = next + left.slice(end)
      return taken
    },
  }
}
