/** Keeps labels few: a series that is made is kept for as long as the process lives, here and in Prometheus. */

const OTHER = 'other'
const MAX_LENGTH = 100

/** @returns A function that lets the first `max` values through, and calls every one after them `other`. */
export function bounded(max = 40): (value: string) => string {
  const known = new Set<string>()
  return (value) => {
    if (known.has(value)) return value
    if (known.size >= max || value === '' || value.length > MAX_LENGTH) return OTHER
    known.add(value)
    return value
  }
}
