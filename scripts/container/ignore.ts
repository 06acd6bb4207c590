/** What .dockerignore lets through: its patterns in order, the last that fits decides. Pure. */

export type Ignore = (path: string) => boolean

/** @param text Of .dockerignore. Knows `*`, `**` and `!`, which is what ours uses. */
export function readIgnore(text: string): Ignore {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ isKept: line.startsWith('!'), fits: toPattern(line.replace(/^!/, '')) }))
  return (path) => {
    let isIgnored = false
    for (const { isKept, fits } of rules) if (fits.test(path)) isIgnored = !isKept
    return isIgnored
  }
}

/** A pattern that fits a folder fits all that is in it. */
function toPattern(pattern: string): RegExp {
  const body = pattern
    .split(/(\*\*\/|\*\*|\*)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?'
      if (part === '**') return '.*'
      return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
  return new RegExp(`^${body}(?:/.*)?$`)
}
