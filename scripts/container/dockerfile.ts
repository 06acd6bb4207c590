/** Reads a Dockerfile: its stages and their instructions. Pure; knows the instructions we use, and refuses others. */

export interface Instruction {
  /** Upper case, such as `RUN`. */
  name: string
  /** `--from=build` as `from` -> `build`. */
  flags: Readonly<Record<string, string>>
  /** What follows the flags, on one line. */
  text: string
  line: number
}

export interface Stage {
  name: string
  /** An image, or a stage before this one. */
  from: string
  instructions: Instruction[]
}

const KNOWN = new Set([
  'FROM',
  'WORKDIR',
  'COPY',
  'RUN',
  'ENV',
  'USER',
  'EXPOSE',
  'HEALTHCHECK',
  'ENTRYPOINT',
  'CMD',
  'LABEL',
])

/** @throws Error for what this does not understand: better than to prove another image than the one that is built. */
export function parseDockerfile(text: string): Stage[] {
  const stages: Stage[] = []
  for (const instruction of readInstructions(text)) {
    if (!KNOWN.has(instruction.name)) throw new Error(`line ${instruction.line}: ${instruction.name} is not known here`)
    if (instruction.name === 'FROM') {
      const [, from = '', name = String(stages.length)] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(instruction.text) ?? []
      if (from === '') throw new Error(`line ${instruction.line}: FROM names no image`)
      stages.push({ name, from, instructions: [] })
      continue
    }
    const stage = stages.at(-1)
    if (!stage) throw new Error(`line ${instruction.line}: ${instruction.name} before FROM`)
    stage.instructions.push(instruction)
  }
  return stages
}

/** The list of `["node", "x"]`; null for the form that a shell reads. */
export function execForm(text: string): string[] | null {
  if (!text.startsWith('[')) return null
  const list: unknown = JSON.parse(text)
  return Array.isArray(list) && list.every((word) => typeof word === 'string') ? list : null
}

/** `A=1 B="2 3"` as a record. */
export function readPairs(text: string): Record<string, string> {
  const pairs = text.matchAll(/([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|\S*)/g)
  return Object.fromEntries(Array.from(pairs, ([, name = '', value = '']) => [name, value.replace(/^"(.*)"$/, '$1')]))
}

function* readInstructions(text: string): Generator<Instruction> {
  let joined = ''
  let startedAt = 0
  for (const [at, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    if (joined === '') startedAt = at + 1
    joined += line.replace(/\\\s*$/, '').trim()
    if (/\\\s*$/.test(line)) {
      joined += ' '
      continue
    }
    yield readInstruction(joined, startedAt)
    joined = ''
  }
}

function readInstruction(joined: string, line: number): Instruction {
  const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(joined) ?? []
  const flags: Record<string, string> = {}
  const text = rest.replace(/^(?:--[a-z-]+(?:=\S+)?\s+)+/, (all) => {
    for (const [, flag = '', value = ''] of all.matchAll(/--([a-z-]+)(?:=(\S+))?/g)) flags[flag] = value
    return ''
  })
  return { name: name.toUpperCase(), flags, text: text.trim(), line }
}
