/** `askpress doctor`: checks the configuration and everything it points to, one line each, with the remedy. */
import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { exitCodeOfChecks } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption } from './options.ts'
import type { Check } from './parts.ts'
import { type Context, printJson, type Run } from './run.ts'
import { printCheck } from './show/checks.ts'

/** Checks arrive one by one, so the longest name is not known: `wordpress www.example.com` fits. */
const NAME_WIDTH = 26

export function addDoctor(program: Command, run: Run): void {
  const command = program
    .command('doctor')
    .description('Check configuration, database, cache, WordPress and models, each with the remedy.')
    .addOption(jsonOption())
    .action((options: JsonOption) => run(options.json, doctor))
  addExamples(command, { 'askpress doctor': 'when something does not work' })
}

async function doctor(context: Context): Promise<number> {
  const { parts, isJson } = context
  const checks: Check[] = []
  for await (const check of runChecks(context)) {
    checks.push(check)
    if (!isJson) printCheck(parts.stdout, check, NAME_WIDTH)
  }
  const exitCode = exitCodeOfChecks(checks)
  if (isJson) printJson(parts, { ok: exitCode === 0, checks })
  return exitCode
}

async function* runChecks({ parts, signal }: Context): AsyncIterable<Check> {
  const config = configOrCheck(() => parts.loadConfig())
  if ('state' in config) return yield config
  const set = config.settings.map(({ name, value }) => `${name}=${value}`)
  yield { name: 'configuration', state: 'ok', detail: set.join('\n') || 'nothing is set: all defaults' }
  yield* parts.doctor(config, signal)
}

/** Without a configuration there is nothing else to check, but the mistakes are a finding like any other. */
function configOrCheck(load: () => Config): Config | Check {
  try {
    return load()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const remedy = 'Every variable is explained in docs/configuration.md.'
    return { name: 'configuration', state: 'fail', detail: error.message, remedy, kind: error.kind }
  }
}
