/** `askpress worker`: the scheduled syncs and the jobs without HTTP, until Ctrl-C. */
import type { Command } from 'commander'
import { EXIT } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption } from './options.ts'
import type { CliParts } from './parts.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'

export function addWorker(program: Command, run: Run): void {
  const command = program
    .command('worker')
    .description('Keep the index fresh without HTTP. Any number may share a database, with each other and with serve.')
    .addOption(jsonOption())
    .action((options: JsonOption) => run(options.json, worker))
  addExamples(command, {
    'askpress worker': 'beside "SCHEDULER=off askpress serve", on this machine or on another',
    'SCHEDULER=off askpress worker': 'does what others put in line, and plans nothing itself',
  })
}

function worker({ parts, isJson, signal }: Context): Promise<number> {
  return withApp(parts, { isService: true }, async (app) => {
    await app.work({ signal, onReady: ({ hasSchedule }) => announce(parts, hasSchedule, isJson) })
    return EXIT.done
  })
}

function announce(parts: CliParts, hasSchedule: boolean, isJson: boolean): void {
  if (isJson) printJson(parts, { working: true, schedule: hasSchedule })
  else parts.stdout.write('AskPress keeps the index fresh (Ctrl-C stops it).\n')
}
