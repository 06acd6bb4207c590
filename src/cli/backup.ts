/** `askpress backup`: the whole database in one file. */
import type { Command } from 'commander'
import { EXIT } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption } from './options.ts'
import type { BackupReport } from './parts.ts'
import { type Context, printJson, type Run } from './run.ts'
import { counted, duration } from './show/format.ts'

interface BackupOptions extends JsonOption {
  overwrite?: true
}

export function addBackup(program: Command, run: Run): void {
  const command = program
    .command('backup')
    .description('Write the whole database to one file, and read it back.')
    .argument('<file>', 'where to; not there yet')
    .option('--overwrite', 'also when the file is there already')
    .addOption(jsonOption())
    .action((file: string, options: BackupOptions) =>
      run(options.json, (context) => backup(context, file, options.overwrite === true)),
    )
  addExamples(command, {
    'askpress backup askpress.backup': 'while the service runs; the embedded database is stopped',
  })
}

async function backup({ parts, isJson }: Context, file: string, mayOverwrite: boolean): Promise<number> {
  const report = await parts.backUp(parts.loadConfig(), { file, mayOverwrite })
  if (isJson) printJson(parts, { ...report, rows: Object.fromEntries(report.rows) })
  else parts.stdout.write(`${sentence(report)}\n`)
  return EXIT.done
}

function sentence({ file, bytes, ms, rows, schema }: BackupReport): string {
  const megabytes = (bytes / 1_000_000).toFixed(1)
  const total = [...rows.values()].reduce((sum, each) => sum + each, 0)
  const what = `${counted(rows.get('documents') ?? 0, 'document')}, ${counted(total, 'row')} in all`
  return `${file}: ${what}, ${megabytes} MB, schema ${schema}, written and read back in ${duration(ms)}.`
}
