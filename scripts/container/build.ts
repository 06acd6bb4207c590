/**
 * Builds the stages of a Dockerfile into folders, step by step, without a container engine.
 *
 * The base image is a Debian made by debootstrap, with the Node of the npm package `node` and the npm of this machine.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { execForm, type Instruction, parseDockerfile, readPairs, type Stage } from './dockerfile.ts'
import { type Ignore, readIgnore } from './ignore.ts'
import { type RunOptions, runStep } from './root.ts'

export interface Image extends RunOptions {
  /** Its folder. */
  root: string
  command: string[]
  healthcheck: string[]
}

export interface BuildOptions {
  /** Where the Dockerfile and .dockerignore are. */
  context: string
  /** Where stages go; a base from an earlier run is used again. */
  folder: string
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export function buildImages({ context, folder }: BuildOptions): Map<string, Image> {
  const images = new Map<string, Image & { entrypoint: string[]; cmd: string[] }>()
  const ignore = readIgnore(readFileSync(join(context, '.dockerignore'), 'utf8'))
  for (const stage of parseDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    say(`== ${stage.name}, from ${stage.from}`)
    const parent = images.get(stage.from)
    const root = join(folder, stage.name)
    copyRoot(parent?.root ?? makeBase(stage, folder), root)
    const image = parent
      ? { ...parent, root, env: { ...parent.env } as Record<string, string> }
      : { root, env: { PATH } as Record<string, string>, workdir: '/', user: '0:0', command: [], ...NO_COMMAND }
    for (const step of stage.instructions) apply(step, image, { context, ignore, images })
    image.command = [...image.entrypoint, ...image.cmd]
    images.set(stage.name, image)
  }
  return images
}

const NO_COMMAND = { entrypoint: [], cmd: [], healthcheck: [] as string[] }

interface Building extends Image {
  env: Record<string, string>
  entrypoint: string[]
  cmd: string[]
}

interface Surroundings {
  context: string
  ignore: Ignore
  images: ReadonlyMap<string, Image>
}

function apply(step: Instruction, image: Building, surroundings: Surroundings): void {
  const { name, text } = step
  say(`   ${name} ${text}`)
  if (name === 'ENV') Object.assign(image.env, readPairs(text))
  else if (name === 'USER') image.user = text
  else if (name === 'WORKDIR') {
    image.workdir = text
    mkdirSync(join(image.root, text), { recursive: true })
  } else if (name === 'COPY') copy(step, image, surroundings)
  else if (name === 'RUN') runStep(image.root, ['/bin/sh', '-c', text], image)
  else if (name === 'ENTRYPOINT') Object.assign(image, { entrypoint: wordsOf(step), cmd: [] })
  else if (name === 'CMD') image.cmd = wordsOf(step)
  else if (name === 'HEALTHCHECK') image.healthcheck = wordsOf({ ...step, text: text.replace(/^CMD\s+/, '') })
}

function wordsOf({ text, line }: Instruction): string[] {
  const words = execForm(text)
  if (words === null) throw new Error(`line ${line}: write it as a list, so that no shell stands in between`)
  return words
}

function copy({ text, flags, line }: Instruction, image: Building, { context, ignore, images }: Surroundings): void {
  const from = flags['from']
  const source = from === undefined ? context : images.get(from)?.root
  if (source === undefined) throw new Error(`line ${line}: there is no stage ${from}`)
  const words = text.split(/\s+/)
  const to = join(image.root, join(words.at(-1)?.startsWith('/') ? '/' : image.workdir, words.at(-1) ?? ''))
  for (const word of words.slice(0, -1)) {
    const path = join(source, word)
    if (!existsSync(path)) throw new Error(`line ${line}: ${word} is not there`)
    // Docker copies what a folder holds, and puts a file into a folder that ends in a slash.
    const isInto = !statSync(path).isDirectory() && (text.endsWith('/') || text.endsWith('.'))
    if (isInto) mkdirSync(to, { recursive: true })
    cpSync(path, isInto ? join(to, basename(word)) : to, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => from !== undefined || statSync(file).isDirectory() || !ignore(relative(context, file)),
    })
  }
}

/** Debian as the image of Node has it: `node:24.21.0-trixie-slim` is trixie with Node 24.21.0. */
function makeBase({ from }: Stage, folder: string): string {
  const [, version, suite] = /^node:([\d.]+)-([a-z]+)-slim$/.exec(from) ?? []
  if (!version || !suite) throw new Error(`${from} is not an image of Node on Debian`)
  const base = join(folder, `base-${suite}`)
  if (!existsSync(join(base, 'usr/bin/apt-get'))) {
    say(`   debootstrap ${suite}`)
    execFileSync('debootstrap', ['--variant=minbase', suite, base], { stdio: 'inherit' })
  }
  const local = join(base, 'usr/local')
  cpSync('node_modules/node/bin/node', join(local, 'bin/node'))
  const has = execFileSync(join(local, 'bin/node'), ['--version'], { encoding: 'utf8' }).trim()
  if (has !== `v${version}`) throw new Error(`the Dockerfile wants Node ${version}, the package node brought ${has}`)
  const npm = join(execFileSync('npm', ['root', '--global'], { encoding: 'utf8' }).trim(), 'npm')
  cpSync(npm, join(local, 'lib/node_modules/npm'), { recursive: true, dereference: true })
  execFileSync('ln', ['-sf', '../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm')])
  return base
}

function copyRoot(from: string, to: string): void {
  execFileSync('rm', ['-rf', '--one-file-system', to])
  execFileSync('cp', ['--archive', '--reflink=auto', from, to])
  mkdirSync(`${to}.view`, { recursive: true })
}

function say(text: string): void {
  console.error(text)
}
