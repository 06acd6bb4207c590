/** `askpress status`: the ledger of each site's index. */
import type { Command } from 'commander'
import { statusJson } from '../present.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption } from './options.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'
import { NO_SITE } from './show/format.ts'
import { statusLines } from './show/status.ts'

export function addStatus(program: Command, run: Run): void {
  const command = program
    .command('status')
    .description('Show per site what is listed, indexed, hidden, failed and withheld, and how fresh it is.')
    .addOption(jsonOption())
    .action((options: JsonOption) => run(options.json, status))
  addExamples(command, { 'askpress status': '', 'askpress status --json | jq .sites[0].indexed': '' })
}

function status({ parts, isJson }: Context): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const sites = await app.status()
    const blocks = sites.map((site) => statusLines(site, parts.now()).join('\n'))
    if (isJson) printJson(parts, statusJson(sites))
    else if (blocks.length === 0) parts.stdout.write(`${NO_SITE}\n`)
    else parts.stdout.write(`${blocks.join('\n\n')}\n`)
    return EXIT.done
  })
}
