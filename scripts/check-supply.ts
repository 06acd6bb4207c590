/**
 * What needs the registry, for a release: in a clean copy of what is committed, install without scripts, build and start, and ask
 * npm for known weaknesses.
 *
 *   npx node scripts/check-supply.ts       exit code 1 when something does not hold, 2 when the registry could not be asked
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const folder = mkdtempSync(join(tmpdir(), 'askpress-supply-'))
const copy = join(folder, 'askpress')
mkdirSync(copy)
try {
  const archive = execFileSync('git', ['archive', 'HEAD'], { maxBuffer: 256 * 1024 * 1024 })
  execFileSync('tar', ['-x', '-C', copy], { input: archive })
  step('npm ci --ignore-scripts --omit=dev', 'npm', ['ci', '--ignore-scripts', '--omit=dev'])
  step('the database template is built', process.execPath, ['scripts/build-template.ts'])
  step('it starts: askpress --version', process.execPath, ['bin/askpress.js', '--version'])
  audit()
} finally {
  rmSync(folder, { recursive: true })
}

function step(name: string, command: string, args: readonly string[]): void {
  const startedAt = performance.now()
  const { status, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8' })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'held  ' : 'FAILED'} ${name} (${seconds} s)${status === 0 ? '' : `\n${stderr}`}`)
  if (status !== 0) process.exitCode = 1
}

/** npm ends with 1 for weaknesses found and for a registry that does not answer alike: only its document tells. */
function audit(): void {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: copy, encoding: 'utf8' })
  const counts = z.object({ metadata: z.object({ vulnerabilities: z.object({ total: z.number() }) }) })
  const answer = counts.safeParse(parseJson(stdout))
  if (!answer.success) {
    console.log('unknown npm audit: the registry did not answer. Ask again where it can be reached.')
    process.exitCode ||= 2
    return
  }
  const { total } = answer.data.metadata.vulnerabilities
  console.log(`${total === 0 ? 'held  ' : 'FAILED'} npm audit --omit=dev: ${total} known weaknesses`)
  if (total > 0) process.exitCode = 1
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
