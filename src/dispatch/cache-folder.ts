/** The folder of the disk cache as a whole: where it is, what it holds, how large it may be. */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** One file: an entry, or what a writer that did not end well has left. */
export interface CacheFile {
  readonly path: string
  readonly bytes: number
  /** When it was last used, in milliseconds since 1970; an hour too early at most. */
  readonly used: number
  readonly temporary: boolean
}

export const ENTRY = '.wamba'
export const TEMPORARY = '.tmp'
const DEFAULT_BYTES = 128 * 2 ** 20
/** Eviction goes down to this part of the bound, so that it is rare. */
const KEPT = 0.75
/** No writer takes so long: a temporary file of this age is garbage. */
const STALE_MS = 3_600_000

/**
 * `WAMBA_CACHE_DIR`, or `wamba` in the user's cache folder as the system has it.
 *
 * @throws Error where the system does not know the user, and no variable says it
 */
export function cacheFolder(): string {
  const { WAMBA_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (WAMBA_CACHE_DIR) return WAMBA_CACHE_DIR
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'wamba', 'Cache')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'wamba')
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'wamba')
}

/**
 * How many bytes the cache may hold: `WAMBA_CACHE_SIZE`, a number with K, M or G after it or none, or 128 MiB.
 *
 * @throws RangeError where the variable says something else
 */
export function cacheBound(): number {
  const text = process.env.WAMBA_CACHE_SIZE
  if (text === undefined || text === '') return DEFAULT_BYTES
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B)?$/i.exec(text.trim()) ?? []
  if (digits === undefined) {
    throw new RangeError(
      `Got WAMBA_CACHE_SIZE=${text}; expected a number of bytes, or of K, M or G, such as 256M; 0 keeps nothing.`,
    )
  }
  return Math.floor(Number(digits) * 1024 ** ['', 'K', 'M', 'G'].indexOf(unit.toUpperCase()))
}

/** The cache's files, of whatever version; none where there is no folder. Other files in it are not the cache's. */
export function cacheFiles(folder: string): CacheFile[] {
  return namesIn(folder).flatMap((name) => {
    const temporary = name.endsWith(TEMPORARY)
    if (!temporary && !name.endsWith(ENTRY)) return []
    const path = join(folder, name)
    // Another process may have removed it since.
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats?.isFile() ? [{ path, bytes: stats.size, used: stats.mtimeMs, temporary }] : []
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/**
 * Removes entries, those first that were used longest ago, until the rest is well below `bound` bytes; nothing if it is not above
 * it. Processes may do so at the same time.
 *
 * @returns the bytes of what is left
 */
export function evict(folder: string, bound: number): number {
  const files = cacheFiles(folder)
  for (const file of files) if (isStale(file)) removed(file)

  const entries = files.filter((file) => !file.temporary).sort((a, b) => a.used - b.used)
  let bytes = entries.reduce((sum, file) => sum + file.bytes, 0)
  if (bytes <= bound) return bytes
  for (const file of entries) {
    if (removed(file)) bytes -= file.bytes
    if (bytes <= bound * KEPT) break
  }
  return bytes
}

function isStale({ temporary, used }: CacheFile): boolean {
  return temporary && Date.now() - used > STALE_MS
}

/** Whether a file is gone: on Windows one that is being read stays. */
function removed({ path }: CacheFile): boolean {
  try {
    rmSync(path, { force: true })
    return true
  } catch (error) {
    if (['EBUSY', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '') && process.platform === 'win32')
      return false
    throw error
  }
}

/** Removes every entry; processes that run compile again what they need. Returns what was removed. */
export function clearCache(folder: string): CacheFile[] {
  const files = cacheFiles(folder).filter((file) => !file.temporary || isStale(file))
  for (const { path } of files) rmSync(path, { force: true })
  return files
}
