/**
 * `askpress demo`: the whole product on a sample site, without key, service or network.
 *
 * Indexes, serves, asks one question itself and shows the answer, then leaves the page to the visitor until Ctrl-C.
 */
import type { Command } from 'commander'
import { messageOf } from '../errors.ts'
import { answerJson, runJson } from '../present.ts'
import type { Answer } from '../types.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption } from './options.ts'
import type { App, CliParts, Demo } from './parts.ts'
import { openProgress } from './progress.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'
import { printAnswer } from './show/answer.ts'
import { counted, duration } from './show/format.ts'
import { bold } from './show/hits.ts'

export function addDemo(program: Command, run: Run): void {
  const command = program
    .command('demo')
    .description('Try everything on a built-in sample site: no key, no service, no network.')
    .addOption(jsonOption())
    .action((options: JsonOption) => run(options.json, demo))
  addExamples(command, { 'askpress demo': '', 'PORT=9000 askpress demo': 'on another port' })
}

function demo(context: Context): Promise<number> {
  const { parts, isJson, signal } = context
  const config = parts.loadDemoConfig()
  return withApp(parts, { isService: true, config }, async (app) => {
    parts.stderr.write('A sample site is being read and indexed, on this machine only.\n')
    const progress = openProgress(parts)
    const running = await app.startDemo({ signal, onProgress: progress.show }).finally(progress.close)
    const answer = await askFirst(app, running, context)
    if (isJson) printJson(parts, demoJson(running, answer))
    else if (!signal.aborted) welcome(parts, running, answer)
    await running.stopped
    return EXIT.done
  })
}

/** Null when it did not work: the page may still be of use, and says more. */
async function askFirst(app: App, { questions }: Demo, { parts, signal }: Context): Promise<Answer | null> {
  const [question] = questions
  if (question === undefined || signal.aborted) return null
  try {
    return await app.ask({ question, filters: {}, history: [] }, signal)
  } catch (error) {
    if (!signal.aborted) parts.stderr.write(`The first question could not be answered: ${messageOf(error)}\n`)
    return null
  }
}

function welcome({ stdout }: CliParts, { listening, report, questions }: Demo, answer: Answer | null): void {
  const [first, ...others] = questions
  const posts = counted(report.listed, 'post')
  stdout.write(`Read ${posts} in ${duration(report.ms)}.\n\n`)
  if (answer && first) {
    stdout.write(`${bold(stdout, first)}\n\n`)
    printAnswer(stdout, answer)
    stdout.write('\n')
  }
  stdout.write(`Ask yourself: ${bold(stdout, listening.url)}  (Ctrl-C stops it)\n`)
  for (const question of others) stdout.write(`  - ${question}\n`)
}

function demoJson({ listening, report, questions }: Demo, answer: Answer | null) {
  return { url: listening.url, last_run: runJson(report), questions, answer: answer && answerJson(answer) }
}
