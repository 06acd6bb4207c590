/** The report of a run, before anything happened. */
import type { RunKind, SyncReport, TypeRun } from '../types.ts'

export function newReport(site: string, kind: RunKind, startedAt: Date): SyncReport {
  return {
    site,
    kind,
    outcome: 'running',
    startedAt,
    ms: 0,
    listed: 0,
    added: 0,
    updated: 0,
    unchanged: 0,
    hidden: {},
    removed: 0,
    revived: 0,
    renamed: 0,
    purged: 0,
    skipped: {},
    failed: {},
    withheld: 0,
    types: {},
    requests: { light: 0, heavy: 0 },
    embedded: { texts: 0, requests: 0, tokens: 0 },
    notes: [],
  }
}

/** The part of the report that is about one type of post. */
export function runOfType({ types }: SyncReport, name: string): TypeRun {
  types[name] ??= {
    ...{ listed: 0, added: 0, updated: 0, unchanged: 0, revived: 0, removed: 0 },
    ...{ hidden: {}, skipped: {}, failed: {}, withheld: 0 },
  }
  return types[name]
}

/** Adds one to the count of a reason. */
export function count(reasons: Record<string, number>, reason: string, by = 1): void {
  reasons[reason] = (reasons[reason] ?? 0) + by
}
