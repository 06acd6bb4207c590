/** What `.env.example` and docs/configuration.md must say, made from src/config/variables.ts. Writes nothing. */
import { readFileSync } from 'node:fs'
import { type Variable, variables } from '../src/config/variables.ts'

export interface Page {
  path: string
  text: string
}

const START = '<!-- variables: written by scripts/configuration.ts -->'
const END = '<!-- /variables -->'

/** Both pages as they have to be. Paths are relative to the working folder. */
export function configurationPages(): Page[] {
  const path = 'docs/configuration.md'
  return [
    { path: '.env.example', text: envExample() },
    { path, text: withTables(readFileSync(path, 'utf8')) },
  ]
}

function envExample(): string {
  const groups = byGroup().map(([group, members]) => `# --- ${group} ---\n\n${members.map(exampleLines).join('\n')}`)
  return `# Copy to .env and uncomment what you need: everything has a default. Written by scripts/configuration.ts.
# Where it says "or NAME_FILE", the value may also stand in a file.

${groups.join('\n')}`
}

function exampleLines(variable: Variable): string {
  const { name, secret, example } = variable
  const file = secret ? ` Or ${name}_FILE.` : ''
  return `# ${meaningOf(variable).replaceAll('`', '')}${file}\n#${name}=${quoted(variable.default ?? example)}\n`
}

function meaningOf({ meaning, isPlanned }: Variable): string {
  return isPlanned ? `(Not in effect yet.) ${meaning}` : meaning
}

/** Node's reader of .env files ends an unquoted value at a `#` and strips spaces around it. */
function quoted(text: string): string {
  return /[\s#]/.test(text) ? `"${text}"` : text
}

function withTables(page: string): string {
  const [before, rest] = page.split(START)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/configuration.md needs ${START} and ${END}`)
  const tables = byGroup().map(([group, members]) => `### ${group}\n\n${table(members)}\n`)
  return `${before}${START}\n\n${tables.join('\n')}\n${END}${after}`
}

function table(members: Variable[]): string {
  const rows = members.map((variable) => {
    const name = `\`${variable.name}\`${variable.secret ? ' 🔒' : ''}`
    const fallback = variable.default === undefined ? '' : `\`${variable.default}\``
    return `| ${name} | ${fallback} | ${meaningOf(variable)} | \`${variable.example}\` |`
  })
  return ['| name | default | meaning | example |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function byGroup(): [string, Variable[]][] {
  return [...Map.groupBy(variables, ({ group }) => group)]
}
