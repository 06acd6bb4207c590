/** Answers what Node refuses before there is a request: a client too slow, headers too large, no HTTP at all. */
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type Problem, problemJson } from './errors.ts'

const PROBLEMS: Record<string, Problem> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, error: 'timeout', detail: 'The request took too long to arrive.' },
  HPE_HEADER_OVERFLOW: { status: 431, error: 'too_large', detail: 'The headers are too large.' },
}

const MALFORMED: Problem = { status: 400, error: 'invalid_request', detail: 'This is not a valid HTTP request.' }

export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = PROBLEMS[error.code ?? ''] ?? MALFORMED
  const body = JSON.stringify(problemJson(problem, randomUUID()))
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json',
    'Cache-Control: private, no-store',
    'X-Content-Type-Options: nosniff',
    'Vary: Origin',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  // Node does not close the socket itself here, and a client that slow may not either.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
