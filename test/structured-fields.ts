/** Reads lists of structured fields (RFC 9651) as far as rate limits need them: strings with parameters of whole numbers. */

export interface FieldItem {
  name: string
  parameters: Record<string, number>
}

/** @throws on whatever does not follow the grammar. */
export function readList(field: string): FieldItem[] {
  const items: FieldItem[] = []
  let rest = field
  for (;;) {
    const [item, name] = /^"((?:[ !#-[\]-~]|\\["\\])*)"/.exec(rest) ?? []
    if (item === undefined || name === undefined) throw new Error(`not a string: ${rest}`)
    rest = rest.slice(item.length)
    const parameters: Record<string, number> = {}
    for (let match = PARAMETER.exec(rest); match !== null; match = PARAMETER.exec(rest)) {
      parameters[match[1] ?? ''] = Number(match[2])
      rest = rest.slice(match[0].length)
    }
    items.push({ name, parameters })
    if (rest === '') return items
    const [comma] = /^[ \t]*,[ \t]*(?=.)/.exec(rest) ?? []
    if (comma === undefined) throw new Error(`not a list: ${rest}`)
    rest = rest.slice(comma.length)
  }
}

const PARAMETER = /^; *([a-z*][a-z0-9_\-.*]*)=(-?\d{1,15})(?![\d.])/
