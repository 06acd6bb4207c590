/** Holds the code to the layers of ARCHITECTURE.md: who may import whom, and where SQL and the environment may be. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { expect, it } from 'vitest'

const DATA = ['errors.ts', 'types.ts']

/** Each folder of src/, and the folders it may import from. Files directly in src/ are named by file. */
const MAY_IMPORT: Record<string, string[]> = {
  'errors.ts': [],
  'types.ts': [],
  'present.ts': ['types.ts'],
  'config.ts': ['errors.ts', 'config'],
  'scrub.ts': [],
  'version.ts': [],
  'open-files.ts': [],
  log: ['errors.ts', 'scrub.ts'],
  telemetry: ['errors.ts'],
  metrics: ['types.ts'],
  upstream: ['errors.ts'],
  wordpress: [...DATA, 'upstream'],
  content: ['types.ts'],
  tokens: [],
  model: [...DATA, 'upstream', 'tokens'],
  cache: ['errors.ts', 'upstream'],
  rerank: ['errors.ts', 'scrub.ts', 'upstream'],
  embedding: [...DATA, 'scrub.ts', 'upstream', 'tokens'],
  store: [...DATA, 'open-files.ts'],
  jobs: [...DATA, 'store'],
  limits: DATA,
  keys: [...DATA, 'store', 'limits'],
  sample: ['errors.ts'],
  sync: [...DATA, 'wordpress', 'content', 'embedding', 'store'],
  retrieval: [...DATA, 'embedding', 'rerank', 'store', 'cache', 'telemetry'],
  answer: [...DATA, 'retrieval', 'upstream', 'tokens', 'model', 'store', 'cache', 'telemetry'],
  http: [...DATA, 'present.ts', 'open-files.ts', 'log', 'metrics', 'telemetry'],
  cli: [...DATA, 'present.ts', 'config.ts'],
  config: ['errors.ts'],
  app: ['*'],
  'app.ts': ['*'],
  'main.ts': ['*'],
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ path: join('src', name), text: readFileSync(join('src', name), 'utf8') }))

it.each(files)('$path imports only what its layer may', ({ path, text }) => {
  const layer = layerOf(path)
  const allowed = MAY_IMPORT[layer]
  expect(allowed, `${layer} is not in the table of layers`).toBeDefined()

  // A test may reach for the fakes in test/ and for types of the sample site they serve; the code it tests may not.
  const targets = [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, to]) => join(dirname(path), to ?? ''))
  const inside = targets.filter((target) => target.startsWith('src') || !isTest(path))
  const forbidden = inside
    .map(layerOf)
    .filter((other) => other !== layer && !allowed?.includes(other) && !allowed?.includes('*'))
    .filter((other) => !(other === 'sample' && isTest(path)))
  expect(forbidden).toEqual([])
})

it('writes SQL in src/store only', () => {
  // Our SQL is lower case, so a sentence of a prompt that starts with "Select" is not taken for it.
  const sql = /[`'"]\s*(select\s+[^'"]*\s+from\s|select \d|insert into\s|update \w+ set\s|delete from\s|with \w+ as\s)/
  const strays = files.filter(({ path, text }) => !isTest(path) && layerOf(path) !== 'store' && sql.test(text))
  expect(strays.map(({ path }) => path)).toEqual([])
})

it('reads the environment in src/config.ts only', () => {
  const readers = files.filter(({ path, text }) => !isTest(path) && /process\.env\b/.test(text))
  expect(readers.map(({ path }) => path).filter((path) => path !== join('src', 'config.ts'))).toEqual([])
})

/** Contracts are tests that several implementations share. */
function isTest(path: string): boolean {
  return /\.(test|contract)\.ts$/.test(path)
}

function layerOf(path: string): string {
  const [first = ''] = relative('src', path).split(sep)
  return first.replace(/\.test\.ts$/, '.ts')
}
