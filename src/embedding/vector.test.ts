import { expect, it } from 'vitest'
import { base64ToFloats, checkVector, cosine, dimensionsOf, normalise, toFloats, toVector } from './vector.ts'

it('writes a vector as pgvector reads it in binary', () => {
  expect(toVector([1, -2]).toString('hex')).toBe('000200003f800000c0000000')
})

it('gives back the floats that went in', () => {
  const floats = Float32Array.from([0.25, -0.5, 3.4e38, 1e-45])
  expect(toFloats(toVector(floats))).toEqual(floats)
  expect(dimensionsOf(toVector(floats))).toBe(4)
})

it('does not take bytes of another length for a vector', () => {
  expect(() => toFloats(toVector([1, 2, 3]).subarray(0, 9))).toThrow('not a vector of 3 dimensions')
})

it('reads the little-endian base64 that OpenAI sends', () => {
  const sent = Buffer.from(Float32Array.from([0.5, -1.5, 0]).buffer).toString('base64')
  expect(base64ToFloats(sent)).toEqual(Float32Array.from([0.5, -1.5, 0]))
})

it.each(['', 'AAA', 'AAAAAAA=', '[0.1,0.2,0.3]', 'AAAA????AAAAAAAA'])('takes %j for no floats at all', (text) => {
  expect(base64ToFloats(text)).toBeNull()
})

it('finds nothing wrong with a vector of the right dimensions, of unit length or not', () => {
  expect(checkVector(Float32Array.from([0.6, 0.8]), 2)).toBeNull()
  expect(checkVector(Float32Array.from([3, 4]), 2)).toBeNull()
})

it.each([
  ['has 2 dimensions, not 3', [0.6, 0.8], 3],
  ['is all zeros', [0, 0], 2],
  ['holds numbers that are not finite', [Number.NaN, 1], 2],
  ['holds numbers that are not finite', [1, Number.POSITIVE_INFINITY], 2],
  ['has the impossible length 1.4e-40', [1e-40, 1e-40], 2],
  ['has the impossible length 3.0e+38', [3e38, 0], 2],
] as const)('says that a vector %s', (fault, floats, dimensions) => {
  expect(checkVector(Float32Array.from(floats), dimensions)).toBe(fault)
})

it('brings a vector to unit length and leaves one that has it untouched', () => {
  expect(normalise(Float32Array.from([3, 4]))).toEqual(Float32Array.from([0.6, 0.8]))
  expect(normalise(Float32Array.from([0.6, 0.801]))).toEqual(Float32Array.from([0.6, 0.801]))
})

it('tells by the cosine how close two vectors are', () => {
  expect(cosine(toVector([1, 0]), toVector([1, 0]))).toBe(1)
  expect(cosine(toVector([1, 0]), toVector([0, 1]))).toBe(0)
  expect(cosine(toVector([0.6, 0.8]), toVector([-0.6, -0.8]))).toBeCloseTo(-1, 6)
})
