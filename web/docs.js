/** The page at /docs: openapi.json for people to read. Asks nobody but this service, and sends nothing. */
import { el } from './page/dom.js'
import { describeType, fieldsOf } from './page/schema.js'

const METHODS = ['get', 'post']

try {
  const response = await fetch('openapi.json')
  if (!response.ok) throw new Error(`The service answered ${response.status}.`)
  show(await response.json())
} catch (error) {
  const trouble = document.getElementById('trouble')
  trouble.textContent = `The description cannot be read. ${error.message}`
  trouble.hidden = false
}

function show({ info, paths, components }) {
  document.getElementById('lead').textContent = `${info.description} Version ${info.version}.`
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => showOperation(method, path, methods[method])),
  )
  document.getElementById('operations').append(...operations)
  const schemas = Object.entries(components.schemas).map(([name, schema]) => showSchema(name, schema))
  document.getElementById('schemas').append(...schemas)
}

function showOperation(method, path, operation) {
  const { summary, description, requestBody, responses, parameters = [] } = operation
  return el(
    'article',
    { id: `${method}-${path}` },
    el('h3', {}, el('span', { class: 'method' }, method.toUpperCase()), ` ${path}`),
    el('p', {}, summary),
    description === undefined ? null : el('p', { class: 'facts' }, description),
    el('p', { class: 'facts' }, access(operation)),
    parameters.length === 0 ? null : el('p', { class: 'facts' }, ...parameters.flatMap(showParameter)),
    requestBody === undefined ? null : el('p', {}, 'Takes ', ...showContent(requestBody.content)),
    ...Object.entries(responses).map(([status, { content }]) =>
      el('p', {}, el('code', {}, status), ' ', ...showContent(content)),
    ),
  )
}

function access({ security, 'x-scope': scope }) {
  if (security.length === 0) return 'No key is needed.'
  if (security.some((needed) => Object.keys(needed).length === 0)) return 'No key is needed; one shows more.'
  return scope === undefined ? 'A key, but not of a browser.' : `A key with the scope ${scope}.`
}

function showParameter({ name, description }) {
  return [el('code', {}, `?${name}=`), ` ${description} `]
}

/** Names of schemas as links, other types as they are. */
function showContent(content) {
  return Object.entries(content).flatMap(([type, { schema }], index) => {
    const names = (schema.anyOf ?? [schema]).flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref.split('/').at(-1)]))
    const links = names.flatMap((name, n) => [n > 0 ? ' or ' : '', el('a', { href: `#${name}` }, name)])
    return [index > 0 ? ', or ' : '', ...(links.length > 0 ? links : [el('code', {}, type)])]
  })
}

function showSchema(name, schema) {
  const rows = fieldsOf(schema).map(({ path, part, isRequired }) =>
    el(
      'tr',
      {},
      el('td', {}, el('code', {}, path), isRequired ? '' : el('span', { class: 'facts' }, ' optional')),
      el('td', {}, describeType(part)),
      el('td', {}, part.description ?? ''),
    ),
  )
  return el('article', { id: name }, el('h3', {}, name), el('table', { class: 'fields' }, el('tbody', {}, ...rows)))
}
