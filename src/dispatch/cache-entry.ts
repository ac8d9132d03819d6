/**
 * A compiled kernel as a file of the disk cache:
 *
 *     byte  0   8 bytes   magic
 *     byte  8   u32       length of the module
 *     byte 12   u32       length of the manifest, JSON in UTF-8
 *     byte 16   32 bytes  SHA-256 of the key, the lengths, the module and the manifest
 *     byte 48   the module, the manifest
 */
import { createHash } from 'node:crypto'

export interface CacheEntry {
  readonly wasm: Uint8Array<ArrayBuffer>
  /** Plain data; what JSON cannot hold does not come back. */
  readonly json: unknown
}

const MAGIC = Buffer.from('wamba\0\0\x01')
const HEADER = 48
const HASHED_FROM = 8
const HASH_AT = 16

export function encodeEntry(key: string, entry: CacheEntry): Buffer {
  const { wasm } = entry
  const json = Buffer.from(JSON.stringify(entry.json))
  const bytes = Buffer.alloc(HEADER + wasm.length + json.length)
  MAGIC.copy(bytes)
  bytes.writeUInt32LE(wasm.length, 8)
  bytes.writeUInt32LE(json.length, 12)
  bytes.set(wasm, HEADER)
  bytes.set(json, HEADER + wasm.length)
  digest(key, bytes).copy(bytes, HASH_AT)
  return bytes
}

/** The entry, or undefined for bytes that are not this key's, or not all of them as they were written. */
export function decodeEntry(key: string, bytes: Buffer<ArrayBuffer>): CacheEntry | undefined {
  if (bytes.length < HEADER || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  const json = HEADER + bytes.readUInt32LE(8)
  if (json + bytes.readUInt32LE(12) !== bytes.length) return undefined
  if (!digest(key, bytes).equals(bytes.subarray(HASH_AT, HEADER))) return undefined
  // A copy: small reads share one buffer of Node's, which a module would keep alive.
  return { wasm: new Uint8Array(bytes.subarray(HEADER, json)), json: JSON.parse(bytes.toString('utf8', json)) }
}

function digest(key: string, bytes: Buffer): Buffer {
  return createHash('sha256')
    .update(key)
    .update(bytes.subarray(HASHED_FROM, HASH_AT))
    .update(bytes.subarray(HEADER))
    .digest()
}
