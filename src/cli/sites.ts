/** `askpress sites add|list|remove`: which WordPress sites are kept. */
import type { Command } from 'commander'
import type { Site } from '../types.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, type JsonOption, jsonOption } from './options.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'
import { counted, NO_SITE } from './show/format.ts'
import { printable } from './show/plain.ts'

interface AddOptions extends JsonOption {
  name?: string
}

export function addSites(program: Command, run: Run): void {
  const sites = program.command('sites').description('Add, list and remove WordPress sites.')
  const add = sites
    .command('add')
    .description('Keep a site: finds its REST API, indexes nothing yet.')
    .argument('<url>', 'address of the front page')
    .option('--name <name>', 'short name of the site (default: host and path of its address)')
    .addOption(jsonOption())
    .action((url: string, options: AddOptions) => run(options.json, (context) => addSite(context, url, options)))
  const list = sites
    .command('list')
    .description('List the sites that are kept.')
    .addOption(jsonOption())
    .action((options: JsonOption) => run(options.json, listSites))
  const remove = sites
    .command('remove')
    .description('Erase everything of a site from the index. Touches nothing on the site itself.')
    .argument('<name>', 'as sites list shows it')
    .addOption(jsonOption())
    .action((name: string, options: JsonOption) => run(options.json, (context) => removeSite(context, name)))
  addExamples(sites, { 'askpress sites add https://example.com': '', 'askpress sites list': '' })
  addExamples(add, { 'askpress sites add https://example.com/blog --name blog': 'then: askpress sync --site blog' })
  addExamples(list, { 'askpress sites list --json': '' })
  addExamples(remove, { 'askpress sites remove example.com': '' })
}

function addSite({ parts, isJson, signal }: Context, url: string, { name }: AddOptions): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const site = await app.addSite(url, { ...(name !== undefined && { name }), signal })
    if (isJson) printJson(parts, siteJson(site))
    else parts.stdout.write(`${site.name} is kept (${site.url}). Index it: askpress sync --site ${site.name}\n`)
    return EXIT.done
  })
}

function listSites({ parts, isJson }: Context): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const sites = await app.listSites()
    const width = Math.max(0, ...sites.map(({ name }) => name.length))
    const lines = sites.map(({ name, url }) => printable(`${name.padEnd(width)}  ${url}`))
    if (lines.length === 0) lines.push(NO_SITE)
    if (isJson) printJson(parts, { sites: sites.map(siteJson) })
    else parts.stdout.write(`${lines.join('\n')}\n`)
    return EXIT.done
  })
}

function removeSite({ parts, isJson }: Context, name: string): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const { documents } = await app.removeSite(name)
    if (isJson) printJson(parts, { name, documents })
    else parts.stdout.write(`${name} is removed, with ${counted(documents, 'document')}.\n`)
    return EXIT.done
  })
}

function siteJson({ name, url, apiRoot, language, types }: Site) {
  return { name, url, api_root: apiRoot, language, types }
}
