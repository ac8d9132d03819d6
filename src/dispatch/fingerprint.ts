/** What the compiler is: its version, and the content of all that decides what it emits. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('..', import.meta.url))
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

let fingerprint: string | undefined

/**
 * SHA-256 in hexadecimal of the package's manifest (it names its own version and the one of AssemblyScript), the compiler's
 * built files and the AssemblyScript that kernels import. Computed once a process, in a few milliseconds.
 */
export function compilerFingerprint(): string {
  if (fingerprint === undefined) {
    const hash = createHash('sha256')
    hash.update(readFileSync(join(PACKAGE, 'package.json')))
    for (const folder of ['base', 'ops', 'compiler']) addFolder(hash, join(DIST, folder), '.js')
    addFolder(hash, join(PACKAGE, 'assembly'), '.ts')
    fingerprint = hash.digest('hex')
  }
  return fingerprint
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string, extension: string): void {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) addFolder(hash, path, extension)
    else if (entry.name.endsWith(extension)) {
      const content = readFileSync(path)
      // The length parts one file from the next.
      hash.update(`${entry.name}:${content.length}:`).update(content)
    }
  }
}
