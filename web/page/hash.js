/** The question in the address, `#ask=…` or `#search=…` with its filters, so that it can be shared. Never sent anywhere. */

const NAMES = ['site', 'type', 'category', 'language', 'after', 'before', 'mode', 'k']

/** What the address asks for, or null. Filters are as the form writes them: text by field name. */
export function readHash() {
  const parameters = new URLSearchParams(location.hash.slice(1))
  const kind = parameters.has('search') ? 'search' : 'ask'
  const question = (parameters.get(kind) ?? '').trim().slice(0, 1000)
  if (question === '') return null
  const filters = Object.fromEntries(NAMES.map((name) => [name, parameters.get(name) ?? '']))
  return { kind, question, filters }
}

/** `request` is the part of a request that the filters make. */
export function writeHash(kind, question, { filters = {}, ...rest }) {
  const parameters = new URLSearchParams({ [kind]: question })
  for (const [name, value] of Object.entries({ ...rest, ...filters })) parameters.set(name, [value].flat().join(', '))
  const hash = `#${parameters}`
  document.title = `${question} · AskPress`
  if (hash !== location.hash) history.pushState(null, '', hash)
}
