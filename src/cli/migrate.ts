/** `askpress migrate`: brings the schema of the database up to date. */
import type { Command } from 'commander'
import { EXIT } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption } from './options.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'

export function addMigrate(program: Command, run: Run): void {
  const command = program
    .command('migrate')
    .description('Bring the schema of the database up to date. Safe from many processes at once.')
    .addOption(jsonOption())
    .action((options: JsonOption) => run(options.json, migrate))
  addExamples(command, { 'askpress migrate': 'before new versions of the service start' })
}

function migrate({ parts, isJson }: Context): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const { applied, version } = await app.migrate()
    if (isJson) printJson(parts, { applied, version })
    else if (applied.length === 0) parts.stdout.write(`The schema is up to date (${version}).\n`)
    else parts.stdout.write(`Applied ${applied.join(', ')}. The schema is up to date (${version}).\n`)
    return EXIT.done
  })
}
