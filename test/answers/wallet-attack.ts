/**
 * Somebody spends the money of a site: one browser key, read in its page, used from many addresses for questions that
 * nobody asked before. What the provider served is the measure, not what we counted.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { openKeyCommands } from '../../src/app/keys.ts'
import { costOf, openPrices } from '../../src/app/prices.ts'
import { readConfig } from '../../src/config.ts'
import { type BudgetDay, readBudgetDay } from '../../src/store/spending.ts'
import { aWrite } from '../makers.ts'
import type { FakeOpenAi } from '../openai/fake-openai.ts'
import { type AppWorld, openAppWorld } from './app-world.ts'

export interface Attack {
  addresses: number
  processes: number
  limitUsd: number
  /** Questions at the same time. */
  atOnce: number
}

export interface AttackReport {
  /** By what the provider served, at list prices. */
  chargedUsd: number
  /** Of one question's vector, the dearest. */
  questionUsd: number
  /** How many questions were asked in the busiest second. */
  perSecond: number
  counted: BudgetDay
  outcomes: Record<string, number>
  /** What was not answered with 200, of the attacker and of others: status and detail. */
  failures: string[]
  /** Of a question under another key when all was spent. */
  other: { status: number; outcome: unknown; degraded: unknown; mode: unknown }
}

const ORIGIN = 'https://shop.test'
const MODEL = 'gpt-4o-mini'
const EMBEDDER = 'text-embedding-3-large'
const ADJECTIVES = ['red', 'green', 'blue', 'small', 'large', 'slow', 'fast', 'early', 'late', 'old']
const PLACES = ['island', 'village', 'lighthouse', 'castle', 'market', 'beach', 'museum', 'mill', 'abbey', 'bridge']
const WHEN = ['monday', 'tuesday', 'thursday', 'friday', 'sunday', 'easter', 'summer', 'winter', 'autumn', 'spring']

export async function attackWallet({ addresses, processes, limitUsd, atOnce }: Attack): Promise<AttackReport> {
  const world = await openAppWorld({
    ...{ DAILY_BUDGET_USD: String(limitUsd), ANSWER_MODEL: MODEL, EMBED_MODEL: EMBEDDER },
    ...{ PORT: '0', SCHEDULER: 'off', TRUST_PROXY: '127.0.0.1', RATE_LIMIT_PER_MINUTE: '1000000' },
  })
  try {
    return await attack(world, { addresses, processes, limitUsd, atOnce })
  } finally {
    await world.close()
  }
}

async function attack(world: AppWorld, { addresses, processes, atOnce }: Attack): Promise<AttackReport> {
  const { db, databaseUrl, provider, site } = world
  const words = [...ADJECTIVES, ...PLACES, ...WHEN].join(' ')
  await world.write(
    aWrite([`The boat leaves the harbour at five, whatever boat it is: ${words}.`], { title: 'The boat' }),
  )
  provider.writing.reset({ writes: { text: ANSWER }, latencyMs: 20 })
  const keys = openKeyCommands(db, readConfig({ DATABASE_URL: databaseUrl }))
  const wish = { name: '', scopes: [], sites: [site.name], ratePerMinute: 1_000_000, expiresDays: null }
  const pageKey = (await keys.createKey({ ...wish, origins: [ORIGIN] })).secret
  const otherKey = (await keys.createKey({ ...wish, origins: [] })).secret

  const services = await Promise.all(Array.from({ length: processes }, () => startService(world)))
  const questions = Array.from({ length: addresses }, (_, n) => questionOf(n)).entries()
  const outcomes: Record<string, number> = {}
  const askedAt: number[] = []
  const failures: string[] = []
  const askOn = async () => {
    for (const [n, question] of questions) {
      askedAt.push(performance.now())
      const headers = { 'x-api-key': pageKey, origin: ORIGIN, 'x-forwarded-for': `10.0.${n >> 8}.${n & 255}` }
      const { status, body } = await post(services[n % processes]?.url ?? '', { question, headers })
      if (status !== 200) {
        failures.push(`${status} ${body.detail}`)
        continue
      }
      const outcome = `${body.outcome}${body.degraded ? ', degraded' : ''}`
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, askOn))

  const question = 'When does the boat leave the harbour?'
  const headers = { 'x-api-key': otherKey }
  const url = services[0]?.url ?? ''
  let asked = await post(url, { question, headers })
  // What the last answers gave back of what was reserved for them may pay for one or two more.
  for (const more of ['Today?', 'Tonight?', 'Tomorrow?']) {
    if (asked.body.outcome === 'answered') asked = await post(url, { question: `${question} ${more}`, headers })
  }
  const searched = await post(url, { question: `${question} Tell me.`, headers, path: '/search' })
  for (const service of services) await service.stop()
  return {
    ...chargedBy(provider),
    perSecond: busiestSecond(askedAt),
    counted: await readBudgetDay(db),
    outcomes,
    failures,
    other: {
      status: asked.status,
      outcome: asked.body.outcome,
      degraded: asked.body.degraded,
      mode: searched.body.mode,
    },
  }
}

const ANSWER = 'The boat leaves at five. [1] '.repeat(12)

/** The first thousand differ. All of their words stand in the post. */
function questionOf(n: number): string {
  const [adjective, place, when] = [ADJECTIVES[n % 10], PLACES[Math.floor(n / 10) % 10], WHEN[Math.floor(n / 100) % 10]]
  return `When does the ${adjective} boat of the ${place} leave the harbour in ${when}?`
}

async function startService({ open }: AppWorld) {
  const app = await open()
  const ending = new AbortController()
  const ready = Promise.withResolvers<string>()
  const served = app.serve({ signal: ending.signal, onReady: ({ url }) => ready.resolve(url) })
  served.catch(ready.reject)
  const url = await ready.promise
  const stop = async () => {
    ending.abort()
    await served
    await app.close()
  }
  return { url, stop }
}

interface Post {
  question: string
  headers: Record<string, string>
  path?: string
}

interface Posted {
  status: number
  body: Record<string, unknown>
}

async function post(url: string, { question, headers, path = '/ask' }: Post, tries = 20): Promise<Posted> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ q: question }),
  })
  const body: Record<string, unknown> = await response.json()
  if (response.status === 503 && tries > 0) {
    // A test machine may be busy with other things: whoever is told so comes again.
    await sleep(300)
    return post(url, { question, headers, path }, tries - 1)
  }
  return { status: response.status, body }
}

/** As its own usage has it: four letters to a token. */
function chargedBy({ writing, requests }: FakeOpenAi): Pick<AttackReport, 'chargedUsd' | 'questionUsd'> {
  const [answers, vectors] = [openPrices()(MODEL), openPrices()(EMBEDDER)]
  if (!answers || !vectors) throw new Error('no price is known')
  const tokens = (text: string) => Math.ceil(text.length / 4)
  const written = writing.calls.map(({ system, user }) =>
    costOf(answers, { inputTokens: Math.ceil((system.length + user.length) / 4), outputTokens: tokens(ANSWER) }),
  )
  const embedded = requests.map(({ texts }) =>
    costOf(vectors, { inputTokens: texts.reduce((sum, text) => sum + tokens(text), 0), outputTokens: 0 }),
  )
  return { chargedUsd: sum([...written, ...embedded]), questionUsd: Math.max(...embedded) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function busiestSecond(at: readonly number[]): number {
  return Math.max(...at.map((start) => at.filter((one) => one >= start && one < start + 1_000).length))
}
