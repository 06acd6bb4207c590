/**
 * Bytes with a seal in front: what was cut off, overwritten or kept under another key is told from what we kept.
 * Against accidents and other programs, not against somebody who may write to the cache: he may write anything.
 */
import { crc32 } from 'node:zlib'

const MARK = Buffer.from('APC1')
const HEADER_BYTES = MARK.length + 4 + 4

export function seal(key: string, bytes: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  MARK.copy(header)
  header.writeUInt32BE(bytes.length, MARK.length)
  header.writeUInt32BE(checksum(key, bytes), MARK.length + 4)
  return Buffer.concat([header, bytes])
}

/** The bytes that were sealed under this key, without a copy; null for anything else. */
export function unseal(key: string, sealed: Buffer): Buffer | null {
  if (sealed.length < HEADER_BYTES || !sealed.subarray(0, MARK.length).equals(MARK)) return null
  const bytes = sealed.subarray(HEADER_BYTES)
  if (bytes.length !== sealed.readUInt32BE(MARK.length)) return null
  return sealed.readUInt32BE(MARK.length + 4) === checksum(key, bytes) ? bytes : null
}

function checksum(key: string, bytes: Buffer): number {
  return crc32(bytes, crc32(key))
}
