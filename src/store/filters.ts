/** Filters of a search as SQL conditions over `documents d`. Values are bound; only their numbers stand in the text. */
import type { SearchFilters } from '../types.ts'

export interface FilterSql {
  /** Starts with ` and ` unless empty. */
  text: string
  values: unknown[]
}

/** @param firstParameter Number of the first `$n` that is free. */
export function toFilterSql(filters: SearchFilters, firstParameter: number): FilterSql {
  const parts: string[] = []
  const values: unknown[] = []
  const add = (value: unknown, toCondition: (parameter: string) => string) => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return
    values.push(value)
    parts.push(` and ${toCondition(`$${firstParameter + values.length - 1}`)}`)
  }
  add(filters.type, (p) => `d.type = any (${p}::text[])`)
  add(lower(filters.language), (p) => `d.language = any (${p}::text[])`)
  add(lower(filters.author), (p) => `lower(d.author) = any (${p}::text[])`)
  add(lower(filters.category), (p) => `lower(d.categories::text)::text[] && ${p}::text[]`)
  add(lower(filters.tag), (p) => `lower(d.tags::text)::text[] && ${p}::text[]`)
  add(filters.after, (p) => `d.published_at >= ${p}::timestamptz`)
  add(filters.before, (p) => `d.published_at < ${p}::timestamptz`)
  return { text: parts.join(''), values }
}

/** Names are compared without regard to case: people type what they see on the page. */
function lower(names: string[] | undefined): string[] | undefined {
  return names?.map((name) => name.toLowerCase())
}
