/** `askpress keys create|list|rotate|revoke`: who may ask this service. */
import { type Command, InvalidArgumentError } from 'commander'
import { parseOrigin } from '../config.ts'
import { keyJson } from '../present.ts'
import type { Scope } from '../types.ts'
import { EXIT } from './exit-code.ts'
import { addExamples, integer, type JsonOption, jsonOption, MAX_ID } from './options.ts'
import type { MadeKey } from './parts.ts'
import { type Context, printJson, type Run, withApp } from './run.ts'
import { keyLine, keyLines, NO_KEY } from './show/keys.ts'

interface CreateOptions extends JsonOption {
  name: string
  scopes?: Scope[]
  origin?: string[]
  site?: string[]
  rate?: number
  expires?: number
}

interface RotateOptions extends JsonOption {
  overlap: number
}

const SCOPES: readonly Scope[] = ['search', 'ask', 'ingest', 'admin']
const DAY_HOURS = 24
const MAX_OVERLAP_HOURS = 7 * DAY_HOURS
const MAX_RATE = 1_000_000
const MAX_DAYS = 3650

export function addKeys(program: Command, run: Run): void {
  const keys = program.command('keys').description('Make, list, replace and end API keys.')
  addExamples(keys, { 'askpress keys create --name shop': 'for a server', 'askpress keys list': '' })
  addCreate(keys, run)
  addList(keys, run)
  addRotate(keys, run)
  addRevoke(keys, run)
}

function addCreate(keys: Command, run: Run): void {
  const create = keys
    .command('create')
    .description('Make a key and show it, this once.')
    .option('--name <text>', 'what it is for', '')
    .option('--scopes <list>', `of ${SCOPES.join(', ')}, separated by commas (default: search,ask)`, readScopes)
    .option('--origin <url>', 'for web pages of this origin; may be given several times', collectOrigin)
    .option('--site <name>', 'only this site; may be given several times', collectText)
    .option('--rate <n>', 'requests a minute (default: RATE_LIMIT_PER_MINUTE)', integer(1, MAX_RATE))
    .option('--expires <days>', 'valid for so many days (default: until it is revoked)', integer(1, MAX_DAYS))
    .addOption(jsonOption())
    .action((options: CreateOptions) => run(options.json, (context) => createKey(context, options)))
  addExamples(create, {
    'askpress keys create --name shop': 'a secret key for a server: search and ask',
    'askpress keys create --origin https://example.com': 'a key that may stand in the pages of that site',
    'askpress keys create --scopes ingest --site blog': 'for what tells us that a post has changed',
  })
}

function addList(keys: Command, run: Run): void {
  const list = keys
    .command('list')
    .description('List the keys, those that are over as well. The keys themselves are kept nowhere.')
    .addOption(jsonOption())
    .action((options: JsonOption) => run(options.json, listKeys))
  addExamples(list, { 'askpress keys list --json': '' })
}

function addRotate(keys: Command, run: Run): void {
  const rotate = keys
    .command('rotate')
    .description('Make a key that opens what this one does, which stays valid for a while beside it.')
    .argument('<id>', 'as keys list shows it', integer(1, MAX_ID))
    .option('--overlap <hours>', 'how long the old one stays valid', integer(0, MAX_OVERLAP_HOURS), DAY_HOURS)
    .addOption(jsonOption())
    .action((id: number, options: RotateOptions) => run(options.json, (context) => rotateKey(context, id, options)))
  addExamples(rotate, { 'askpress keys rotate 3': '', 'askpress keys rotate 3 --overlap 0': 'the old one ends now' })
}

function addRevoke(keys: Command, run: Run): void {
  const revoke = keys
    .command('revoke')
    .description('End a key: within 10 seconds it opens nothing any more, anywhere.')
    .argument('<id>', 'as keys list shows it', integer(1, MAX_ID))
    .addOption(jsonOption())
    .action((id: number, options: JsonOption) => run(options.json, (context) => revokeKey(context, id)))
  addExamples(revoke, { 'askpress keys revoke 3': '' })
}

function createKey({ parts, isJson }: Context, options: CreateOptions): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const made = await app.createKey({
      name: options.name,
      scopes: options.scopes ?? [],
      origins: options.origin ?? [],
      sites: options.site ?? [],
      ratePerMinute: options.rate ?? null,
      expiresDays: options.expires ?? null,
    })
    if (isJson) printJson(parts, madeJson(made))
    else showKey(parts, made)
    return EXIT.done
  })
}

function listKeys({ parts, isJson }: Context): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const keys = await app.listKeys()
    if (isJson) printJson(parts, { keys: keys.map(keyJson) })
    else parts.stdout.write(`${keys.length > 0 ? keyLines(keys, parts.now()).join('\n') : NO_KEY}\n`)
    return EXIT.done
  })
}

function rotateKey({ parts, isJson }: Context, id: number, { overlap }: RotateOptions): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const made = await app.rotateKey(id, overlap)
    if (isJson) printJson(parts, { ...madeJson(made), replaces: id })
    else showKey(parts, made)
    if (!isJson) parts.stderr.write(`Key ${id} stays valid for ${overlap} hours beside it.\n`)
    return EXIT.done
  })
}

function revokeKey({ parts, isJson }: Context, id: number): Promise<number> {
  return withApp(parts, { isService: false }, async (app) => {
    const key = await app.revokeKey(id)
    if (isJson) printJson(parts, keyJson(key))
    else parts.stdout.write(`${keyLine(key, parts.now())}\n`)
    return EXIT.done
  })
}

/** The key alone on stdout, for `KEY=$(askpress keys create)`. */
function showKey({ stdout, stderr, now }: Context['parts'], { key, secret }: MadeKey): void {
  stderr.write(`${keyLine(key, now())}\nThis is the key. It is shown this once:\n`)
  stdout.write(`${secret}\n`)
}

function madeJson({ key, secret }: MadeKey) {
  return { key: secret, ...keyJson(key) }
}

function readScopes(text: string): Scope[] {
  const words = text.split(',').map((word) => word.trim())
  const scopes = SCOPES.filter((scope) => words.includes(scope))
  if (words.every((word) => scopes.some((scope) => scope === word))) return scopes
  throw new InvalidArgumentError(`It must be one or more of ${SCOPES.join(', ')}, separated by commas.`)
}

function collectOrigin(text: string, origins: string[] = []): string[] {
  const origin = parseOrigin(text)
  if (origin !== undefined) return [...origins, origin]
  throw new InvalidArgumentError('It must be scheme, host and port without a path, such as https://example.com.')
}

function collectText(text: string, texts: string[] = []): string[] {
  return [...texts, text]
}
