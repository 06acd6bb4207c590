/** A command line without a program behind it: terminals that remember, and use cases a test can replace. */
import { Writable } from 'node:stream'
import type { App, Check, CliParts, Terminal } from '../src/cli/parts.ts'
import { runCli } from '../src/cli/program.ts'
import { readConfig } from '../src/config.ts'
import type { Answer, Hit, SiteStatus, SyncReport } from '../src/types.ts'

export interface Outcome {
  exitCode: number
  stdout: string
  stderr: string
}

export interface Overrides {
  app?: Partial<App>
  parts?: Partial<CliParts>
  isTty?: boolean
}

/** Runs a command line as a shell would split it, with the given use cases; those not given throw. */
export async function runCommand(
  line: string,
  { app = {}, parts = {}, isTty = false }: Overrides = {},
): Promise<Outcome> {
  const stdout = memoryTerminal(isTty)
  const stderr = memoryTerminal(isTty)
  const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const exitCode = await runCli(argv, {
    loadConfig: () => readConfig({}),
    loadDemoConfig: () => readConfig({}),
    openApp: async () => anApp(app),
    doctor: async function* () {},
    stdout,
    stderr,
    onInterrupt: () => () => {},
    exit: () => {},
    now: () => new Date('2026-03-01T12:00:00Z'),
    version: '1.2.3',
    ...parts,
  })
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
}

export function anApp(useCases: Partial<App>): App {
  const missing = (name: string) => (): never => {
    throw new Error(`This test did not expect ${name} to be called.`)
  }
  return {
    sync: missing('sync'),
    search: missing('search'),
    ask: missing('ask'),
    addSite: missing('addSite'),
    listSites: missing('listSites'),
    removeSite: missing('removeSite'),
    migrate: missing('migrate'),
    status: missing('status'),
    serve: missing('serve'),
    startDemo: missing('startDemo'),
    close: async () => {},
    ...useCases,
  }
}

export function memoryTerminal(isTty = false): Terminal & { text(): string } {
  const written: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      done()
    },
  })
  return Object.assign(stream, { isTTY: isTty, columns: 80, text: () => written.join('') })
}

export function aReport(facts: Partial<SyncReport> = {}): SyncReport {
  return {
    site: 'example.com',
    kind: 'sync',
    outcome: 'done',
    startedAt: new Date('2026-03-01T11:57:00Z'),
    ms: 1500,
    listed: 12,
    added: 1,
    updated: 2,
    unchanged: 9,
    hidden: {},
    removed: 0,
    revived: 0,
    purged: 0,
    skipped: {},
    failed: {},
    withheld: 0,
    requests: { light: 1, heavy: 3 },
    embedded: { texts: 4, requests: 1, tokens: 1234 },
    notes: [],
    ...facts,
  }
}

export function aStatus(facts: Partial<SiteStatus> = {}): SiteStatus {
  return {
    name: 'example.com',
    url: 'https://example.com',
    listed: 12,
    indexed: 11,
    chunks: 1040,
    hidden: { protected: 1 },
    skipped: {},
    failed: {},
    withheld: 0,
    pendingVectors: 0,
    lastRun: aReport(),
    freshness: { p50Seconds: 120, p95Seconds: 300 },
    ...facts,
  }
}

export function aHit(facts: Partial<Hit> = {}): Hit {
  return {
    id: '7-0',
    content: 'Shipping takes **three days** in [Europe](https://example.com/eu).',
    title: 'Shipping',
    url: 'https://example.com/shipping#times',
    score: 0.8125,
    headings: ['Times'],
    site: 'example.com',
    type: 'page',
    language: 'en',
    author: null,
    categories: [],
    tags: [],
    publishedAt: new Date('2026-01-02T00:00:00Z'),
    modifiedAt: null,
    parts: { keyword: 0.9, coverage: 0.8, vector: null, vectorWeight: 0.5, matched: ['ship'] },
    ...facts,
  }
}

export function anAnswer(facts: Partial<Answer> = {}): Answer {
  const source = { n: 1, ...aHit() }
  return {
    text: 'Three days [1].',
    outcome: 'answered',
    sources: [source],
    citations: [{ n: 1, url: source.url, title: source.title, quote: 'Shipping takes three days' }],
    isCached: false,
    isDegraded: false,
    ...facts,
  }
}

export async function* checksOf(...checks: Check[]): AsyncIterable<Check> {
  yield* checks
}
