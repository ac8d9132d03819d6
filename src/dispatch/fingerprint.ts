/** What the compiler is: its version, and the content of all that decides what it emits. */
import { createHash, type Hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('..', import.meta.url))
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

let fingerprint: string | undefined

/**
 * SHA-256 in hexadecimal of the package's manifest, the compiler's built files, the AssemblyScript that kernels import, the installed
 * AssemblyScript's manifest, and the version of V8, whose functions fold constants. Computed once a process, in a few milliseconds.
 */
export function compilerFingerprint(): string {
  if (fingerprint === undefined) {
    const hash = createHash('sha256')
    const assemblyscript = createRequire(import.meta.url).resolve('assemblyscript/package.json')
    for (const file of [join(PACKAGE, 'package.json'), assemblyscript]) addContent(hash, file, readFileSync(file))
    hash.update(process.versions.v8)
    for (const folder of ['base', 'ops', 'compiler']) addFolder(hash, join(DIST, folder), '.js')
    addFolder(hash, join(PACKAGE, 'assembly'), '.ts')
    fingerprint = hash.digest('hex')
  }
  return fingerprint
}

function addFolder(hash: Hash, folder: string, extension: string): void {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) addFolder(hash, path, extension)
    else if (entry.name.endsWith(extension)) addContent(hash, entry.name, readFileSync(path))
  }
}

/** The length parts one content from the next. */
function addContent(hash: Hash, name: string, content: Buffer): void {
  hash.update(`${basename(name)}:${content.length}:`).update(content)
}
