/**
 * The attacks of test/security in the sizes of the plan: 100,000 requests of any shape, 9,000 answers across three sites,
 * 1,000 forged addresses, 200 rounds of hurtful bodies.
 *
 *     TEST_DATABASE_URL=… node bench/security.ts [part of a file's name …]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const files = process.argv.slice(2).map((name) => `test/security/${name}`)
const child = spawn(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--test-timeout=3600000',
    ...(files.length > 0 ? files : ['test/security']),
  ],
  { stdio: 'inherit', env: { ...process.env, SECURITY_LONG: '1' } },
)
const [code] = await once(child, 'exit')
process.exitCode = Number(code)
