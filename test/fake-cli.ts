/** A command line without a program behind it: terminals that remember, and use cases a test can replace. */
import { Writable } from 'node:stream'
import type { App, Check, CliParts, Terminal } from '../src/cli/parts.ts'
import { runCli } from '../src/cli/program.ts'
import { readConfig } from '../src/config.ts'

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
    backUp: missing('backUp'),
    restore: missing('restore'),
    markAsRestored: missing('markAsRestored'),
    stdout,
    stderr,
    onInterrupt: () => () => {},
    exit: () => {},
    // Three minutes after the run that makers.ts tells of.
    now: () => new Date('2026-03-05T03:03:00Z'),
    version: '1.2.3',
    ...parts,
  })
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
}

function missing(name: string): () => never {
  return () => {
    throw new Error(`This test did not expect ${name} to be called.`)
  }
}

function anApp(useCases: Partial<App>): App {
  return {
    sync: missing('sync'),
    search: missing('search'),
    ask: missing('ask'),
    askEvents: missing('askEvents'),
    warm: missing('warm'),
    addSite: missing('addSite'),
    listSites: missing('listSites'),
    removeSite: missing('removeSite'),
    migrate: missing('migrate'),
    status: missing('status'),
    spending: async () => ({ day: '2026-03-05', spentUsd: 0, reservedUsd: 0, limitUsd: null, rows: [] }),
    explainPosts: missing('explainPosts'),
    listSpaces: missing('listSpaces'),
    activateSpace: missing('activateSpace'),
    createKey: missing('createKey'),
    listKeys: missing('listKeys'),
    rotateKey: missing('rotateKey'),
    revokeKey: missing('revokeKey'),
    work: missing('work'),
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

export async function* checksOf(...checks: Check[]): AsyncIterable<Check> {
  yield* checks
}
