/**
 * A PostgreSQL server that belongs to one test, which may kill it, starve it and throw its files away.
 *
 * Needs the programs of a server with pgvector on this machine. PostgreSQL refuses to run as root: it is started as the
 * user `postgres` then.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

export interface OwnPostgres {
  readonly port: number
  /** Everything of it: data, archive, backups. */
  readonly folder: string
  readonly dataDir: string
  url(database?: string): string
  /** Resolves when it takes connections. Tries again while processes of its last life hold its files. */
  start(): Promise<{ attempts: number; ms: number }>
  /** As an operator stops it: whoever is connected is sent away. */
  stop(): Promise<void>
  /** SIGKILL for the postmaster: as a crash leaves it. */
  kill(): Promise<void>
  /** For the next start, beside those it was opened with. */
  set(setting: string): void
  /** Runs one of the server's own programs as its user. */
  run(program: string, ...args: string[]): Promise<void>
  /** Runs a line of a shell as its user, in its folder. */
  shell(line: string): Promise<void>
  /** Stops it, and erases it. */
  close(): Promise<void>
}

/** Newest server on this machine that has pgvector; null where there is none. */
export const postgresBin: string | null = findBin()

const START_MS = 30_000
const RETRY_MS = 200

/**
 * @param settings Beyond those for a quick server on loopback, such as `archive_mode=on`.
 * @param primary Makes a streaming replica of it, which has to run.
 */
export async function openOwnPostgres(
  settings: readonly string[] = [],
  primary: Pick<OwnPostgres, 'url'> | null = null,
): Promise<OwnPostgres> {
  if (postgresBin === null) throw new Error('there is no PostgreSQL server with pgvector on this machine')
  const bin = postgresBin
  const owner = findOwner()
  const folder = await mkdtemp(join(tmpdir(), 'askpress-postgres-'))
  if (owner) await chown(folder, owner.uid, owner.gid)
  const port = await findPort()
  const dataDir = join(folder, 'data')
  const log = join(folder, 'server.log')
  const options = { ...owner, cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', HOME: folder } }
  const run = async (program: string, ...args: string[]) => {
    await promisify(execFile)(join(bin, program), args, options)
  }
  if (primary) await run('pg_basebackup', '-d', primary.url(), '-D', dataDir, '-R', '-c', 'fast', '--no-sync')
  else await run('initdb', '--pgdata', dataDir, '--username=app', '--auth=trust', '--encoding=UTF8', '--no-sync')
  const own = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=off',
    'jit=off',
    ...settings,
  ]
  let server: ChildProcess | null = null

  const isUp = async () => {
    const client = new pg.Client({ connectionString: url('postgres'), connectionTimeoutMillis: 500 })
    // Its own end must not end us.
    client.on('error', () => {})
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    )
  }
  const url = (database = 'postgres') => `postgres://app@127.0.0.1:${port}/${database}`
  const launch = () =>
    spawn(join(bin, 'postgres'), ['-D', dataDir, ...own.flatMap((setting) => ['-c', setting])], {
      ...options,
      stdio: ['ignore', 'ignore', openSync(log, 'a')],
    })
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    const ending = server
    server = null
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = once(ending, 'exit')
    ending.kill(signal)
    await ended
  }

  return {
    port,
    folder,
    dataDir,
    url,
    run,
    shell: async (line) => {
      await promisify(execFile)('/bin/sh', ['-euc', line], options)
    },
    set: (setting) => own.push(setting),
    start: async () => {
      const startedAt = performance.now()
      for (let attempts = 1; performance.now() - startedAt < START_MS; attempts++) {
        const launched = launch()
        while (launched.exitCode === null && launched.signalCode === null) {
          if (await isUp()) {
            server = launched
            return { attempts, ms: performance.now() - startedAt }
          }
          await sleep(20)
        }
        await sleep(RETRY_MS)
      }
      throw new Error(`the server does not start: ${readFileSync(log, 'utf8').slice(-500)}`)
    },
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    close: async () => {
      await end('SIGINT')
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

function findBin(): string | null {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const found = versions.find(
    (version) =>
      existsSync(join(root, version, 'bin', 'postgres')) &&
      existsSync(`/usr/share/postgresql/${version}/extension/vector.control`),
  )
  return found === undefined ? null : join(root, found, 'bin')
}

function findOwner(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const ask = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: ask('-u'), gid: ask('-g') }
}

/** Free at this moment. */
async function findPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
