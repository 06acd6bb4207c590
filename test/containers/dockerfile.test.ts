/** Rules for the Dockerfile. It is built and used by scripts/try-dockerfile.ts. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { execForm, parseDockerfile, type Stage } from '../../scripts/container/dockerfile.ts'
import { readIgnore } from '../../scripts/container/ignore.ts'

const text = readFileSync('Dockerfile', 'utf8')

describe('the Dockerfile', () => {
  it('C04 breaks no rule', () => {
    expect(findFaults(text)).toEqual([])
  })

  it.each([
    [
      'FROM node:24.21.0-trixie-slim AS service',
      'FROM node:latest AS service',
      'service: node:latest is no exact version',
    ],
    ['USER 65532:65532', 'USER node', 'service: runs as node'],
    ['ENTRYPOINT ["node", "/app/src/main.ts"]', 'ENTRYPOINT npm start', 'service: ENTRYPOINT goes through a shell'],
    ['ENTRYPOINT ["node", "/app/src/main.ts"]', 'ENTRYPOINT ["npm", "start"]', 'service: npm hears no SIGTERM'],
    ['npm ci --omit=dev --ignore-scripts', 'npm install', 'build: npm install instead of npm ci --ignore-scripts'],
    ['COPY src src', 'COPY . .', 'build: copies the whole folder'],
    [/^HEALTHCHECK .*livez|^HEALTHCHECK .*healthcheck.*$/m, '', 'service: has no HEALTHCHECK'],
    ['ENV NODE_ENV=production', 'ENV ADMIN_KEY=x NODE_ENV=production', 'service: ADMIN_KEY in the image'],
    ['postgresql-client-17=17.*', 'postgresql-client', 'backup: postgresql-client has no version'],
  ])('is refused with %s replaced by %s', (from, to, fault) => {
    expect(findFaults(text.replaceAll(from instanceof RegExp ? new RegExp(from, 'gm') : from, to))).toContain(fault)
  })

  it('takes the version of Node that the package has', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
    const images = parseDockerfile(text).filter(({ from }) => from.startsWith('node:'))
    expect(images.map(({ from }) => from)).toEqual(
      images.map(() => `node:${manifest.devDependencies.node}-trixie-slim`),
    )
  })

  it('sends no secret and no test to the builder', () => {
    const ignores = readIgnore(readFileSync('.dockerignore', 'utf8'))
    const out = ['.env', '.git/config', 'secrets/admin_key', 'data/pglite', 'src/app.test.ts', 'test/database.ts']
    const inside = ['src/app.ts', 'package.json', 'sql/0001_index.sql', 'web/page/api.js', 'src/sample/posts/cafe.html']
    expect(out.filter((path) => !ignores(path))).toEqual([])
    expect(inside.filter(ignores)).toEqual([])
  })
})

function findFaults(dockerfile: string): string[] {
  const stages = parseDockerfile(dockerfile)
  return stages.flatMap((stage) => faultsOf(stage, stages).map((fault) => `${stage.name}: ${fault}`))
}

function faultsOf(stage: Stage, stages: readonly Stage[]): string[] {
  const { from, instructions } = stage
  const textsOf = (name: string) => instructions.filter((step) => step.name === name).map((step) => step.text)
  const isStage = stages.some(({ name }) => name === from)
  const faults =
    isStage || /^[\w./-]+:\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/.test(from)
      ? []
      : [`${from} is no exact version`]
  for (const run of textsOf('RUN')) {
    if (/\bnpm (install|i)\b/.test(run)) faults.push('npm install instead of npm ci --ignore-scripts')
    for (const [, name] of run.matchAll(/[" ](postgresql-client[\w-]*)(?![\w-]*=)/g))
      faults.push(`${name} has no version`)
    if (/curl|wget|https?:/.test(run)) faults.push(`fetches something: ${run}`)
  }
  if (textsOf('COPY').some((copied) => /^\.\s/.test(copied))) faults.push('copies the whole folder')
  for (const pair of textsOf('ENV')) {
    for (const [, name] of pair.matchAll(/(\w*(?:KEY|PASSWORD|SECRET|PEPPER|TOKEN)\w*)=/g))
      faults.push(`${name} in the image`)
  }
  return stage.name === 'build' ? faults : [...faults, ...faultsOfImage(textsOf)]
}

/** Of those that are run, not only built from. */
function faultsOfImage(textsOf: (name: string) => string[]): string[] {
  const faults: string[] = []
  const user = textsOf('USER').at(-1)
  if (!/^[1-9]\d{3,}:[1-9]\d{3,}$/.test(user ?? '')) faults.push(`runs as ${user ?? 'root'}`)
  if (!textsOf('HEALTHCHECK').some((check) => check.includes('CMD ['))) faults.push('has no HEALTHCHECK')
  const entrypoint = execForm(textsOf('ENTRYPOINT').at(-1) ?? '')
  if (entrypoint === null) faults.push('ENTRYPOINT goes through a shell')
  else if (entrypoint[0] !== 'node') faults.push(`${entrypoint[0]} hears no SIGTERM`)
  return faults
}
