/** Several runs added up to one. Pure. */
import type { Reasons, RunOutcome, SyncCost, SyncReport, TypeRun } from '../../types.ts'

/** Counts are sums, the time runs from the first start to the last end, the outcome is the one they share or `partial`. */
export function totalOf(reports: readonly SyncReport[]): SyncReport {
  const starts = reports.map(({ startedAt }) => startedAt.getTime())
  const ends = reports.map(({ startedAt, ms }) => startedAt.getTime() + ms)
  const startedAt = reports.length > 0 ? Math.min(...starts) : 0
  const add = (of: (report: SyncReport) => number) => reports.reduce((sum, report) => sum + of(report), 0)
  return {
    site: reports.map(({ site }) => site).join(', '),
    kind: reports[0]?.kind ?? 'sync',
    outcome: sharedOutcome(reports),
    startedAt: new Date(startedAt),
    ms: reports.length > 0 ? Math.max(...ends) - startedAt : 0,
    listed: add(({ listed }) => listed),
    added: add(({ added }) => added),
    updated: add(({ updated }) => updated),
    unchanged: add(({ unchanged }) => unchanged),
    hidden: addReasons(reports.map(({ hidden }) => hidden)),
    removed: add(({ removed }) => removed),
    revived: add(({ revived }) => revived),
    renamed: add(({ renamed }) => renamed),
    purged: add(({ purged }) => purged),
    skipped: addReasons(reports.map(({ skipped }) => skipped)),
    failed: addReasons(reports.map(({ failed }) => failed)),
    withheld: add(({ withheld }) => withheld),
    types: addTypes(reports),
    requests: { light: add(({ requests }) => requests.light), heavy: add(({ requests }) => requests.heavy) },
    embedded: {
      texts: add(({ embedded }) => embedded.texts),
      requests: add(({ embedded }) => embedded.requests),
      tokens: add(({ embedded }) => embedded.tokens),
    },
    ...(reports.some(({ costs }) => costs) && { costs: addCosts(reports.flatMap(({ costs = [] }) => costs)) }),
    notes: reports.flatMap(({ notes }) => notes),
  }
}

function addCosts(all: readonly SyncCost[]): SyncCost[] {
  const totals = new Map<string, SyncCost>()
  for (const { model, tokens, usd } of all) {
    const { tokens: others, usd: othersUsd } = totals.get(model) ?? { tokens: 0, usd: 0 }
    totals.set(model, {
      model,
      tokens: others + tokens,
      usd: usd === null || othersUsd === null ? null : othersUsd + usd,
    })
  }
  return [...totals.values()]
}

function sharedOutcome(reports: readonly SyncReport[]): RunOutcome {
  const [first = 'done', ...others] = new Set(reports.map(({ outcome }) => outcome))
  return others.length === 0 ? first : 'partial'
}

function addTypes(reports: readonly SyncReport[]): Record<string, TypeRun> {
  const names = [...new Set(reports.flatMap(({ types }) => Object.keys(types)))].sort()
  return Object.fromEntries(names.map((name) => [name, addType(reports.flatMap(({ types }) => types[name] ?? []))]))
}

function addType(runs: readonly TypeRun[]): TypeRun {
  const add = (of: (run: TypeRun) => number) => runs.reduce((sum, run) => sum + of(run), 0)
  return {
    listed: add(({ listed }) => listed),
    added: add(({ added }) => added),
    updated: add(({ updated }) => updated),
    unchanged: add(({ unchanged }) => unchanged),
    revived: add(({ revived }) => revived),
    removed: add(({ removed }) => removed),
    hidden: addReasons(runs.map(({ hidden }) => hidden)),
    skipped: addReasons(runs.map(({ skipped }) => skipped)),
    failed: addReasons(runs.map(({ failed }) => failed)),
    withheld: add(({ withheld }) => withheld),
  }
}

function addReasons(all: readonly Reasons[]): Reasons {
  const total: Reasons = {}
  for (const [reason, times] of all.flatMap((reasons) => Object.entries(reasons))) {
    total[reason] = (total[reason] ?? 0) + times
  }
  return total
}
