/** Ctrl-C: the first asks the command to finish cleanly, the second leaves at once. */
import type { CliParts } from './parts.ts'

export interface Interrupt {
  signal: AbortSignal
  /** Ends listening, so that Ctrl-C has its usual meaning again. */
  release(): void
}

/** One Ctrl-C under `npm run` arrives twice: from the terminal and, a moment later, forwarded by npm. */
const ECHO_MS = 500

/** As a shell reports a process that SIGINT ended. */
const INTERRUPTED = 130

export function listenForInterrupt({ onInterrupt, stderr, exit, now }: CliParts): Interrupt {
  const controller = new AbortController()
  let firstAt: number | null = null
  const release = onInterrupt(() => {
    if (firstAt === null) {
      firstAt = now().getTime()
      stderr.write('\nStopping. Once more to stop at once.\n')
      controller.abort()
    } else if (now().getTime() - firstAt > ECHO_MS) {
      exit(INTERRUPTED)
    }
  })
  return { signal: controller.signal, release }
}
