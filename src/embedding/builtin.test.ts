import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, it } from 'vitest'
import { openBuiltinEmbedder } from './builtin.ts'
import { describeEmbedder } from './embedder.contract.ts'
import { cosine } from './vector.ts'

describeEmbedder('built-in', () => openBuiltinEmbedder())

describe('the built-in embedder', () => {
  const embedder = openBuiltinEmbedder()
  afterAll(() => embedder.close())

  const similarity = async (one: string, other: string) => {
    const { vectors } = await embedder.embed([one, other])
    const [a, b] = vectors
    return a && b ? cosine(a, b) : expect.fail('no vector')
  }

  // Figures of the same model in another runtime: paraphrases .62 to .71, unrelated 0 to .19.
  it.each([
    ['How do I cancel my subscription?', 'How can I end my membership?'],
    ['How old are you?', 'What is your age?'],
    ['What is your refund policy?', 'How do I get my money back?'],
  ])('finds %j close to %j', async (one, other) => {
    expect(await similarity(one, other)).toBeGreaterThan(0.55)
  })

  it.each([
    ['How do I cancel my subscription?', 'The weather in Paris is lovely in spring.'],
    ['How old are you?', 'Add two cups of flour and stir.'],
    ['What is your refund policy?', 'The bridge was built of stone in 1732.'],
  ])('finds %j far from %j', async (one, other) => {
    expect(await similarity(one, other)).toBeLessThan(0.2)
  })

  it('does not let the texts of a call influence one another', async () => {
    const question = 'How do I cancel my subscription?'
    const alone = await embedder.embed([question])
    const together = await embedder.embed(['Short.', question, 'word '.repeat(300), 'Another text of some length.'])
    const [a, b] = [alone.vectors[0], together.vectors[1]]
    expect(a && b && cosine(a, b)).toBeGreaterThan(0.99999)
  })

  it('finds nothing in common between texts it cannot read, unless they are the same', async () => {
    expect(await similarity('退货政策', '今天天气很好')).toBeLessThan(0.2)
    expect(await similarity('退货政策', 'What is your refund policy?')).toBeLessThan(0.2)
    expect(await similarity('🎉', '🎉')).toBeCloseTo(1, 5)
  })

  it('does not let a part it cannot read blur a text', async () => {
    const readable = 'How do I cancel my subscription?'
    expect(await similarity(readable, `${readable}\n${'如何取消订阅。'.repeat(40)}`)).toBeGreaterThan(0.8)
  })

  it('answers a question while a batch is under way', async () => {
    const order: string[] = []
    const passages = Array(20).fill('The keeper of the lighthouse writes down the weather and the ships. '.repeat(20))
    const batch = embedder.embed(passages).then(() => order.push('batch'))
    await embedder.embed(['How old are you?']).then(() => order.push('question'))
    await batch
    expect(order).toEqual(['question', 'batch'])
  })

  it('charges nothing', async () => {
    expect((await embedder.embed(['text'])).tokens).toBe(0)
  })
})

it('does not keep the process alive when it has nothing to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'askpress-'))
  const script = join(folder, 'embed-once.mjs')
  writeFileSync(
    script,
    `import { openBuiltinEmbedder } from '${new URL('./builtin.ts', import.meta.url)}'
     const { vectors } = await openBuiltinEmbedder().embed(['text'])
     console.log(vectors.length)`,
  )
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 20_000 })
  rmSync(folder, { recursive: true })
  expect(stdout).toBe('1\n')
})

describe('when the thread breaks', () => {
  /** Breaks at the first unit, `good` threads come afterwards. */
  const breaking = () => new Worker(`throw new Error('no WebAssembly here')`, { eval: true })
  const good = () => new Worker(new URL('./builtin-worker.ts', import.meta.url))

  it('says so, keeps the cause, and starts another one for the next call', async () => {
    const threads = [breaking, good]
    const embedder = openBuiltinEmbedder({ startWorker: () => (threads.shift() ?? good)() })
    const failure = await embedder.embed(['text']).catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'unavailable', retryable: true, cause: { message: 'no WebAssembly here' } })
    expect((await embedder.embed(['text'])).vectors).toHaveLength(1)
    await embedder.close()
  })

  it('notices a thread that ends while a unit is with it', async () => {
    const ending = () =>
      new Worker(`require('node:worker_threads').parentPort.on('message', () => process.exit(1))`, { eval: true })
    const embedder = openBuiltinEmbedder({ startWorker: ending })
    await expect(embedder.embed(['text'])).rejects.toMatchObject({ kind: 'unavailable' })
    await embedder.close()
  })

  it('rejects the calls that are under way when it is closed, and those that come later', async () => {
    const embedder = openBuiltinEmbedder()
    const waiting = expect(embedder.embed(['text'])).rejects.toMatchObject({ kind: 'unavailable' })
    await embedder.close()
    await waiting
    await expect(embedder.embed(['text'])).rejects.toMatchObject({ kind: 'unavailable' })
  })
})
