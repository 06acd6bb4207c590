/** The program as an operator runs it: a child process per command, configured by its environment, read by `--json`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const BIN = fileURLToPath(new URL('../../bin/askpress.js', import.meta.url))

export interface Finished {
  code: number
  /** The document on stdout. */
  json: unknown
  stderr: string
  ms: number
}

export type Environment = Record<string, string>

/** @param environment And no other setting of the caller's. */
export async function runProgram(environment: Environment, ...command: string[]): Promise<Finished> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [BIN, ...command, '--json'], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const ms = Math.round(performance.now() - startedAt)
  if (stdout === '') throw new Error(`askpress ${command.join(' ')} printed nothing (${child.exitCode}): ${stderr}`)
  return { code: child.exitCode ?? -1, json: JSON.parse(stdout), stderr, ms }
}

const reasons = z.record(z.string(), z.number())

const reportSchema = z.object({
  outcome: z.string(),
  ms: z.number(),
  listed: z.number(),
  added: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  revived: z.number(),
  removed: z.number(),
  withheld: z.number(),
  hidden: reasons,
  skipped: reasons,
  failed: reasons,
  requests: z.object({ light: z.number(), heavy: z.number() }),
  embedded: z.object({ texts: z.number(), requests: z.number(), tokens: z.number() }),
  notes: z.array(z.string()),
})

export type Report = z.infer<typeof reportSchema>

/** What `askpress sync` printed, with its exit code. */
export function readReport({ json, code, stderr }: Finished): Report & { code: number } {
  const report = reportSchema.safeParse(json)
  if (!report.success) throw new Error(`askpress sync ended with ${code}: ${stderr}`)
  return { ...report.data, code }
}

const statusSchema = z.object({
  sites: z.array(
    z.object({
      name: z.string(),
      listed: z.number().nullable(),
      indexed: z.number(),
      chunks: z.number(),
      hidden: reasons,
      skipped: reasons,
      failed: reasons,
      withheld: z.number(),
      pending_vectors: z.number(),
      last_run: reportSchema.nullable(),
    }),
  ),
})

export type Status = z.infer<typeof statusSchema>['sites'][number]

/** The one site of what `askpress status` printed. */
export function readStatus({ json }: Finished): Status {
  const [site] = statusSchema.parse(json).sites
  if (!site) throw new Error('askpress status names no site')
  return site
}

export function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0)
}
