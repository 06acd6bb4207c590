/** `askpress ask`: one answer with its sources. */
import type { Command } from 'commander'
import { answerJson } from '../present.ts'
import type { AskRequest } from '../types.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption, readQuestion, siteOption } from './options.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'
import { printAnswer } from './show/answer.ts'

interface AskOptions extends JsonOption {
  site?: string
}

export function addAsk(program: Command, run: Run): void {
  const command = program
    .command('ask')
    .description('Answer a question from the posts, with the sources.')
    .argument('<question...>')
    .addOption(siteOption())
    .addOption(jsonOption())
    .action((words: string[], options: AskOptions) => run(options.json, (context) => ask(context, words, options)))
  addExamples(command, {
    'askpress ask "How do I reset my password?"': '',
    'askpress ask --site example.com what is new': 'from one site',
    'askpress ask --json what is new | jq -r .answer': '',
  })
}

function ask({ parts, isJson, signal }: Context, words: string[], { site }: AskOptions): Promise<number> {
  const request: AskRequest = { question: readQuestion(words), site, filters: {}, history: [] }
  return withApp(parts, { isService: false }, async (app) => {
    const answer = await app.ask(request, signal)
    if (isJson) printJson(parts, answerJson(answer))
    else printAnswer(parts.stdout, answer)
    return EXIT.done
  })
}
