/** `askpress status`: the ledger of each site's index; with `--post`, why one post is found or not. */
import type { Command } from 'commander'
import { postStatusJson, statusJson } from '../present.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, collectId, type JsonOption, jsonOption, siteOption } from './options.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'
import { NO_SITE } from './show/format.ts'
import { postLine } from './show/post-status.ts'
import { spendingLines } from './show/spending.ts'
import { statusLines } from './show/status.ts'

interface StatusOptions extends JsonOption {
  post?: number[]
  site?: string
}

export function addStatus(program: Command, run: Run): void {
  const command = program
    .command('status')
    .description('Show per site what is listed, indexed, hidden, failed and withheld, and how fresh it is.')
    .option('--post <id>', 'why this post is found or not; may be given several times', collectId)
    .addOption(siteOption())
    .addOption(jsonOption())
    .action((options: StatusOptions) => run(options.json, (context) => status(context, options)))
  addExamples(command, {
    'askpress status': '',
    'askpress status --post 42': 'why a post is not found',
    'askpress status --json | jq .sites[0].indexed': '',
  })
}

function status({ parts, isJson }: Context, { post, site }: StatusOptions): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    if (post) {
      const posts = await app.explainPosts(post, site)
      if (isJson) printJson(parts, postStatusJson(posts))
      else if (posts.length === 0) parts.stdout.write(`${NO_SITE}\n`)
      else for (const one of posts) parts.stdout.write(`${postLine(one)}\n`)
      return EXIT.done
    }
    const [all, spending] = await Promise.all([app.status(), app.spending()])
    const sites = all.filter(({ name }) => site === undefined || name === site)
    const blocks = sites.map((one) => statusLines(one, parts.now()).join('\n'))
    const spent = spendingLines(spending).join('\n')
    if (isJson) printJson(parts, statusJson(sites, spending))
    else if (blocks.length === 0) parts.stdout.write(`${NO_SITE}\n`)
    else parts.stdout.write(`${[...blocks, ...(spent ? [spent] : [])].join('\n\n')}\n`)
    return EXIT.done
  })
}
