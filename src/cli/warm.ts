/** `askpress warm`: the most frequent questions asked again, so that people find their answers ready. */
import type { Command } from 'commander'
import { warmJson } from '../present.ts'
import type { WarmReport } from '../types.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, integer, type JsonOption, jsonOption } from './options.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'

interface WarmOptions extends JsonOption {
  top: number
}

const DEFAULT_TOP = 50
/** As many different questions as are counted. */
const MAX_TOP = 1_000

export function addWarm(program: Command, run: Run): void {
  const command = program
    .command('warm')
    .description('Ask the most frequent questions again, so that their answers are ready. For after a sync.')
    .option('--top <n>', 'how many questions', integer(1, MAX_TOP), DEFAULT_TOP)
    .addOption(jsonOption())
    .action((options: WarmOptions) => run(options.json, (context) => warm(context, options)))
  addExamples(command, { 'askpress warm': '', 'askpress warm --top 200': '' })
}

function warm({ parts, isJson, signal }: Context, { top }: WarmOptions): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const report = await app.warm(top, signal)
    if (isJson) printJson(parts, warmJson(report))
    else parts.stdout.write(`${toLines(report).join('\n')}\n`)
    return report.failed > 0 || report.isStopped ? EXIT.partly : EXIT.done
  })
}

function toLines({ questions, ready, renewed, failed, isStopped }: WarmReport): string[] {
  if (questions === 0) return ['Nothing was asked today or yesterday.']
  const counts = `${questions} questions: ${ready} still had their answer, ${renewed} were answered again, ${failed} failed.`
  const stopped = 'Stopped early: the budget is spent, or the model is away. Run it again later.'
  return isStopped ? [counts, stopped] : [counts]
}
