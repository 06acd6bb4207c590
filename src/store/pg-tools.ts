/** PostgreSQL's own client programs: whether they are there and new enough, and how they are run without a password in sight. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { AppError, codeOf } from '../errors.ts'

export type PgTool = 'pg_dump' | 'pg_restore'

/** What of an address libpq understands; node's driver takes more. */
const LIBPQ_PARAMETERS = /^(sslmode|sslrootcert|sslcert|sslkey|connect_timeout|options|host|port|target_session_attrs)$/
/** Of what a program says, the beginning: the first line is the reason. */
const MAX_WORDS = 500

export interface ToolNeeds {
  /** What the program gets of our environment. */
  env: Record<string, string>
  /** Major version of the server it has to read. */
  major: number
}

/** @throws AppError `invalid_config` when the program is missing, or older than the server it has to read. */
export async function requireTool(tool: PgTool, { env, major: serverMajor }: ToolNeeds): Promise<void> {
  const major = await majorOf(tool, { env, major: serverMajor })
  if (major >= serverMajor) return
  throw new AppError(
    'invalid_config',
    `${tool} is of version ${major} and the server of version ${serverMajor}. ${install(serverMajor)}`,
  )
}

async function majorOf(tool: PgTool, { env, major }: ToolNeeds): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)(tool, ['--version'], { env })
    return Number(/(\d+)/.exec(stdout)?.[1] ?? 0)
  } catch (error) {
    // Debian has a script of that name before it has the program.
    const what = codeOf(error) === 'ENOENT' ? 'is not on this machine' : 'does not run'
    throw new AppError('invalid_config', `${tool} ${what}. ${install(major)}`, { cause: error })
  }
}

function install(major: number): string {
  return (
    `Install PostgreSQL's client programs of version ${major} or newer ` +
    `(Debian and Ubuntu: apt-get install postgresql-client-${major}; macOS: brew install libpq) and have them on PATH.`
  )
}

export interface ToolRun {
  env: Record<string, string>
  /** Address of the database, when the program connects; its password goes by way of the environment. */
  url?: string
  /** Takes what the program writes. Left out, it writes nothing. */
  read?(output: Readable): Promise<void>
}

/** @throws AppError `upstream` with the program's own words when it fails. */
export async function runTool(tool: PgTool, args: readonly string[], { env, url, read }: ToolRun): Promise<void> {
  const target = url === undefined ? { args: [], env: {} } : connection(url)
  const child = spawn(tool, [...args, ...target.args], {
    env: { ...env, ...target.env },
    stdio: ['ignore', read ? 'pipe' : 'ignore', 'pipe'],
  })
  const ended = Promise.all([once(child, 'close'), wordsOf(child)])
  // Waited for below; until then it must not count as unhandled.
  ended.catch(() => {})
  try {
    if (read && child.stdout) await read(child.stdout)
    const [[code], words] = await ended
    if (code !== 0) throw failed(tool, words)
  } catch (error) {
    child.kill()
    throw error
  }
}

async function wordsOf({ stderr }: ChildProcess): Promise<string> {
  let words = ''
  for await (const part of stderr ?? []) if (words.length < MAX_WORDS) words += part
  return words.trim().slice(0, MAX_WORDS)
}

function failed(tool: PgTool, words: string): AppError {
  return new AppError('upstream', `${tool} failed: ${words || 'it did not say why'}`)
}

/** Arguments are for every user of the machine to see, the environment for its owner alone. */
function connection(address: string): { args: string[]; env: Record<string, string> } {
  const url = new URL(address)
  const password = url.password || url.searchParams.get('password')
  url.password = ''
  if (url.searchParams.get('ssl') === 'true' && !url.searchParams.has('sslmode')) {
    url.searchParams.set('sslmode', 'require')
  }
  for (const name of [...url.searchParams.keys()]) if (!LIBPQ_PARAMETERS.test(name)) url.searchParams.delete(name)
  return { args: [`--dbname=${url.href}`], env: password ? { PGPASSWORD: decodeURIComponent(password) } : {} }
}
