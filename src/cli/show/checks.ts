/** One check of `doctor` as people read it: the state, what was found, and what to do about it. */
import { styleText } from 'node:util'
import type { Check, Terminal } from '../parts.ts'
import { printable } from './plain.ts'

const STYLES = { ok: 'green', warn: 'yellow', fail: 'red', skip: 'gray' } as const

/** @param nameWidth Characters the longest name takes, so that the details stand below one another. */
export function printCheck(terminal: Terminal, check: Check, nameWidth: number): void {
  const { name, state, detail, remedy } = check
  const label = styleText(STYLES[state], state.padEnd(4), { stream: terminal })
  const lines = printable(detail).split('\n')
  if (remedy !== undefined) lines.push(`→ ${printable(remedy)}`)
  const [first = '', ...others] = lines
  terminal.write(`${label}  ${name.padEnd(nameWidth)}  ${first}\n`)
  for (const line of others) terminal.write(`${' '.repeat(nameWidth + 8)}${line}\n`)
}
