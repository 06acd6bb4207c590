import { expect, it } from 'vitest'
import { checksOf, type Overrides, runCommand } from '../../test/fake-cli.ts'
import { aHit, anAnswer, aReport, aSiteStatus, aSpaceStatus } from '../../test/makers.ts'
import { AppError } from '../errors.ts'

const COMMANDS = [
  'demo',
  'serve',
  'worker',
  'sync',
  'search',
  'ask',
  'sites',
  'sites add',
  'sites list',
  'sites remove',
  'spaces',
  'spaces list',
  'spaces activate',
  'migrate',
  'status',
  'doctor',
]

it.each(COMMANDS)('explains "%s" with examples on --help', async (command) => {
  const { exitCode, stdout, stderr } = await runCommand(`${command} --help`)

  expect(stdout).toContain(`Usage: askpress ${command}`)
  expect(stdout).toContain('Examples:\n  ')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
})

it('lists every command on --help and prints the version on --version', async () => {
  const { stdout } = await runCommand('--help')
  for (const command of COMMANDS) expect(stdout).toContain(command.split(' ')[0])
  expect(await runCommand('--version')).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' })
})

it.each([
  ['', 'Usage: askpress'],
  ['synk', 'Did you mean sync?'],
  ['sync --ful', 'Did you mean --full?'],
  ['sync --post abc', 'whole number'],
  ['sync --approve-deletions -1', 'whole number'],
  ['search', 'missing required argument'],
  ['search -k 51 x', 'from 1 to 50'],
  ['search --mode magic x', 'hybrid, vector, keyword'],
  ['search "  "', 'The question is empty'],
  ['sites remove', 'missing required argument'],
  ['spaces activate first', 'whole number'],
  ['status now', 'too many arguments'],
])('ends wrong usage "%s" with exit code 2 and says what is wrong', async (line, message) => {
  const { exitCode, stdout, stderr } = await runCommand(line)

  expect(stderr).toContain(message)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
})

it('stops at a broken configuration with exit code 2, before anything is opened', async () => {
  const loadConfig = () => {
    throw new AppError('invalid_config', 'PORT must be a whole number.')
  }
  const openApp = () => Promise.reject(new Error('must not be opened'))

  expect(await runCommand('status', { parts: { loadConfig, openApp } })).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'askpress: PORT must be a whole number.\n',
  })
})

it.each([
  ['unavailable', undefined, 4],
  ['timeout', undefined, 4],
  ['upstream', 'connect', 4],
  ['upstream', 'blocked', 1],
  ['not_found', undefined, 1],
  ['conflict', undefined, 1],
] as const)('ends an error of the kind %s (%s) with exit code %i', async (kind, code, expected) => {
  const status = () => Promise.reject(new AppError(kind, 'It broke.', code ? { code } : {}))
  const { exitCode, stderr } = await runCommand('status', { app: { status } })

  expect({ exitCode, stderr }).toEqual({ exitCode: expected, stderr: 'askpress: It broke.\n' })
})

it('shows the stack of what is not an AppError, as a bug', async () => {
  const status = () => Promise.reject(new TypeError('x is not a function'))
  const { exitCode, stderr } = await runCommand('status', { app: { status } })

  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/bug in AskPress.*TypeError: x is not a function\n +at /s)
})

it('closes what it opened, after success and after failure', async () => {
  let closed = 0
  const close = async () => {
    closed++
  }
  await runCommand('status', { app: { status: async () => [], close } })
  await runCommand('status', { app: { status: () => Promise.reject(new Error('no')), close } })

  expect(closed).toBe(2)
})

const aSite = {
  id: 1,
  name: 'example.com',
  url: 'https://example.com',
  apiRoot: 'https://example.com/wp-json/',
  language: 'en',
  types: ['post'],
}

const working: Overrides = {
  app: {
    sync: async ({ onProgress }) => {
      onProgress('example.com', { phase: 'list', done: 12, total: 12 })
      return [aReport({ notes: ['A note.'] })]
    },
    search: async () => ({ hits: [aHit()], mode: 'keyword', isDegraded: true }),
    ask: async () => anAnswer(),
    addSite: async () => aSite,
    listSites: async () => [aSite],
    removeSite: async () => ({ documents: 3 }),
    migrate: async () => ({ applied: [], version: '0001_first' }),
    status: async () => [aSiteStatus()],
    listSpaces: async () => [aSpaceStatus()],
    activateSpace: async () => aSpaceStatus(),
    work: async ({ onReady }) => onReady({ hasSchedule: true }),
    serve: async ({ onReady }) => onReady({ url: 'http://127.0.0.1:8000', isOpen: true }),
    startDemo: async () => ({
      listening: { url: 'http://127.0.0.1:8000', isOpen: true },
      report: aReport(),
      questions: ['How long does shipping take?'],
      stopped: Promise.resolve(),
    }),
  },
  parts: { doctor: () => checksOf({ name: 'database', state: 'ok', detail: 'embedded' }) },
}

it.each([
  ['demo', 'url'],
  ['serve', 'url'],
  ['worker', 'working'],
  ['sync', 'listed'],
  ['search shipping', 'results'],
  ['ask shipping', 'answer'],
  ['sites add https://example.com', 'api_root'],
  ['sites list', 'sites'],
  ['sites remove example.com', 'documents'],
  ['spaces list', 'spaces'],
  ['spaces activate 1', 'state'],
  ['migrate', 'version'],
  ['status', 'sites'],
  ['doctor', 'checks'],
])('prints for "%s --json" one JSON document and nothing else on stdout', async (line, member) => {
  const { exitCode, stdout } = await runCommand(`${line} --json`, working)

  expect(JSON.parse(stdout)).toHaveProperty(member)
  expect(exitCode).toBe(0)
})

it.each(['status --json', 'search --json', 'sync --json --post x'])(
  'keeps stdout one JSON document when "%s" fails',
  async (line) => {
    const status = () => Promise.reject(new AppError('unavailable', 'The database cannot be reached.'))
    const { exitCode, stdout } = await runCommand(line, { app: { status } })

    expect(JSON.parse(stdout)).toEqual({ error: expect.any(String), detail: expect.any(String) })
    expect(exitCode).not.toBe(0)
  },
)
