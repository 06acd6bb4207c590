/** Fingerprints of what was read: they decide what is indexed anew and what is embedded anew. */
import { createHash } from 'node:crypto'

/**
 * Raise it with every change to how posts are read: documents of another version are then read again, some with every
 * run. Passages whose text came out the same keep their vectors.
 */
export const PIPELINE_VERSION = '1'

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Over what was read, never over HTML: that has nonces, ids and counters that change with every request. */
export function contentHashOf({ title, language, text }: { title: string; language: string; text: string }): string {
  return sha256([PIPELINE_VERSION, title, language, text].join('\0'))
}
