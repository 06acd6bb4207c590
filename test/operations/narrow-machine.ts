/** The program where the machine gives it little: few open files under many clients, little memory before a huge page. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startServe } from '../security/serve-process.ts'
import { startFaultServer } from '../wordpress/fault-server.ts'
import { aPost, aSite, somePosts } from '../wordpress/make-site.ts'

const BIN = fileURLToPath(new URL('../../bin/askpress.js', import.meta.url))
const PATIENCE_MS = 10_000
const RECOVERY_MS = 10_000

export interface CrowdFigures {
  answered: number
  /** Hung up on before a word was said. */
  refused: number
  /** Answered with a fault of ours, or neither answered nor hung up on. */
  wrong: string[]
  /** From the last client's leaving to the first good answer; null when none came. */
  recoveredMs: number | null
  exitCode: number | null
}

/** @param where Such as DATABASE_URL or DATA_DIR. All clients ask at once and stay connected until the last has its answer. */
export async function crowd(options: { files: number; clients: number; where: Record<string, string> }) {
  const service = await startServe(options.where, ['prlimit', `--nofile=${options.files}`])
  try {
    const { port } = new URL(service.url)
    const ends = await Promise.all(Array.from({ length: options.clients }, (_, at) => askAndStay(Number(port), at)))
    for (const { socket } of ends) socket.destroy()
    const recoveredMs = await timeToAnswer(service.url)
    const heard = ends.map(({ heard }) => heard)
    const answered = heard.filter((word) => /^[24]\d\d$|^503$/.test(word)).length
    const refused = heard.filter((word) => word === 'closed').length
    const wrong = heard.filter((word) => !/^[24]\d\d$|^503$|^closed$/.test(word))
    return { answered, refused, wrong, recoveredMs, exitCode: await service.stop() } satisfies CrowdFigures
  } finally {
    service.child.kill('SIGKILL')
  }
}

/** What a client hears first: a status, `closed`, or `nothing`. */
function askAndStay(port: number, at: number): Promise<{ heard: string; socket: Socket }> {
  const socket = connect(port, '127.0.0.1')
  const body = JSON.stringify({ q: `harbour ${at}` })
  const head = `POST /search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
  socket.write(`${head}\r\n\r\n${body}`)
  return new Promise((resolve) => {
    const timer = setTimeout(() => hear('nothing'), PATIENCE_MS)
    const hear = (heard: string) => {
      clearTimeout(timer)
      resolve({ heard, socket })
    }
    socket.on('data', (part) => hear(String(part).slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)))
    // An error is followed by close.
    socket.on('error', () => {})
    socket.on('close', () => hear('closed'))
  })
}

async function timeToAnswer(url: string): Promise<number | null> {
  const startedAt = performance.now()
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"q":"harbour"}' }
  while (performance.now() - startedAt < RECOVERY_MS) {
    const answer = await fetch(`${url}/search`, request).catch(() => null)
    await answer?.text()
    if (answer?.ok) return performance.now() - startedAt
    await sleep(50)
  }
  return null
}

/** What docs/api.md promises of `sync --json`. */
const report = z.object({
  outcome: z.string(),
  listed: z.number(),
  added: z.number(),
  failed: z.record(z.string(), z.number()),
  notes: z.array(z.string()),
})

export interface HugePageFigures extends z.infer<typeof report> {
  exitCode: number | null
  /** What went to standard error, of the huge post. */
  said: string
  seconds: number
}

/** The id of the huge post, between small ones. */
export const HUGE_ID = 7

/** `askpress sync` of twelve posts with so much memory for its JavaScript, one of them of so many MB. */
export async function syncHugePage(options: { memoryMb: number; pageMb: number; where: Record<string, string> }) {
  const paragraph = `<p>${'The harbour keeps its lamps lit through the night for late boats. '.repeat(20)}</p>\n`
  const contentHtml = paragraph.repeat(Math.ceil((options.pageMb * 1024 * 1024) / paragraph.length))
  const posts = [...somePosts(1, 6), aPost({ id: HUGE_ID, contentHtml }), ...somePosts(8, 12)]
  const wordpress = await startFaultServer({ site: aSite({ posts }) })
  try {
    const startedAt = performance.now()
    const child = spawn(process.execPath, [`--max-old-space-size=${options.memoryMb}`, BIN, 'sync', '--json'], {
      env: { PATH: process.env.PATH ?? '', WP_URL: wordpress.url, ...options.where },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [output, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    const seconds = (performance.now() - startedAt) / 1000
    if (child.exitCode === null || output === '') throw new Error(`sync ended by ${child.signalCode}: ${said}`)
    return { ...report.parse(JSON.parse(output)), exitCode: child.exitCode, said, seconds } satisfies HugePageFigures
  } finally {
    await wordpress.close()
  }
}
