/** `askpress sync`: one run now, with progress on stderr and the report at the end. */
import type { Command } from 'commander'
import { runJson } from '../present.ts'
import type { SyncReport } from '../types.ts'
import { exitCodeOfRuns } from './exit-code.ts'
import { addExamples, collectId, integer, type JsonOption, jsonOption, MAX_ID, siteOption } from './options.ts'
import type { SyncRequest } from './parts.ts'
import { openProgress } from './progress.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'
import { NO_SITE } from './show/format.ts'
import { reportLines } from './show/report.ts'
import { totalOf } from './show/total.ts'

interface SyncOptions extends JsonOption {
  site?: string
  full?: true
  post?: number[]
  dryRun?: true
  approveDeletions?: number
}

export function addSync(program: Command, run: Run): void {
  const command = program
    .command('sync')
    .description('Bring the index level with the site: one run now.')
    .addOption(siteOption())
    .option('--full', 'read every post again, not only what has changed')
    .option('--post <id>', 'only this post; may be given several times', collectId)
    .option('--dry-run', 'read and count what a run would do and cost, write nothing')
    .option('--approve-deletions <n>', 'let this run hide up to n posts that were withheld', integer(1, MAX_ID))
    .addOption(jsonOption())
    .action((options: SyncOptions) => run(options.json, (context) => sync(context, options)))
  addExamples(command, {
    'askpress sync': 'what has changed, on all sites',
    'askpress sync --full --site example.com': 'every post of one site',
    'askpress sync --post 42 --post 43': 'two posts',
    'askpress sync --full --dry-run': 'what a full pass would cost',
  })
}

function sync(context: Context, options: SyncOptions): Promise<number> {
  const { parts, isJson, signal } = context
  return withApp(parts, { isService: false }, async (app) => {
    const progress = openProgress(parts)
    const request: SyncRequest = {
      ...(options.site !== undefined && { site: options.site }),
      isFull: options.full === true,
      postIds: options.post ?? [],
      isDryRun: options.dryRun === true,
      approveDeletions: options.approveDeletions ?? null,
      signal,
      onProgress: progress.show,
    }
    const reports = await app.sync(request).finally(progress.close)
    if (isJson) printJson(parts, runsJson(reports))
    else parts.stdout.write(`${reportText(reports, request.isDryRun)}\n`)
    return exitCodeOfRuns(reports)
  })
}

function reportText(reports: SyncReport[], isDryRun: boolean): string {
  if (reports.length === 0) return NO_SITE
  const all = reports.length > 1 ? [...reports, { ...totalOf(reports), site: 'all sites', notes: [] }] : reports
  return all.map((report) => reportLines(report, isDryRun).join('\n')).join('\n\n')
}

/** The counts of all runs together, and under `sites` each run under the name `GET /status` has for it. */
function runsJson(reports: readonly SyncReport[]) {
  return {
    ...runJson(totalOf(reports)),
    sites: reports.map((report) => ({ name: report.site, last_run: runJson(report) })),
  }
}
