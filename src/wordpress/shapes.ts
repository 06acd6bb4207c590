/** Reads single values out of JSON we do not trust. Nothing here throws: what does not fit is null, empty or 0. */
import type { NameIds } from '../types.ts'

export type JsonRecord = Record<string, unknown>

export function recordOf(value: unknown): JsonRecord | null {
  // An object of JSON is a record of unknowns by construction.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null
}

/** Numbers become text. NUL is dropped, which PostgreSQL cannot store; a lone surrogate becomes U+FFFD. */
export function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '') : ''
}

/** `12` and `"12"` are ids; 0, negative numbers and everything else are null. */
export function idOf(value: unknown): number | null {
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : null
}

export function idsOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(idOf).filter((id) => id !== null) : []
}

/** Ascending, because a site prints them in the order of their names, which may change. */
export function nameIdsOf(row: JsonRecord): NameIds {
  const ids = (value: unknown) => (Array.isArray(value) ? idsOf(value).sort((a, b) => a - b) : null)
  return { author: idOf(row['author']), categories: ids(row['categories']), tags: ids(row['tags']) }
}

/** `title`, `content`, `excerpt`: an object with `rendered`, or the text itself as some plugins make it. Null when neither. */
export function renderedOf(value: unknown): string | null {
  if (typeof value === 'string') return textOf(value)
  const rendered = recordOf(value)?.['rendered']
  return typeof rendered === 'string' || typeof rendered === 'number' ? textOf(rendered) : null
}

export function isProtectedOf(content: unknown): boolean {
  return recordOf(content)?.['protected'] === true
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#039': "'", '#8217': '’' }

/** WordPress keeps names of sites, terms and people escaped, with these few entities. */
export function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#039|#8217);/g, (whole, name) => ENTITIES[name] ?? whole)
}
