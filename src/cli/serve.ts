/** `askpress serve`: the HTTP service and its scheduler, until Ctrl-C. */
import type { Command } from 'commander'
import { EXIT } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption } from './options.ts'
import type { CliParts, Listening } from './parts.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'

export function addServe(program: Command, run: Run): void {
  const command = program
    .command('serve')
    .description('Answer over HTTP on HOST:PORT, and keep the index fresh unless SCHEDULER=off.')
    .addOption(jsonOption())
    .action((options: JsonOption) => run(options.json, serve))
  addExamples(command, {
    'askpress serve': 'on http://127.0.0.1:8000, open to this machine only',
    'HOST=0.0.0.0 API_KEY=… askpress serve': 'for others, with a key',
  })
}

function serve({ parts, isJson, signal }: Context): Promise<number> {
  return withApp(parts, { isService: true }, async (app) => {
    await app.serve({ signal, onReady: (listening) => announce(parts, listening, isJson) })
    return EXIT.done
  })
}

function announce(parts: CliParts, { url, isOpen }: Listening, isJson: boolean): void {
  if (isJson) printJson(parts, { url, open: isOpen })
  else parts.stdout.write(`AskPress answers on ${url} (Ctrl-C stops it).\n`)
  if (isOpen) parts.stderr.write('No key is set: the service is open to this machine only.\n')
}
