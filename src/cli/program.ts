/** The command line: which commands there are, and how wrong usage ends. Each command is a file of its own. */
import { Command, CommanderError } from 'commander'
import { addAsk } from './ask.ts'
import { addBackup } from './backup.ts'
import { addDemo } from './demo.ts'
import { addDoctor } from './doctor.ts'
import { EXIT } from './exit-code.ts'
import { addKeys } from './keys.ts'
import { addMigrate } from './migrate.ts'
import { addExamples } from './options.ts'
import type { CliParts } from './parts.ts'
import { addRestore } from './restore.ts'
import { printJson, type Run, runAction } from './run.ts'
import { addSearch } from './search.ts'
import { addServe } from './serve.ts'
import { addSites } from './sites.ts'
import { addSpaces } from './spaces.ts'
import { addStatus } from './status.ts'
import { addSync } from './sync.ts'
import { addWarm } from './warm.ts'
import { addWorker } from './worker.ts'

/**
 * @param argv What follows the name of the program.
 * @returns The exit code. Throws for nothing: what goes wrong is written to stderr.
 */
export async function runCli(argv: readonly string[], parts: CliParts): Promise<number> {
  let exitCode: number = EXIT.done
  const run: Run = async (isJson, action) => {
    exitCode = await runAction(parts, isJson === true, action)
  }
  try {
    await newProgram(parts, run).parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Commander has written help, version or the error already.
    if (error.exitCode === 0) return EXIT.done
    if (argv.includes('--json')) printJson(parts, { error: 'usage', detail: error.message.replace(/^error: /, '') })
    return EXIT.usage
  }
}

function newProgram(parts: CliParts, run: Run): Command {
  const program = new Command('askpress')
    .description('Lets a WordPress site answer questions from its own posts.')
    .version(parts.version)
    // Before the commands are added: they take these settings over.
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(askpress --help lists the commands, askpress COMMAND --help their options)')
    .configureOutput({
      writeOut: (text) => parts.stdout.write(text),
      writeErr: (text) => parts.stderr.write(text),
      getOutHelpWidth: () => parts.stdout.columns ?? 100,
      getErrHelpWidth: () => parts.stderr.columns ?? 100,
    })
  const add = [
    addDemo,
    addServe,
    addWorker,
    addSync,
    addSearch,
    addAsk,
    addWarm,
    addSites,
    addSpaces,
    addKeys,
    addMigrate,
    addStatus,
    addDoctor,
    addBackup,
    addRestore,
  ]
  for (const addCommand of add) addCommand(program, run)
  addExamples(program, {
    'askpress demo': 'try everything on a sample site, without any setup',
    'askpress sites add https://example.com': 'keep a site',
    'askpress sync': 'index it',
    'askpress ask "How do I reset my password?"': 'ask it',
  })
  return program.addHelpText(
    'after',
    `\nSettings come from the environment and .env: docs/configuration.md.\n${EXIT_CODES}`,
  )
}

const EXIT_CODES = `Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 done in part, 4 a needed service cannot be reached.`
