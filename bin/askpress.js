#!/usr/bin/env node
/**
 * Starts AskPress on a Node that can run it. Plain JavaScript on purpose: an old Node must be able to read this file.
 *
 * `npx` and npm scripts find the pinned Node (the devDependency `node`) by themselves. A bare start on an older Node
 * hands over to it if it is installed, and says what is needed if it is not.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const NEEDED = [22, 19]
const USAGE = 2

const root = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

if (isNewEnough(process.versions.node)) await start()
else handOver()

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])
}

/** The source where there is one, as in a checkout; what was built from it elsewhere: Node strips no types in node_modules. */
async function start() {
  hideTypeStrippingWarning()
  const path = existsSync(root('src/main.ts')) ? '../src/main.ts' : '../dist/main.js'
  await import(path)
}

function handOver() {
  const pinned = [root('node_modules/node/bin/node'), root('node_modules/.bin/node')].find((path) => existsSync(path))
  if (pinned === undefined) {
    process.stderr.write(
      `askpress needs Node ${NEEDED.join('.')} or newer, and this is ${process.versions.node}.\n` +
        'Run `npm ci` in the folder of AskPress: it brings the right one, which `npx askpress` and `npm run` then use.\n',
    )
    process.exitCode = USAGE
    return
  }
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // A signal to this process alone, as `kill` and supervisors send it, has to reach the one that does the work.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`askpress: ${pinned} cannot be started: ${error.message}\n`)
    process.exitCode = USAGE
  })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

/** Node 22 warns once that running TypeScript is experimental: nothing a user could act on. */
function hideTypeStrippingWarning() {
  const { emitWarning } = process
  process.emitWarning = (warning, ...rest) => {
    if (!String(warning).includes('Type Stripping')) emitWarning.call(process, warning, ...rest)
  }
}
