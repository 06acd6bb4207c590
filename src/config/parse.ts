/**
 * Text to checked values: files of secrets, defaults, the schema, and which variables go together.
 *
 * Collects every mistake instead of stopping at the first, and repeats no secret in any of them.
 */
import { readFileSync } from 'node:fs'
import { messageOf } from '../errors.ts'
import { type Environment, environment, type Variable, variables } from './variables.ts'

export type RawEnvironment = Readonly<Record<string, string | undefined>>

type Texts = Readonly<Record<string, string | null>>

export interface Setting {
  name: string
  /** Safe to print. */
  value: string
}

export interface Parsed {
  /** Null when there are mistakes. */
  values: Environment | null
  /** The variables that somebody set, secrets masked. */
  settings: Setting[]
  /** One sentence each, with the name of the variable and an example. */
  mistakes: string[]
}

export function parseEnvironment(env: RawEnvironment): Parsed {
  const mistakes: string[] = []
  const settings: Setting[] = []
  const texts: Record<string, string | null> = {}
  for (const variable of variables) {
    const { text, mistake } = readText(variable, env)
    if (mistake) mistakes.push(mistake)
    if (text !== null) settings.push({ name: variable.name, value: mask(variable, text) })
    texts[variable.name] = text ?? variable.default ?? null
  }
  const parsed = environment.safeParse(texts)
  const issues = parsed.error?.issues ?? []
  mistakes.push(...issues.map(({ path, message }) => explain(String(path[0]), message, texts)))
  mistakes.push(...findConflicts(texts))
  return { values: parsed.success && mistakes.length === 0 ? parsed.data : null, settings, mistakes }
}

/** The text of `NAME`, or of the file that `NAME_FILE` names; null when neither is set. */
function readText({ name, secret }: Variable, env: RawEnvironment): { text: string | null; mistake?: string } {
  const text = env[name]?.trim() || null
  const path = env[`${name}_FILE`]
  if (!secret || !path) return { text }
  if (text !== null) return { text, mistake: `${name} and ${name}_FILE are both set: keep one of them.` }
  try {
    const content = readFileSync(path, 'utf8').trim()
    return content ? { text: content } : { text: null, mistake: `${name}_FILE names an empty file: ${path}.` }
  } catch (error) {
    return { text: null, mistake: `${name}_FILE cannot be read: ${messageOf(error)}.` }
  }
}

function explain(name: string, expected: string, texts: Texts): string {
  const variable = variables.find((known) => known.name === name)
  const text = texts[name]
  // An address may hold a password where none is expected.
  const isSafe = text && !variable?.secret && !/[@?]/.test(text)
  const found = isSafe ? `, not "${text.slice(0, 80)}"` : ''
  return `${name} must be ${expected}${found}. Example: ${name}=${variable?.example}`
}

/** What single values cannot show: variables that need or rule out one another. */
function findConflicts(texts: Texts): string[] {
  const mistakes: string[] = []
  const isOnlyFirstSet = (first: string, second: string) => Boolean(texts[first]) && !texts[second]
  if (isOnlyFirstSet('WP_USER', 'WP_APP_PASSWORD')) {
    mistakes.push(
      'WP_USER is set and WP_APP_PASSWORD is not. Make one in WordPress: Users, Profile, Application Passwords.',
    )
  }
  if (isOnlyFirstSet('WP_APP_PASSWORD', 'WP_USER')) {
    mistakes.push('WP_APP_PASSWORD is set and WP_USER is not. Example: WP_USER=askpress')
  }
  if (isOnlyFirstSet('DATABASE_READ_URL', 'DATABASE_URL')) {
    mistakes.push('DATABASE_READ_URL is set and DATABASE_URL is not: set the database that the replica copies as well.')
  }
  const { CHUNK_TOKENS: size, CHUNK_OVERLAP: overlap } = texts
  if (Number(overlap) >= Number(size)) {
    const example = 'Example: CHUNK_OVERLAP=0'
    mistakes.push(
      `CHUNK_OVERLAP must be smaller than CHUNK_TOKENS, and ${overlap} is not smaller than ${size}. ${example}`,
    )
  }
  return mistakes
}

function mask({ secret }: Variable, text: string): string {
  if (!secret) return text
  const url = secret === 'address' ? URL.parse(text) : null
  if (!url) return '(set)'
  if (url.password) url.password = '***'
  // libpq takes a password there as well.
  if (url.search) url.search = '***'
  return url.href
}
