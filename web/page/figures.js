/** Numbers and times as people read them. */

export function ago(date) {
  const seconds = Math.max(0, (Date.now() - date.getTime()) / 1000)
  return seconds < 60 ? 'just now' : `${duration(seconds)} ago`
}

export function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

export function count(n, word) {
  return `${number(n)} ${word}${n === 1 ? '' : 's'}`
}

export function number(n) {
  return n.toLocaleString('en')
}

export function sum(list, pick) {
  return list.reduce((total, entry) => total + pick(entry), 0)
}
