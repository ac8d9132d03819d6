/**
 * The disk cache of compiled kernels: module and manifest, keyed by everything that they depend on. A stale hit is
 * impossible by construction; whatever goes wrong with the disk is a miss.
 *
 * An entry is one file, written under another name and renamed, so that processes which share the folder see it whole or
 * not at all:
 *
 *     byte  0   8 bytes   magic
 *     byte  8   u32       length of the module
 *     byte 12   u32       length of the manifest, JSON in UTF-8
 *     byte 16   32 bytes  SHA-256 of the key, the lengths, the module and the manifest
 *     byte 48   the module, the manifest
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { canonical } from './canonical.ts'
import { compilerFingerprint } from './fingerprint.ts'

export interface CacheEntry {
  readonly wasm: Uint8Array<ArrayBuffer>
  /** Plain data; what JSON cannot hold does not come back. */
  readonly json: unknown
}

const MAGIC = Buffer.from('wamba\0\0\x01')
const HEADER = 48
const HASHED_FROM = 8
const HASH_AT = 16

/**
 * The key of what `parts` describe: SHA-256 in hexadecimal of them, the package's version and the compiler's own files.
 *
 * @param parts numbers (−0 and NaN are told apart), strings, bigints, booleans, null, undefined, typed arrays, and arrays
 * and plain objects of those. Anything else is a TypeError.
 */
export function cacheKey(parts: unknown): string {
  return createHash('sha256').update(compilerFingerprint()).update(canonical(parts)).digest('hex')
}

/** The entry of a key, or undefined. A damaged file counts as missing, and is removed. */
export function readCache(key: string): CacheEntry | undefined {
  const file = join(cacheFolder(), `${key}.wamba`)
  let bytes: Buffer<ArrayBuffer>
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) warn('read', file, error)
    return undefined
  }
  const entry = decode(key, bytes)
  if (entry === undefined) remove(file)
  return entry
}

/** Keeps an entry. Where the folder cannot be written, the process is warned once and goes on without. */
export function writeCache(key: string, { wasm, json }: CacheEntry): void {
  const folder = cacheFolder()
  const file = join(folder, `${key}.wamba`)
  const temporary = join(folder, `${key}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(temporary, encode(key, wasm, Buffer.from(JSON.stringify(json))), { flag: 'wx' })
    renameSync(temporary, file)
  } catch (error) {
    warn('write', file, error)
    remove(temporary)
  }
}

/** `WAMBA_CACHE_DIR`, or `wamba` in the user's cache folder as the system has it. */
export function cacheFolder(): string {
  const { WAMBA_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (WAMBA_CACHE_DIR) return WAMBA_CACHE_DIR
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'wamba', 'Cache')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'wamba')
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'wamba')
}

function encode(key: string, wasm: Uint8Array, json: Uint8Array): Buffer {
  const bytes = Buffer.alloc(HEADER + wasm.length + json.length)
  MAGIC.copy(bytes)
  bytes.writeUInt32LE(wasm.length, 8)
  bytes.writeUInt32LE(json.length, 12)
  bytes.set(wasm, HEADER)
  bytes.set(json, HEADER + wasm.length)
  digest(key, bytes).copy(bytes, HASH_AT)
  return bytes
}

function decode(key: string, bytes: Buffer<ArrayBuffer>): CacheEntry | undefined {
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

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch (error) {
    warn('remove', file, error)
  }
}

let warned = false

function warn(what: string, file: string, error: unknown): void {
  if (warned) return
  warned = true
  process.emitWarning(
    `wamba could not ${what} ${file}: ${error instanceof Error ? error.message : error}. Kernels are compiled anew in each ` +
      'process; set WAMBA_CACHE_DIR to a folder that can be written, or pass { cache: false }.',
    { type: 'WambaWarning', code: 'WAMBA_CACHE' },
  )
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
