/** How WordPress cuts an answer to `_fields` and prints it. */

/** @param fields `id,title.rendered,content`: the keys to keep, nested by dots, in the order of the answer. */
export function pickFields(content: unknown, fields: string): unknown {
  const wanted = fields
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '')
  if (wanted.length === 0) return content
  return Array.isArray(content) ? content.map((each) => pick(each, wanted)) : pick(content, wanted)
}

function pick(value: unknown, wanted: string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const kept: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    const nested = wanted.filter((field) => field.startsWith(`${key}.`)).map((field) => field.slice(key.length + 1))
    if (wanted.includes(key)) kept[key] = inner
    else if (nested.length > 0 && isParent(inner)) kept[key] = pick(inner, nested)
  }
  return kept
}

function isParent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** PHP's `json_encode` with its defaults: slashes and everything beyond ASCII escaped, an empty object printed as a list. */
export function printJson(value: unknown): string {
  const asPhp = (_: string, inner: unknown) => (isParent(inner) && Object.keys(Object(inner)).length === 0 ? [] : inner)
  return JSON.stringify(value, asPhp)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
