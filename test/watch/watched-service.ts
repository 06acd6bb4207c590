/** A real `serve` in a process of its own, and what an operator sees of it: its log, its numbers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin/askpress.js', import.meta.url))

export interface WatchedService {
  url: string
  /** Everything it wrote to standard error until now. */
  log(): string
  post(path: string, body: object, headers?: Record<string, string>): Promise<Response>
  /** The value of one series, such as `askpress_ready` or `askpress_tokens_total{…}`; 0 for one there is not. */
  read(series: string): Promise<number>
  /** The sum over all series of this name whose labels hold these words. */
  sum(name: string, ...labels: string[]): Promise<number>
  metrics(): Promise<string>
  stop(): Promise<number | null>
}

/** On the embedded database in a folder of its own, unless `env` names another. */
export async function startWatched(
  env: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<WatchedService> {
  const folder = await mkdtemp(join(tmpdir(), 'askpress-watch-'))
  const child: ChildProcess = spawn(process.execPath, [BIN, 'serve', '--json'], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: folder, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr?.on('data', (part) => {
    log += part
  })
  const exited = once(child, 'exit')
  if (!child.stdout) throw new Error('no stdout')
  const [document] = await Promise.race([once(child.stdout, 'data'), exited])
  if (child.exitCode !== null) throw new Error(`it did not start: ${log}`)
  const { url } = JSON.parse(String(document)) as { url: string }
  const metrics = async () => (await fetch(`${url}/metrics`, { headers })).text()
  const values = async () =>
    (await metrics()).split('\n').flatMap((line) => {
      const [, series = '', value = ''] = /^([^#]\S*(?: \S+)*) (\S+)$/.exec(line) ?? []
      return series === '' ? [] : [{ series, value: Number(value) }]
    })
  return {
    url,
    log: () => log,
    post: (path, body, more = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers, ...more },
        body: JSON.stringify(body),
      }),
    read: async (wanted) => (await values()).find(({ series }) => series === wanted)?.value ?? 0,
    sum: async (name, ...labels) =>
      (await values())
        .filter(({ series }) => series.split('{')[0] === name && labels.every((label) => series.includes(label)))
        .reduce((total, { value }) => total + value, 0),
    metrics,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
      return child.exitCode
    },
  }
}
