/** The demo as a stranger meets it: the real command in a process of its own, asked over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sampleQuestions, secretWords, unanswerableQuestions } from '../src/sample/questions.ts'

const BIN = fileURLToPath(new URL('../bin/askpress.js', import.meta.url))

let folder: string
let demo: ChildProcess
let url: string
let output = ''
let firstAnswerMs = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'askpress-demo-'))
  const startedAt = performance.now()
  demo = spawn(process.execPath, [BIN, 'demo'], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: folder, PORT: '18431' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  demo.stdout?.on('data', (part) => {
    output += part
  })
  while (!output.includes('Ask yourself') && demo.exitCode === null) await new Promise((done) => setTimeout(done, 50))
  firstAnswerMs = performance.now() - startedAt
  url = /http:\/\/127\.0\.0\.1:\d+/.exec(output.slice(output.indexOf('Ask yourself')))?.[0] ?? ''
})

afterAll(async () => {
  if (demo.exitCode === null) {
    demo.kill('SIGTERM')
    await once(demo, 'exit')
  }
  await rm(folder, { recursive: true, force: true })
})

it('shows its first answer within 15 seconds, with its source', () => {
  expect(firstAnswerMs).toBeLessThan(15_000)
  expect(output).toContain(sampleQuestions[0]?.answerContains)
  expect(output).toMatch(/\[1\] Seal pups/)
})

it.each(sampleQuestions.slice(0, 6))('answers: $question', async ({ question, answerContains }) => {
  const answer = await post('/ask', { q: question })

  expect(answer.outcome).toBe('extractive')
  expect(`${answer.answer} ${JSON.stringify(answer.citations)}`).toContain(answerContains)
  for (const { n, url: link } of answer.citations) expect(link.split(/#?:~:/)[0]).toBe(answer.sources[n - 1]?.url)
})

it.each(Object.entries(secretWords))('never shows what is not public: %s', async (_slug, word) => {
  const found = await post('/search', { q: word.replace('-', ' '), k: 50 })

  expect(JSON.stringify(found)).not.toContain(word)
})

it('links to the place on the page where the passage stands', async () => {
  const { results } = await post('/search', { q: 'a pup lies there alone' })
  const { pathname, hash, origin } = new URL(results[0].url)

  const page = await (await fetch(origin + pathname)).text()

  expect(hash).not.toBe('')
  expect(page).toContain(`id="${hash.slice(1)}"`)
})

it('gets its vectors in the background while it answers', async () => {
  for (;;) {
    const status = (await (await fetch(`${url}/status`)).json()) as { sites: { pending_vectors: number }[] }
    if (status.sites[0]?.pending_vectors === 0) break
    await new Promise((done) => setTimeout(done, 250))
  }

  const byMeaning = await post('/search', { q: 'is it allowed to bring pets', mode: 'vector', k: 10 })

  expect(byMeaning.results.map((result) => new URL(result.url).pathname)).toContain('/dogs/')
}, 120_000)

it.each(unanswerableQuestions)('says that the site does not tell: %s', async (question) => {
  expect(await post('/ask', { q: question })).toMatchObject({ outcome: 'refused', sources: [] })
})

it('stops cleanly and leaves the data for the next time', async () => {
  demo.kill('SIGINT')
  const [code] = await once(demo, 'exit')

  expect(code).toBe(0)
})

async function post(path: string, body: unknown) {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.status).toBe(200)
  // The shape is what docs/api.md promises; the tests of http/ hold it.
  return (await answer.json()) as {
    outcome: string
    answer: string
    sources: { url: string }[]
    citations: { n: number; url: string }[]
    results: [{ url: string }]
  }
}
