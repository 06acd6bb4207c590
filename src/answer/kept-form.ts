/** An answer as bytes: in front what it rests on, behind it the answer in one of its forms, ready to be sent as it is. */
import type { Answer, DocumentStamp, Outcome, Source } from '../types.ts'

/** What decides whether an answer still holds, and what a log says of it. */
export interface Basis {
  outcome: Outcome
  /** How many it shows. */
  sources: number
  /** The posts it was written from, each once. */
  documents: DocumentStamp[]
  /** Of a refusal: the sites asked and their epochs, for any change there may hold the answer. */
  epochs: [siteId: number, epoch: string][]
}

const LENGTH_BYTES = 4

export function pack(basis: Basis, form: string): Buffer {
  const front = JSON.stringify(basis)
  const frontBytes = Buffer.byteLength(front)
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + frontBytes + Buffer.byteLength(form))
  bytes.writeUInt32BE(frontBytes)
  bytes.write(front, LENGTH_BYTES)
  bytes.write(form, LENGTH_BYTES + frontBytes)
  return bytes
}

/** @param bytes Made by `pack`: the cache tells them from any others. The form is a part of them, not a copy. */
export function unpack(bytes: Buffer): { basis: Basis; form: Buffer } {
  const end = LENGTH_BYTES + bytes.readUInt32BE()
  // Safe for the reason above.
  const basis = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end)) as Basis
  return { basis, form: bytes.subarray(end) }
}

export function basisOf(answer: Answer, epochs: ReadonlyMap<number, string>): Basis {
  const documents = new Map(answer.sources.map(({ document }) => [`${document.siteId}/${document.id}`, document]))
  return {
    outcome: answer.outcome,
    sources: answer.sources.length,
    documents: [...documents.values()],
    epochs: answer.outcome === 'refused' ? [...epochs] : [],
  }
}

export function readAnswer(form: Buffer): Answer {
  const answer = JSON.parse(form.toString()) as Dateless
  return { ...answer, sources: answer.sources.map((source) => ({ ...source, ...datesOf(source) })) }
}

/** JSON writes dates as text. */
interface Dateless extends Omit<Answer, 'sources'> {
  sources: (Omit<Source, keyof Dates> & Record<keyof Dates, string | null>)[]
}

type Dates = Pick<Source, 'publishedAt' | 'modifiedAt'>

function datesOf({ publishedAt, modifiedAt }: Record<keyof Dates, string | null>): Dates {
  return {
    publishedAt: publishedAt === null ? null : new Date(publishedAt),
    modifiedAt: modifiedAt === null ? null : new Date(modifiedAt),
  }
}
