/** Runs one command: Ctrl-C, opening and closing, and every error turned into a message and an exit code. */
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { EXIT, exitCodeOfError } from './exit-code.ts'
import { listenForInterrupt } from './interrupt.ts'
import type { App, AppOptions, CliParts } from './parts.ts'
import { printable } from './show/plain.ts'

/** What a command works with. */
export interface Context {
  parts: CliParts
  /** One JSON document on stdout and nothing else. */
  isJson: boolean
  signal: AbortSignal
}

/** Answers the exit code. */
export type Action = (context: Context) => Promise<number>

/** Hands an action to the runner; what every command file gets to call. */
export type Run = (isJson: boolean | undefined, action: Action) => Promise<void>

export async function runAction(parts: CliParts, isJson: boolean, action: Action): Promise<number> {
  const { signal, release } = listenForInterrupt(parts)
  try {
    return await action({ parts, isJson, signal })
  } catch (error) {
    const isStopped = signal.aborted && !(error instanceof AppError)
    if (isStopped) parts.stderr.write('Stopped before the end.\n')
    else reportError(parts, isJson, error)
    return isStopped ? EXIT.failed : exitCodeOfError(error)
  } finally {
    release()
  }
}

/** Opens the program for one command and closes it whatever happens. */
export async function withApp(
  parts: CliParts,
  options: AppOptions & { config?: Config },
  use: (app: App) => Promise<number>,
): Promise<number> {
  const app = await parts.openApp(options.config ?? parts.loadConfig(), { isService: options.isService })
  try {
    return await use(app)
  } finally {
    await app.close()
  }
}

export function printJson({ stdout }: CliParts, document: unknown): void {
  stdout.write(`${JSON.stringify(document, null, 2)}\n`)
}

/** With `--json` the error is the document, so that stdout can be parsed however the command ends. */
function reportError(parts: CliParts, isJson: boolean, error: unknown): void {
  const isKnown = error instanceof AppError
  const detail = isKnown ? printable(error.message) : 'This is a bug in AskPress.'
  if (isJson) printJson(parts, { error: isKnown ? error.kind : 'internal', detail })
  parts.stderr.write(`askpress: ${detail}\n`)
  if (!isKnown) parts.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
}
