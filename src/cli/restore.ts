/** `askpress restore`: a backup in the place of the database; nothing of it is served before every site was swept. */
import type { Command } from 'commander'
import { AppError } from '../errors.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption } from './options.ts'
import { type Context, printJson, type Run } from './run.ts'
import { counted, duration } from './show/format.ts'
import { printable } from './show/plain.ts'

interface RestoreOptions extends JsonOption {
  replace?: true
  markOnly?: true
}

export function addRestore(program: Command, run: Run): void {
  const command = program
    .command('restore')
    .description('Fill the database from a backup. Nothing is served from it before a sync has seen every site whole.')
    .argument('[file]', 'as askpress backup wrote it')
    .option('--replace', 'also when the database holds something: it is lost')
    .option(
      '--mark-only',
      'the database came back by other means (a snapshot, a point in time): only take it out of service',
    )
    .addOption(jsonOption())
    .action((file: string | undefined, options: RestoreOptions) =>
      run(options.json, (context) => (options.markOnly ? mark(context, file) : restore(context, file, options))),
    )
  addExamples(command, {
    'askpress restore askpress.backup': 'into an empty database, with serve and worker stopped',
    'askpress restore --mark-only': 'after PostgreSQL was set back to a point in time',
  })
}

async function restore({ parts, isJson }: Context, file: string | undefined, options: RestoreOptions): Promise<number> {
  if (file === undefined) throw new AppError('invalid_input', 'Which backup? askpress restore FILE')
  const report = await parts.restore(parts.loadConfig(), { file, isReplacing: options.replace === true })
  if (isJson) printJson(parts, { ...report, rows: Object.fromEntries(report.rows) })
  else {
    const documents = counted(report.rows.get('documents') ?? 0, 'document')
    parts.stdout.write(`Restored ${documents} of ${counted(report.sites.length, 'site')} in ${duration(report.ms)}.\n`)
  }
  explain(parts.stderr, report.sites)
  return EXIT.done
}

async function mark({ parts, isJson }: Context, file: string | undefined): Promise<number> {
  if (file !== undefined) throw new AppError('invalid_input', '--mark-only takes no file.')
  const { sites } = await parts.markAsRestored(parts.loadConfig())
  if (isJson) printJson(parts, { sites })
  else parts.stdout.write(`Marked ${counted(sites.length, 'site')} as restored.\n`)
  explain(parts.stderr, sites)
  return EXIT.done
}

/** What has to be done by hand is said at the moment it has to be done. */
function explain(stderr: NodeJS.WritableStream, sites: readonly string[]): void {
  if (sites.length > 0) {
    const names = printable(sites.join(', '))
    stderr.write(`Nothing is served until a sync has seen every post of: ${names}.\n`)
    stderr.write('Start serve or worker, or run "askpress sync". Posts deleted since the backup go then.\n')
  }
  stderr.write('Keys revoked since the backup are valid again, and those made since are gone: askpress keys list.\n')
}
