/** `askpress search`: the passages for a question, best first. */
import { type Command, Option } from 'commander'
import { searchJson } from '../present.ts'
import type { SearchMode, SearchRequest } from '../types.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, integer, type JsonOption, jsonOption, readQuestion, siteOption } from './options.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'
import { printHits } from './show/hits.ts'

interface SearchOptions extends JsonOption {
  limit: number
  mode: SearchMode
  site?: string
  explain?: true
}

export function addSearch(program: Command, run: Run): void {
  const command = program
    .command('search')
    .description('Show the passages that fit a question, best first.')
    .argument('<question...>')
    .option('-k, --limit <n>', 'how many passages', integer(1, 50), 8)
    .addOption(new Option('--mode <mode>', 'how to search').choices(['hybrid', 'vector', 'keyword']).default('hybrid'))
    .addOption(siteOption())
    .option('--explain', 'show how each score came about')
    .addOption(jsonOption())
    .action((words: string[], options: SearchOptions) =>
      run(options.json, (context) => search(context, words, options)),
    )
  addExamples(command, {
    'askpress search reset password': 'eight passages',
    'askpress search -k 3 --mode keyword "error 500"': 'three, by their words alone',
    'askpress search --json reset password | jq .results[0].url': '',
  })
}

function search({ parts, isJson, signal }: Context, words: string[], options: SearchOptions): Promise<number> {
  const { limit, mode, site } = options
  const isExplained = options.explain === true
  const request: SearchRequest = { question: readQuestion(words), limit, mode, site, filters: {} }
  return withApp(parts, { isService: false }, async (app) => {
    const result = await app.search(request, signal)
    if (result.isDegraded) parts.stderr.write('Found by keyword alone: the embedder could not be reached.\n')
    if (isJson) printJson(parts, searchJson(result, isExplained))
    else printHits(parts.stdout, result, { isExplained })
    return EXIT.done
  })
}
