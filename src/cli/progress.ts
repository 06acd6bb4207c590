/**
 * Progress of a run on stderr: bars on a terminal, a plain line now and then elsewhere.
 *
 * One bar for each phase of a site, with count, rate and time left. Close it before printing anything else.
 */
import cliProgress, {
  type GenericFormatter,
  type MultiBar,
  type Options,
  type Params,
  type SingleBar,
} from 'cli-progress'
import type { Progress } from '../types.ts'
import type { CliParts } from './parts.ts'
import { count, duration } from './show/format.ts'

export interface ProgressView {
  show(site: string, progress: Progress): void
  close(): void
}

const LABELS: Record<Progress['phase'], string> = {
  discover: 'looking',
  list: 'listing',
  read: 'reading',
  embed: 'embedding',
  prove: 'checking',
}

/** Between two lines without a terminal: a log must show life, not fill up. */
const LINE_INTERVAL_MS = 5000

export function openProgress({ stderr, now }: Pick<CliParts, 'stderr' | 'now'>): ProgressView {
  return stderr.isTTY ? openBars(stderr, now) : openLines(stderr, now)
}

/** Text of one phase: `reading     ████░░░░   40/160  25%  12/s  10.0 s left`. */
export function phaseText(progress: Progress, elapsedMs: number, bar = ''): string {
  const { phase, done, total } = progress
  const rate = elapsedMs > 0 ? done / (elapsedMs / 1000) : 0
  const parts = [LABELS[phase].padEnd(9), bar, total === null ? count(done) : `${count(done)}/${count(total)}`]
  if (total) parts.push(`${Math.floor((Math.min(done, total) / total) * 100)}%`)
  if (rate > 0) parts.push(rate >= 10 ? `${count(Math.round(rate))}/s` : `${rate.toFixed(1)}/s`)
  if (isComplete(progress)) parts.push(`in ${duration(elapsedMs)}`)
  else if (total !== null && rate > 0) parts.push(`${duration(((total - done) / rate) * 1000)} left`)
  return parts.filter(Boolean).join('  ')
}

/** What a bar is drawn from; cli-progress only keeps it and calls back. */
interface Payload extends Progress {
  startedAt: number
  /** Null while it runs: a phase that is complete must not go on counting time. */
  endedAt: number | null
}

function openBars(stderr: CliParts['stderr'], now: () => Date): ProgressView {
  let group: { site: string; bars: MultiBar; phases: Map<Progress['phase'], SingleBar> } | null = null
  const draw = (options: Options, { progress }: Params, payload: Payload) => {
    const bar = payload.total ? cliProgress.Format.BarFormat(progress, options) : ''
    return `  ${phaseText(payload, (payload.endedAt ?? now().getTime()) - payload.startedAt, bar)}`
  }
  const close = () => {
    group?.bars.stop()
    group = null
  }
  return {
    show(site, progress) {
      if (group?.site !== site) {
        close()
        stderr.write(`${site}\n`)
        group = { site, bars: newBars(stderr, draw), phases: new Map() }
      }
      const at = now().getTime()
      const payload = { ...progress, endedAt: isComplete(progress) ? at : null }
      const total = progress.total ?? 0
      const known = group.phases.get(progress.phase)
      known?.setTotal(total)
      if (known) known.update(progress.done, payload)
      else group.phases.set(progress.phase, group.bars.create(total, progress.done, { ...payload, startedAt: at }))
    },
    close,
  }
}

function newBars(stream: CliParts['stderr'], format: GenericFormatter): MultiBar {
  // Its own handling of signals would end the bars and not the command.
  const options = { stream, format, barsize: 24, hideCursor: true, gracefulExit: false }
  return new cliProgress.MultiBar(options, cliProgress.Presets.shades_classic)
}

function openLines(stderr: CliParts['stderr'], now: () => Date): ProgressView {
  const phases = new Map<string, { startedAt: number; lineAt: number; wasComplete: boolean }>()
  return {
    show(site, progress) {
      const at = now().getTime()
      const key = `${site} ${progress.phase}`
      const phase = phases.get(key) ?? { startedAt: at, lineAt: at, wasComplete: false }
      const isDue = isComplete(progress) ? !phase.wasComplete : at - phase.lineAt >= LINE_INTERVAL_MS
      phases.set(key, { ...phase, lineAt: isDue ? at : phase.lineAt, wasComplete: isComplete(progress) })
      if (isDue) stderr.write(`${site}  ${phaseText(progress, at - phase.startedAt)}\n`)
    },
    close() {},
  }
}

function isComplete({ done, total }: Progress): boolean {
  return total !== null && done >= total
}
