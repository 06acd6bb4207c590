/**
 * Uses the built images as compose.yaml does: migrate, serve, ask, stop, back up; and looks at what the kernel allows them.
 *
 * Says of each thing whether it held. The database is a server of its own on this machine.
 */
import { type ChildProcess, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Image } from './build.ts'
import { firstProcessOf, runLocked, statusOf } from './root.ts'

export interface SmokeParts {
  images: ReadonlyMap<string, Image>
  folder: string
  databaseUrl: string
  port: number
  check(what: string, isTrue: boolean, found?: unknown): void
}

const KEY = 'a-key-of-the-trial-0123456789'

export async function trySmoke(parts: SmokeParts): Promise<void> {
  const mounts = prepareFolders(parts)
  const service = imageOf(parts, 'service')
  const env = {
    PORT: String(parts.port),
    DATABASE_URL_FILE: '/run/secrets/database_url',
    ADMIN_KEY_FILE: '/run/secrets/admin_key',
    SCHEDULER: 'off',
  }
  const start = (image: Image, command: string[], more = {}) =>
    runLocked(image.root, command, { ...image, env: { ...image.env, ...env, ...more }, mounts })
  const codeOf = async (process: ChildProcess) => (await once(process, 'exit'))[0]
  const entry = service.command.slice(0, 2)

  parts.check('migrate ends with 0', (await codeOf(start(service, [...entry, 'migrate']))) === 0)
  parts.check('askpress is on the path', (await codeOf(start(service, ['askpress', '--version']))) === 0)
  parts.check('the root cannot be written to', (await codeOf(start(service, ['node', '-e', TRY_TO_WRITE]))) === 0)

  const server = start(service, service.command)
  const startedAt = performance.now()
  let isHealthy = false
  while (!isHealthy && performance.now() - startedAt < 30_000) {
    isHealthy = (await codeOf(start(service, service.healthcheck))) === 0
    if (!isHealthy) await sleep(200)
  }
  parts.check('HEALTHCHECK succeeds', isHealthy, `${Math.round(performance.now() - startedAt)} ms`)
  await lookAt(firstProcessOf(server), parts)
  await askIt(parts)
  const termAt = performance.now()
  process.kill(firstProcessOf(server), 'SIGTERM')
  parts.check('SIGTERM ends it with 0', (await codeOf(server)) === 0, `${Math.round(performance.now() - termAt)} ms`)

  const backup = imageOf(parts, 'backup')
  const nightly = start(backup, backup.command)
  const backups = mounts['/backups'] ?? ''
  const isMade = () => readdirSync(backups).some((name) => /^askpress-.*Z\.backup$/.test(name))
  for (let tries = 0; tries < 150 && !isMade(); tries++) await sleep(200)
  parts.check('the first backup is made at once', isMade(), readdirSync(backups))
  parts.check('its HEALTHCHECK succeeds', (await codeOf(start(backup, backup.healthcheck))) === 0)
  process.kill(firstProcessOf(nightly), 'SIGTERM')
  parts.check('SIGTERM ends it with 0 as well', (await codeOf(nightly)) === 0)
}

/** In the container: 0 when nothing outside /tmp and the two folders takes a file. */
const TRY_TO_WRITE = `
  const { writeFileSync } = require('node:fs')
  const can = (path) => { try { writeFileSync(path, 'x'); return true } catch { return false } }
  const closed = ['/x', '/app/x', '/app/src/main.ts', '/etc/x', '/usr/local/bin/x', '/var/x', '/run/x']
  process.exit(['/tmp/x', '/data/x'].every(can) && !closed.some(can) ? 0 : 1)`

function prepareFolders({ folder, databaseUrl }: SmokeParts): Record<string, string> {
  const mounts = {
    '/data': join(folder, 'data'),
    '/backups': join(folder, 'backups'),
    '/run/secrets': join(folder, 'secrets'),
  }
  for (const path of Object.values(mounts)) {
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path)
    chownSync(path, 65_532, 65_532)
  }
  writeFileSync(join(mounts['/run/secrets'], 'database_url'), databaseUrl, { mode: 0o444 })
  writeFileSync(join(mounts['/run/secrets'], 'admin_key'), KEY, { mode: 0o444 })
  return mounts
}

async function lookAt(pid: number, { check }: SmokeParts): Promise<void> {
  const status = statusOf(pid)
  const none = '0000000000000000'
  const command = execFileSync('cat', [`/proc/${pid}/cmdline`], { encoding: 'utf8' }).split('\0')
  check('node is process 1', command[0] === 'node' && status['NSpid']?.endsWith('\t1') === true, command.join(' '))
  check('as user 65532', status['Uid'] === '65532\t65532\t65532\t65532', status['Uid'])
  check(
    'with no capability and none to be had',
    [status['CapEff'], status['CapPrm'], status['CapBnd']].every((set) => set === none),
  )
  check('and no new privileges', status['NoNewPrivs'] === '1')
  const mounts = execFileSync('cat', [`/proc/${pid}/mounts`], { encoding: 'utf8' }).split('\n')
  check(
    'on a read-only root',
    mounts.some((line) => / \/ \S+ ro[, ]/.test(line)),
    mounts[0],
  )
}

async function askIt({ port, check }: SmokeParts): Promise<void> {
  const url = `http://127.0.0.1:${port}`
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ q: 'anything' }),
    })
  check('/readyz answers 200', (await fetch(`${url}/readyz`)).status === 200)
  check('/search without a key answers 401', (await ask({})).status === 401)
  check('/search with the key of the file answers 200', (await ask({ 'x-api-key': KEY })).status === 200)
  check('the page is served', (await fetch(url)).status === 200)
}

function imageOf({ images }: SmokeParts, name: string): Image {
  const image = images.get(name)
  if (!image) throw new Error(`the Dockerfile has no stage ${name}`)
  return image
}
