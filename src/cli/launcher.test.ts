/** The program as a shell starts it: a real process, up to the point where it would open a database. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const launcher = resolve('bin/askpress.js')

it('prints its version and nothing else, not even a warning about TypeScript', () => {
  expect(start(['--version'])).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' })
})

it('hands on the exit code of wrong usage', () => {
  expect(start(['synk']).status).toBe(2)
})

it('reads .env from the working folder, and the environment wins over it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'askpress-'))
  writeFileSync(join(folder, '.env'), 'PORT=from-file\nHOST=http://from-file\n')
  const { status, stderr } = start(['status'], { cwd: folder, env: { PORT: 'from-environment' } })

  expect(stderr).toContain('PORT must be a whole number from 0 to 65535, not "from-environment"')
  expect(stderr).toContain('HOST must be a host name or an IP address, without scheme and port, not "http://from-file"')
  expect(status).toBe(2)
})

it('reports a broken configuration as JSON where JSON is asked for', () => {
  const { status, stdout } = start(['status', '--json'], { env: { PORT: 'x' } })

  expect(JSON.parse(stdout)).toMatchObject({ error: 'invalid_config', detail: expect.stringContaining('PORT') })
  expect(status).toBe(2)
})

/** With an empty environment and another folder: a `.env` of this checkout must not reach the tests. */
function start(argv: string[], { cwd = tmpdir(), env = {} }: { cwd?: string; env?: Record<string, string> } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...argv], { cwd, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}
