/**
 * The Vector as the database takes it, and the ways into and out of it. Pure.
 *
 * Between the model and the database a vector is never printed: as text, 1,536 floats cost more than the search.
 * Float32Array here has the byte order of the machine, which on everything Node runs on is little-endian.
 */
import type { Vector } from '../types.ts'

/** int16 dimensions and int16 0, both big-endian: https://github.com/pgvector/pgvector/blob/master/src/vector.c */
const HEADER_BYTES = 4
const FLOAT_BYTES = 4

/** Far outside of what a model that does not normalise gives: such numbers are another byte order or another type. */
const SMALLEST_NORM = 1e-6
const LARGEST_NORM = 1e6
/** Closer to 1 than this is rounding. */
const NORM_TOLERANCE = 0.01

export function toVector(floats: Float32Array | readonly number[]): Vector {
  const vector = Buffer.alloc(HEADER_BYTES + floats.length * FLOAT_BYTES)
  vector.writeInt16BE(floats.length, 0)
  // A fresh Buffer.alloc starts at offset 0 of memory of its own, so the view is aligned.
  new Float32Array(vector.buffer, HEADER_BYTES, floats.length).set(floats)
  vector.subarray(HEADER_BYTES).swap32()
  return vector
}

/** @throws RangeError for bytes that are not a vector: only our own come here. */
export function toFloats(vector: Vector): Float32Array {
  const dimensions = dimensionsOf(vector)
  if (vector.length !== HEADER_BYTES + dimensions * FLOAT_BYTES) {
    throw new RangeError(`${vector.length} bytes are not a vector of ${dimensions} dimensions.`)
  }
  const floats = new Float32Array(dimensions)
  const bytes = Buffer.from(floats.buffer)
  vector.copy(bytes, 0, HEADER_BYTES)
  bytes.swap32()
  return floats
}

export function dimensionsOf(vector: Vector): number {
  return vector.readInt16BE(0)
}

/** Reads little-endian float32 in base64, as OpenAI sends it; null when the text is no such thing. */
export function base64ToFloats(text: string): Float32Array | null {
  const size = Buffer.byteLength(text, 'base64')
  if (size === 0 || size % FLOAT_BYTES !== 0) return null
  const floats = new Float32Array(size / FLOAT_BYTES)
  // Node skips what is not base64 instead of failing: then fewer bytes arrive than the length promised.
  return Buffer.from(floats.buffer).write(text, 'base64') === size ? floats : null
}

/**
 * What is wrong with an embedding, as the end of a sentence that begins "the vector"; null when nothing is.
 * A length other than 1 is fine: `normalise` heals it.
 */
export function checkVector(floats: Float32Array, dimensions: number): string | null {
  if (floats.length !== dimensions) return `has ${floats.length} dimensions, not ${dimensions}`
  const norm = normOf(floats)
  // One NaN or infinite float makes the norm so.
  if (!Number.isFinite(norm)) return 'holds numbers that are not finite'
  if (norm === 0) return 'is all zeros'
  if (norm < SMALLEST_NORM || norm > LARGEST_NORM) return `has the impossible length ${norm.toExponential(1)}`
  return null
}

/** Brings a checked vector to length 1, in place. One that is there but for rounding stays as it is. */
export function normalise(floats: Float32Array): Float32Array {
  const norm = normOf(floats)
  if (Math.abs(norm - 1) <= NORM_TOLERANCE) return floats
  for (let i = 0; i < floats.length; i++) floats[i] = (floats[i] ?? 0) / norm
  return floats
}

/** Cosine of two vectors of unit length. For tests: the database does this for searches. */
export function cosine(one: Vector, other: Vector): number {
  const a = toFloats(one)
  const b = toFloats(other)
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
}

function normOf(floats: Float32Array): number {
  let sum = 0
  for (const value of floats) sum += value * value
  return Math.sqrt(sum)
}
