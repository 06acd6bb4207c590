/** The fields that narrow a question down, from and to a request. */
import { byId, el, replace } from './dom.js'

const LISTS = ['type', 'category', 'language']
const NAMES = ['site', ...LISTS, 'after', 'before', 'mode', 'k']

/** The part of a request that the fields make: only what was filled in. */
export function readFilters(form) {
  const value = (name) => form.elements[name].value.trim()
  const filters = {}
  for (const name of LISTS) {
    const values = value(name)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
    if (values.length > 0) filters[name] = values
  }
  for (const name of ['after', 'before']) if (value(name) !== '') filters[name] = value(name)

  const request = Object.keys(filters).length === 0 ? {} : { filters }
  if (value('site') !== '') request.site = value('site')
  if (value('mode') !== '') request.mode = value('mode')
  if (value('k') !== '') request.k = Number(value('k'))
  return request
}

/** @param values Text by field name; what is missing is emptied. */
export function writeFilters(form, values) {
  for (const name of NAMES) {
    const field = form.elements[name]
    const value = values[name] ?? ''
    // A shared link may come before the sites are known.
    if (name === 'site' && value !== '' && ![...field.options].some((option) => option.value === value)) {
      field.append(el('option', { value }, value))
    }
    field.value = value
  }
  showFilterCount(form)
}

export function showFilterCount(form) {
  const count = NAMES.filter((name) => form.elements[name].value.trim() !== '').length
  byId('filter-count').textContent = count === 0 ? '' : ` · ${count}`
}

/** With one site there is nothing to choose. */
export function offerSites(names) {
  const select = byId('question-form').elements.site
  const chosen = select.value
  replace(select, el('option', { value: '' }, 'All sites'), ...names.map((name) => el('option', { value: name }, name)))
  select.value = names.includes(chosen) ? chosen : ''
  byId('site-field').hidden = names.length < 2
}
