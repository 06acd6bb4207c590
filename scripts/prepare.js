/** Run by `npm install`: makes what a first start would otherwise make slowly. Plain JavaScript, and never a failure. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 19)) {
  const script = fileURLToPath(new URL('./build-template.ts', import.meta.url))
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) console.error('The database template was not built: the first start takes some seconds longer.')
}
