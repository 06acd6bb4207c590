/**
 * Looks for secrets and machine paths in everything that was ever committed: every version of every file, and every message.
 *
 *   node scripts/scan-history.ts        exit code 1 when something is found
 *
 * What is found here was published with the first push: revoke it first, rewrite the history after.
 */
import { execFileSync } from 'node:child_process'
import { findLeaks } from './leaks.ts'

const startedAt = performance.now()
/** `hash path` of every object; commits have no path. */
const objects = git(['rev-list', '--objects', '--all']).split('\n').filter(Boolean)
const paths = new Map(objects.map((line) => [line.slice(0, 40), line.slice(41)] as const))
let scanned = 0
let found = 0

for (const { hash, type, text } of readObjects([...paths.keys()])) {
  // A tree is binary, and names files that are looked at themselves.
  if (type === 'tree') continue
  scanned++
  for (const { line, what, hint } of findLeaks(text)) {
    found++
    console.log(`${type} ${hash.slice(0, 10)} ${paths.get(hash) || '(message)'}:${line}: ${what}, ${hint}`)
  }
}
console.log(`${scanned} versions and messages in ${Math.round(performance.now() - startedAt)} ms: ${found} found`)
process.exitCode = found === 0 ? 0 : 1

/** All of them from one process of git: header line, content, line feed, and again. */
function* readObjects(hashes: readonly string[]): Generator<{ hash: string; type: string; text: string }> {
  const all = gitBytes(['cat-file', '--batch'], hashes.join('\n'))
  for (let at = 0; at < all.length; ) {
    const end = all.indexOf(10, at)
    const [hash = '', type = '', size = '0'] = all.toString('latin1', at, end).split(' ')
    const from = end + 1
    at = from + Number(size) + 1
    yield { hash, type, text: all.toString('utf8', from, at - 1) }
  }
}

function git(args: readonly string[]): string {
  return gitBytes(args).toString('utf8')
}

function gitBytes(args: readonly string[], input = ''): Buffer {
  return execFileSync('git', args, { input, maxBuffer: 1024 ** 3 })
}
