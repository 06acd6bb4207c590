/** How much time and CPU `/ask` adds to what its model and its search take. */
import { type AnswerBench, percentile, twoSentences } from './answer-world.ts'

const QUESTIONS = 200
const ADDED_MS = 15
const CPU_MS = 5

/**
 * Beyond the model and beyond retrieval: from the request until the model has the prompt, without the time a search of the
 * same question takes, and from the first sentence that the model has finished until the client has it.
 */
export async function firstToken({ provider, question, search, stream }: AnswerBench): Promise<boolean> {
  let finishedAt = 0
  provider.writing.reset({
    deltaLength: 10_000,
    *writes(prompt) {
      const [first, second] = twoSentences(prompt)
      yield first
      // The next word shows that the sentence is over.
      finishedAt = performance.now()
      yield second
    },
  })
  const before: number[] = []
  const after: number[] = []
  for (let i = 0; i < QUESTIONS; i++) {
    const asked = question()
    await search(asked)
    const { ms: searchMs } = await search(asked)
    const { calls } = provider.writing
    calls.length = 0
    let shownAt = 0
    const startedAt = performance.now()
    await stream(asked, (text) => {
      if (shownAt === 0 && text.includes('event: delta')) shownAt = performance.now()
    })
    const [call] = calls
    if (!call) throw new Error(`the model was not asked: ${asked}`)
    before.push(call.startedAt - startedAt - searchMs)
    after.push(shownAt - finishedAt)
  }
  const added = before.map((ms, i) => ms + (after[i] ?? 0))
  const p50 = percentile(added, 0.5)
  const show = (values: number[]) =>
    `${percentile(values, 0.5).toFixed(1)} (p95 ${percentile(values, 0.95).toFixed(1)})`
  console.log(`first token, ms beyond model and retrieval, p50: ${show(added)}`)
  console.log(`  until the model has the prompt ${show(before)}, from its first sentence to the client ${show(after)}`)
  return p50 < ADDED_MS
}

/** CPU of service and database for an answer to a new question, beyond the search of the same question. */
export async function cost({ provider, question, search, ask, cpu }: AnswerBench): Promise<boolean> {
  provider.writing.reset({ deltaLength: 20, writes: (prompt) => twoSentences(prompt).join('') })
  const questions = Array.from({ length: QUESTIONS }, question)
  const run = async (send: AnswerBench['ask']) => {
    const before = await cpu()
    for (const asked of questions) await send(asked)
    return ((await cpu()) - before) / QUESTIONS
  }
  // Each is asked once before, so that its vector is kept and the code is warm.
  await run(search)
  await run(ask)
  const searchMs = await run(search)
  provider.writing.calls.length = 0
  const askMs = await run(ask)
  if (provider.writing.calls.length !== QUESTIONS) throw new Error('not every question was answered by the model')
  console.log(
    `CPU of service and database: /ask ${askMs.toFixed(1)} ms, /search ${searchMs.toFixed(1)} ms, difference ${(askMs - searchMs).toFixed(1)} ms`,
  )
  return askMs - searchMs <= CPU_MS
}

const ASKERS = 16
const MODEL_MS = 2_500
const LOAD_MS = 20_000

/** Answers a second of a slow model, and what the searches beside them notice of it. */
export async function askers({ provider, question, search, ask }: AnswerBench): Promise<boolean> {
  provider.writing.reset({ latencyMs: MODEL_MS, writes: (prompt) => twoSentences(prompt).join('') })
  const alone = await searchUntil(Date.now() + LOAD_MS / 2)
  const end = Date.now() + LOAD_MS
  let answers = 0
  const asking = Array.from({ length: ASKERS }, async () => {
    while (Date.now() < end) if ((await ask(question())).body.outcome === 'answered') answers++
  })
  const [beside] = await Promise.all([searchUntil(end), ...asking])
  const perSecond = answers / ((LOAD_MS + MODEL_MS) / 1000)
  console.log(
    `${ASKERS} askers of a model that takes ${MODEL_MS} ms: ${perSecond.toFixed(1)} answers/s; ` +
      `/search p95 ${percentile(alone, 0.95).toFixed(1)} ms alone, ${percentile(beside, 0.95).toFixed(1)} ms beside them`,
  )
  return perSecond >= 5

  /** One after the other, at ten a second. */
  async function searchUntil(time: number): Promise<number[]> {
    const times: number[] = []
    while (Date.now() < time) {
      times.push((await search(question())).ms)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return times
  }
}
