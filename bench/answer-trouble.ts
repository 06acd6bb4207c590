/** The long forms of test/answers/crowds.test.ts and provider-faults.test.ts, with the deadlines and places of the real service. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { WritingFault } from '../test/openai/writing-faults.ts'
import { aRandom } from '../test/random.ts'
import { type AnswerBench, type Asked, percentile, twoSentences } from './answer-world.ts'

const MANY = 200
/** Places of the service. */
const PLACES = 32
/** Long enough for most to have seen a part of their answer. */
const LEAVE_MS = 2_000

/** R34: many at once of a model that takes ten seconds. */
export async function crowd({ provider, question, search, ask }: AnswerBench): Promise<boolean> {
  const idle: number[] = []
  for (let i = 0; i < 50; i++) idle.push((await search(question())).ms)
  provider.writing.reset({ latencyMs: 10_000, writes: (prompt) => twoSentences(prompt).join('') })
  const asks = Array.from({ length: MANY }, () => ask(question()))
  const settled = Promise.all(asks).then((answers) => ({ answers }))
  // The crowd comes at once; what it does to searches is measured while the model is busy with those who got in.
  await sleep(1_500)
  const beside: number[] = []
  for (let i = 0; i < 50; i++) beside.push((await search(question())).ms)
  const { answers } = await settled
  const excess = answers.filter(({ status }) => status === 503)
  const slowest = Math.max(...excess.map(({ ms }) => ms))
  const isTold = excess.every(({ retryAfter }) => Number(retryAfter) >= 1)
  const answered = answers.filter(({ body }) => body.outcome === 'answered').length
  console.log(
    `${MANY} ask at once a model that takes 10 s: ${answered} answered, ${excess.length} told 503 with Retry-After within ` +
      `${slowest.toFixed(0)} ms; /search p95 ${percentile(idle, 0.95).toFixed(1)} ms idle, ${percentile(beside, 0.95).toFixed(1)} ms meanwhile`,
  )
  return answered >= PLACES && answered + excess.length === MANY && isTold && slowest <= 1_000
}

/** R35: many leave at random times of a model that does not end. */
export async function leavers(bench: AnswerBench): Promise<boolean> {
  const { provider, question, stream, ask } = bench
  provider.writing.reset({ writes: 'endless', deltaLength: 8, gapMs: 20 })
  const random = aRandom(35)
  const leftAt = new Map<string, number>()
  const refusals: string[] = []
  await inTurns(MANY, 16, async () => {
    const asked = question()
    const leaving = new AbortController()
    const gone = stream(asked, (text) => void (text.startsWith('{') && refusals.push(text)), leaving.signal)
    await sleep(random() * LEAVE_MS)
    leaving.abort()
    leftAt.set(asked, performance.now())
    await gone
  })
  await sleep(1_500)
  const calls = [...provider.writing.calls]
  const running = calls.filter(({ endedAt }) => endedAt === null).length
  const late = calls.map(({ user, endedAt }) => {
    const [, left = 0] = [...leftAt].find(([asked]) => user.includes(`> ${asked}`)) ?? []
    return (endedAt ?? Number.POSITIVE_INFINITY) - left
  })
  provider.writing.reset({ writes: (prompt) => twoSentences(prompt).join('') })
  const next = await Promise.all(Array.from({ length: PLACES }, () => ask(question())))
  const free = next.filter(({ status }) => status === 200).length
  console.log(
    `${MANY} leave within two seconds: ${calls.length} had reached the model, ${refusals.length} were turned away, ${running} still running, stopped ` +
      `${percentile(late, 0.5).toFixed(0)} ms after they left (p50), ${Math.max(...late).toFixed(0)} ms at most; ` +
      `${free} of ${PLACES} places free afterwards`,
  )
  for (const refusal of new Set(refusals.map((text) => JSON.parse(text).detail)))
    console.log(`  turned away: ${refusal}`)
  return running === 0 && Math.max(...late) <= 1_000 && free === PLACES
}

/** L09: a hundred models without an end, and a hundred that drip. */
export async function endless({ provider, question, ask }: AnswerBench): Promise<boolean> {
  let isRight = true
  for (const [name, drip] of Object.entries({ 'without an end': {}, 'in drops': { deltaLength: 24, gapMs: 500 } })) {
    provider.writing.reset({ writes: 'endless', ...drip })
    const answers: Asked[] = []
    await inTurns(100, PLACES, async () => {
      answers.push(await ask(question()))
    })
    const slowest = Math.max(...answers.map(({ ms }) => ms))
    const longest = Math.max(...answers.map(({ body }) => body.answer?.length ?? 0))
    const cut = answers.filter(({ body }) => body.outcome === 'answered' && body.degraded).length
    const others = new Set(
      answers.map(({ status, body }) => (body.degraded ? '' : ` ${status} ${body.detail ?? body.outcome}`)),
    )
    await sleep(500)
    const running = provider.writing.calls.filter(({ state }) => state === 'running').length
    console.log(
      `100 answers ${name}: ${cut} cut, ${slowest.toFixed(0)} ms and ${longest} letters at most, ${running} still running${[...others].join(',')}`,
    )
    isRight &&= cut === 100 && slowest <= 60_000 && running === 0
  }
  return isRight
}

/** R16: a model that hangs, drips, stops half-way or is not there. */
export async function outages({ provider, question, ask }: AnswerBench): Promise<boolean> {
  let slowest = 0
  const outcomes: string[] = []
  for (const fault of ['reset_at_once', 'stall', 'hang', 'drip'] satisfies WritingFault[]) {
    provider.writing.reset({ writes: (prompt) => twoSentences(prompt).join(''), deltaLength: 60 })
    provider.writing.failAlways(fault)
    const { ms, status, body } = await ask(question())
    slowest = Math.max(slowest, ms)
    outcomes.push(`${fault} ${status} ${body.outcome ?? ''} after ${(ms / 1000).toFixed(1)} s`)
  }
  console.log(outcomes.join('\n'))
  return slowest <= 30_000
}

async function inTurns(count: number, atATime: number, run: () => Promise<void>): Promise<void> {
  let left = count
  const worker = async () => {
    while (left-- > 0) await run()
  }
  await Promise.all(Array.from({ length: atATime }, worker))
}
