/** `askpress spaces list|activate`: which embedding model answers, and the way back to the one before. */
import type { Command } from 'commander'
import { spaceJson } from '../present.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, integer, type JsonOption, jsonOption } from './options.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'
import { NO_SPACE, spaceLines } from './show/spaces.ts'

interface ActivateOptions extends JsonOption {
  force?: true
}

export function addSpaces(program: Command, run: Run): void {
  const spaces = program
    .command('spaces')
    .description('Show which embedding models have vectors, and choose the one that answers.')
  const list = spaces
    .command('list')
    .description('List the spaces, one for each model and number of dimensions, and how complete they are.')
    .addOption(jsonOption())
    .action((options: JsonOption) => run(options.json, listSpaces))
  const activate = spaces
    .command('activate')
    .description('Let a space answer from now on, at once; the one that did is kept. Stays until the settings change.')
    .argument('<id>', 'as spaces list shows it', integer(1, 2_147_483_647))
    .option('--force', 'although passages are missing, or its model cannot be asked')
    .addOption(jsonOption())
    .action((id: number, options: ActivateOptions) =>
      run(options.json, (context) => activateSpace(context, id, { isForced: options.force === true })),
    )
  addExamples(spaces, { 'askpress spaces list': '', 'askpress spaces activate 1': 'back to the model before' })
  addExamples(list, { 'askpress spaces list --json': '' })
  addExamples(activate, { 'askpress spaces activate 1': '', 'askpress spaces activate 1 --force': '' })
}

function listSpaces({ parts, isJson }: Context): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const spaces = await app.listSpaces()
    if (isJson) printJson(parts, { spaces: spaces.map(spaceJson) })
    else parts.stdout.write(`${spaces.length > 0 ? spaceLines(spaces).join('\n') : NO_SPACE}\n`)
    return EXIT.done
  })
}

function activateSpace({ parts, isJson }: Context, id: number, options: { isForced: boolean }): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const space = await app.activateSpace(id, options)
    if (isJson) printJson(parts, spaceJson(space))
    else parts.stdout.write(`${spaceLines([space]).join('\n')}\n`)
    return EXIT.done
  })
}
