import { cacheBound, cacheFiles, cacheFolder, clearCache } from '../dispatch/cache-folder.ts'

/** `wamba cache info` */
export function info(): string {
  const folder = cacheFolder()
  const entries = cacheFiles(folder).filter(({ temporary }) => !temporary)
  const used = entries.map((entry) => entry.used)
  const rows = [
    ['Folder', folder],
    ['Entries', String(entries.length)],
    ['Size', `${size(total(entries))} of at most ${size(cacheBound())}`],
    ...(entries.length > 0 ? [['Used', `${day(Math.min(...used))} to ${day(Math.max(...used))}`]] : []),
  ]
  return rows.map(([name, value]) => `${name.padEnd(9)}${value}\n`).join('')
}

/** `wamba cache clear` */
export function clear(): string {
  const folder = cacheFolder()
  const removed = clearCache(folder)
  if (removed.length === 0) return `Nothing to remove: there are no compiled kernels in ${folder}\n`
  return `Removed ${removed.length} ${removed.length === 1 ? 'file' : 'files'} (${size(total(removed))}) from ${folder}\n`
}

function total(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

function size(bytes: number): string {
  const unit = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** unit
  return `${unit === 0 ? bytes : value.toFixed(value < 10 ? 1 : 0)} ${['B', 'KiB', 'MiB', 'GiB'][unit]}`
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
