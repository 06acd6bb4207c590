/**
 * What reaches a client when a model does all that the posts want of it: attacker's addresses, markup, canaries, words of
 * our prompt, invented citations. Counts them; any is a fault.
 *
 *   npx node bench/attacks.ts [--splits] [--service]    public collections under ASKPRESS_DATA (default ../shared/data)
 *
 * Without a network: every case in three positions and four modes. --splits cuts each answer in two at every place;
 * --service asks the whole service over HTTP as well, streamed and not (test/attacks/service.test.ts in its long form).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { toSentences } from '../src/answer/check/sentences.ts'
import { findBreaches } from '../test/attacks/breaches.ts'
import { hasPublicCases, ownCases, publicCases } from '../test/attacks/cases.ts'
import { type Attack, MODES, receive, writtenFor } from '../test/attacks/obey.ts'
import { POSITIONS } from '../test/attacks/posts.ts'

const own = ownCases()
const others = publicCases()
if (!hasPublicCases) console.log('SKIPPED: the public collections of attacks are not there (ASKPRESS_DATA)')
console.log(`cases: ${own.length} of our own, ${others.length} of public collections`)
const attacks: Attack[] = [...own, ...others].flatMap((attack) =>
  POSITIONS.flatMap((position) => MODES.map((mode) => ({ attack, position, mode }))),
)

const breaches: string[] = []
let undefended = 0
for (const attack of attacks) {
  const written = writtenFor(attack)
  note(attack, findBreaches(await receive(attack, [written]), attack.attack))
  const raw = { ...(await receive(attack, [])), text: written }
  if (findBreaches(raw, attack.attack).length > 0) undefended++
}
console.log(`answers: ${attacks.length}; breaches without the checks: ${undefended}; with them: ${breaches.length}`)

if (process.argv.includes('--splits')) await cutEverywhere()
for (const breach of breaches.slice(0, 50)) console.log(breach)
const failures = process.argv.includes('--service') ? await askService() : 0
process.exitCode = breaches.length > 0 ? 1 : failures

function note({ attack, position, mode }: Attack, found: readonly string[]): void {
  for (const breach of found) breaches.push(`${attack.name}, ${position}, ${mode}: ${breach}`)
}

async function cutEverywhere(): Promise<void> {
  let splits = 0
  for (const attack of attacks.filter(({ position, mode }) => position === 'middle' && mode === 'obey')) {
    const written = writtenFor(attack)
    const whole = await sentencesOf([written])
    for (let at = 1; at < written.length; at++) {
      splits++
      if ((await sentencesOf([written.slice(0, at), written.slice(at)])) !== whole) note(attack, [`split at ${at}`])
    }
  }
  console.log(`splits: ${splits}; breaches so far: ${breaches.length}`)
}

async function sentencesOf(pieces: readonly string[]): Promise<string> {
  async function* stream() {
    yield* pieces
  }
  return JSON.stringify(await Array.fromAsync(toSentences(stream())))
}

async function askService(): Promise<number> {
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--test-timeout=7200000', 'test/attacks/service'],
    { stdio: 'inherit', env: { ...process.env, ATTACKS_LONG: '1' } },
  )
  const [code] = await once(child, 'exit')
  return Number(code)
}
