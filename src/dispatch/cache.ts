/**
 * The disk cache of compiled kernels: module and manifest, keyed by everything that they depend on (`cacheKey`). A stale hit is
 * impossible by construction; whatever goes wrong with the disk is a miss.
 *
 * An entry is one file, written under another name and renamed, so that processes which share the folder see it whole or
 * not at all.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type CacheEntry, decodeEntry, encodeEntry } from './cache-entry.ts'
import { cacheBound, cacheFolder, ENTRY, evict, TEMPORARY } from './cache-folder.ts'

/** A file's time says when it was used, but is not set again for an hour: a hit is to cost nothing. */
const USED_MS = 3_600_000

/** By folder: the bytes that it held when this process looked, and what the process has written since. */
const sizes = new Map<string, number>()
/** Folders that were not there once when they were written to. */
const vanished = new Set<string>()
/** Folders that could not be written. */
const unwritable = new Set<string>()

/** The entry of a key, or undefined. A damaged file counts as missing, and is removed. */
export function readCache(key: string): CacheEntry | undefined {
  const folder = usableFolder()
  if (folder === undefined) return undefined
  const file = join(folder, key + ENTRY)
  let bytes: Buffer<ArrayBuffer>
  try {
    bytes = readUsed(file)
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) warn(`read ${file}`, error)
    return undefined
  }
  const entry = decodeEntry(key, bytes)
  if (entry === undefined) remove(file)
  return entry
}

/** The cache's folder; undefined, with a warning, where the system does not know of the user's. */
function usableFolder(): string | undefined {
  try {
    return cacheFolder()
  } catch (error) {
    warn("find the user's cache folder", error)
    return undefined
  }
}

/** Reads a file, and notes that it was used. */
function readUsed(file: string): Buffer<ArrayBuffer> {
  const bytes = readFileSync(file)
  const now = new Date()
  try {
    if (now.getTime() - statSync(file).mtimeMs > USED_MS) utimesSync(file, now, now)
  } catch (error) {
    // A cache that others keep may be read only, and another process may have removed the file since.
    if (!hasCode(error, 'EPERM', 'EACCES', 'EROFS', 'ENOENT')) throw error
  }
  return bytes
}

/**
 * Keeps an entry, and removes old ones where the cache has grown beyond its bound. Where the folder cannot be written, the process is
 * warned once and writes no more.
 *
 * @throws RangeError where WAMBA_CACHE_SIZE is not a size
 */
export function writeCache(key: string, entry: CacheEntry): void {
  const bound = cacheBound()
  const folder = usableFolder()
  if (bound === 0 || folder === undefined || unwritable.has(folder)) return
  const file = join(folder, key + ENTRY)
  const temporary = join(folder, `${key}.${process.pid}.${randomBytes(6).toString('hex')}${TEMPORARY}`)
  try {
    makeFolder(folder)
    const bytes = encodeEntry(key, entry)
    writeFileSync(temporary, bytes, { flag: 'wx' })
    renameSync(temporary, file)
    const known = sizes.get(folder)
    const size = known === undefined ? evict(folder, bound) : known + bytes.length
    sizes.set(folder, size > bound ? evict(folder, bound) : size)
  } catch (error) {
    // Somebody removes the folder in this moment; but not each time.
    if (hasCode(error, 'ENOENT') && !vanished.has(folder)) {
      vanished.add(folder)
      return
    }
    unwritable.add(folder)
    warn(`write ${file}`, error)
    remove(temporary)
  }
}

/** Not by `recursive`: with that Node never returns where the system makes no folders, as in `/proc`. */
function makeFolder(folder: string): void {
  try {
    // Code is loaded from here: nobody else is to write it.
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (hasCode(error, 'EEXIST') && statSync(folder).isDirectory()) return
    const parent = dirname(folder)
    if (!hasCode(error, 'ENOENT') || statSync(parent, { throwIfNoEntry: false }) !== undefined) throw error
    makeFolder(parent)
    makeFolder(folder)
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch (error) {
    // Where there is no folder there is no file.
    if (!hasCode(error, 'ENOTDIR')) warn(`remove ${file}`, error)
  }
}

let warned = false

function warn(what: string, error: unknown): void {
  if (warned) return
  warned = true
  process.emitWarning(
    `wamba could not ${what}: ${error instanceof Error ? error.message : error}. Kernels are compiled anew in each ` +
      'process; set WAMBA_CACHE_DIR to a folder that can be written, or pass { cache: false }.',
    { type: 'WambaWarning', code: 'WAMBA_CACHE' },
  )
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  // No `instanceof`: in the realm of a test runner the file system's errors are not of its own `Error`.
  return codes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '')
}
