/** Faults for a while: which request they hit, and what they do to its answer. How damaged bytes leave stands in send.ts. */
import type { RestAnswer } from '../../src/sample/rest.ts'

export interface LoggedRequest {
  method: string
  /** Path and query as sent. */
  url: string
  path: string
  query: URLSearchParams
  headers: Record<string, string | string[] | undefined>
}

export interface Fault {
  /** Part of the decoded address, or a test of the request. Left out: every request. */
  match?: string | ((request: LoggedRequest) => boolean)
  /** Lets so many matching requests through first. */
  skip?: number
  /** Default: for ever. */
  times?: number

  /** Changes the site just before the answer is made: drift. */
  run?: () => void
  /** Instead of the answer. Status alone keeps headers and body. */
  status?: number
  headers?: Record<string, string>
  body?: string
  /** Free hand. */
  edit?: (answer: RestAnswer) => RestAnswer
  /** 302 to there. */
  redirect?: string
  hasBom?: boolean
  prefix?: string
  suffix?: string
  /** Bytes of the body that are kept; the length header fits them. */
  truncateAt?: number

  hangs?: boolean
  /** A function sees the request: slower for larger pages, say. */
  delayMs?: number | ((request: LoggedRequest) => number)
  /** One byte at a time, so far apart. */
  dripMs?: number
  /** Bytes of the body after which the connection is torn down. */
  resetAt?: number
  /** Said to be gzip: plain text, or gzip with its middle damaged. Unless `identity` was asked for. */
  badGzip?: 'plain' | 'damaged'
  /** Added to the true length in the header. */
  lengthOff?: number
}

interface ActiveFault {
  fault: Fault
  hits: number
}

export interface FaultBox {
  add(fault: Fault): void
  clear(): void
  /** Those that hit this request, in the order they were added; counts them. */
  take(request: LoggedRequest): Fault[]
}

export function openFaultBox(): FaultBox {
  let active: ActiveFault[] = []
  return {
    add: (fault) => active.push({ fault, hits: 0 }),
    clear: () => {
      active = []
    },
    take: (request) =>
      active
        .filter(({ fault }) => isMatch(fault, request))
        .filter((each) => {
          const hit = each.hits++
          const { skip = 0, times = Number.POSITIVE_INFINITY } = each.fault
          return hit >= skip && hit < skip + times
        })
        .map(({ fault }) => fault),
  }
}

function isMatch({ match }: Fault, request: LoggedRequest): boolean {
  if (match === undefined) return true
  return typeof match === 'string' ? decodeURIComponent(request.url).includes(match) : match(request)
}

/** How long the answer is held back. */
export function delayOf(faults: Fault[], request: LoggedRequest): number {
  const delays = faults.map(({ delayMs = 0 }) => (typeof delayMs === 'number' ? delayMs : delayMs(request)))
  return delays.reduce((sum, ms) => sum + ms, 0)
}

/** What a fault makes of an answer before it is sent. */
export function damage(answer: RestAnswer, fault: Fault): RestAnswer {
  if (fault.redirect !== undefined) return { status: 302, headers: { Location: fault.redirect }, body: '' }
  const edited = fault.edit ? fault.edit(answer) : answer
  const body = `${fault.hasBom ? '\ufeff' : ''}${fault.prefix ?? ''}${fault.body ?? edited.body}${fault.suffix ?? ''}`
  return {
    status: fault.status ?? edited.status,
    headers: { ...edited.headers, ...fault.headers },
    body: fault.truncateAt === undefined ? body : body.slice(0, fault.truncateAt),
  }
}
