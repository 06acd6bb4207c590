/** The one place that turns what happened into an exit code. The codes are a promise to scripts: `askpress --help` lists them. */
import { AppError } from '../errors.ts'
import type { SyncReport } from '../types.ts'
import type { Check } from './parts.ts'

export const EXIT = {
  done: 0,
  failed: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Done in part: failed posts, withheld deletions, a run ended early. */
  partly: 3,
  /** A service that is needed cannot be reached. */
  unreachable: 4,
} as const

/** What upstream/http.ts calls the ways a server is not reached at all. */
const UNREACHED = ['dns', 'connect', 'tls', 'reset']

export function exitCodeOfError(error: unknown): number {
  if (!(error instanceof AppError)) return EXIT.failed
  switch (error.kind) {
    case 'invalid_config':
    case 'invalid_input':
      return EXIT.usage
    case 'unavailable':
    case 'timeout':
      return EXIT.unreachable
    case 'upstream':
      return UNREACHED.includes(error.code ?? '') ? EXIT.unreachable : EXIT.failed
    default:
      return EXIT.failed
  }
}

export function exitCodeOfRuns(reports: readonly Pick<SyncReport, 'outcome'>[]): number {
  const outcomes = new Set(reports.map(({ outcome }) => outcome))
  if (outcomes.size === 0 || (outcomes.size === 1 && outcomes.has('done'))) return EXIT.done
  return outcomes.size === 1 && outcomes.has('failed') ? EXIT.failed : EXIT.partly
}

/** The first check that failed decides: later ones often fail because of it. */
export function exitCodeOfChecks(checks: readonly Check[]): number {
  const failed = checks.find(({ state }) => state === 'fail')
  if (!failed) return EXIT.done
  return failed.kind === undefined ? EXIT.failed : exitCodeOfError(new AppError(failed.kind, failed.detail))
}
