/** What the compiler is: its version, and the content of all that decides what it emits. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUILT } from '../base/built.ts'
import { readCache, writeCache } from './cache.ts'

const DIST = fileURLToPath(BUILT)
const PACKAGE = fileURLToPath(new URL('..', BUILT))

let fingerprint: string | undefined

/**
 * SHA-256 in hexadecimal of the package's manifest, the compiler's built files, the AssemblyScript that kernels import, written or made, the
 * installed AssemblyScript's manifest, and the version of V8, whose functions fold constants. Computed once a process.
 */
export function compilerFingerprint(): string {
  fingerprint ??= remembered(compilerFiles())
  return fingerprint
}

function compilerFiles(): string[] {
  const assemblyscript = createRequire(import.meta.url).resolve('assemblyscript/package.json')
  return [
    join(PACKAGE, 'package.json'),
    assemblyscript,
    ...['base', 'ops', 'compiler', 'bundle'].flatMap((folder) => filesIn(join(DIST, folder), '.js')),
    ...filesIn(join(PACKAGE, 'assembly'), '.ts'),
    ...filesIn(join(DIST, 'assembly', 'lanes'), '.ts'),
  ]
}

/**
 * The fingerprint as the cache remembers it. Reading all files takes 8 ms, looking at them 2: files whose sizes, inodes and times of
 * change are what they were have the same content, for nobody can set the time of change.
 */
function remembered(files: readonly string[]): string {
  const hash = createHash('sha256').update(process.versions.v8)
  for (const file of files) {
    const { size, ino, ctimeMs } = statSync(file)
    hash.update(`${file}:${size}:${ino}:${ctimeMs}\n`)
  }
  const key = hash.digest('hex')
  const known = readCache(key)?.json
  if (typeof known === 'string') return known
  const content = contentOf(files)
  writeCache(key, { wasm: new Uint8Array(), json: content })
  return content
}

function contentOf(files: readonly string[]): string {
  const hash = createHash('sha256').update(process.versions.v8)
  for (const file of files) {
    const content = readFileSync(file)
    // The length parts one file from the next.
    hash.update(`${relative(PACKAGE, file)}:${content.length}:`).update(content)
  }
  return hash.digest('hex')
}

function filesIn(folder: string, extension: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path, extension)
    return entry.name.endsWith(extension) ? [path] : []
  })
}
