/** Options and arguments that several commands share, and how their text is read. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { AppError } from '../errors.ts'

export interface JsonOption {
  json?: true
}

export const jsonOption = () => new Option('--json', 'print one JSON document on stdout and nothing else')

export const siteOption = () => new Option('--site <name>', 'only this site (default: all sites)')

/** Reads a whole number and refuses what lies outside of min and max. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const parsed = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
    if (parsed >= min && parsed <= max) return parsed
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

/** Far above any post of any site. */
export const MAX_ID = 2 ** 31 - 1

/** For an option that may be given several times: collects the numbers of posts. */
export function collectId(text: string, ids: number[] = []): number[] {
  return [...ids, integer(1, MAX_ID)(text)]
}

/**
 * A question may be given with or without quotes: the shell's words are joined again.
 *
 * @throws AppError `invalid_input` when nothing is left.
 */
export function readQuestion(words: readonly string[]): string {
  const question = words.join(' ').trim()
  if (question === '') throw new AppError('invalid_input', 'The question is empty.')
  return question
}

/** Shows how the command is used, below its help. */
export function addExamples(command: Command, examples: Record<string, string>): Command {
  const width = Math.max(...Object.keys(examples).map((line) => line.length))
  const lines = Object.entries(examples).map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`.trimEnd())
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}
