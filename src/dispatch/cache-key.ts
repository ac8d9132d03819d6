import { createHash } from 'node:crypto'
import { canonical } from './canonical.ts'
import { compilerFingerprint } from './fingerprint.ts'

/**
 * The key of what `parts` describe: SHA-256 in hexadecimal of them, the package's version and the compiler's own files.
 *
 * @param parts numbers (−0 and NaN are told apart), strings, bigints, booleans, null, undefined, typed arrays, and arrays
 * and plain objects of those. Anything else is a TypeError.
 */
export function cacheKey(parts: unknown): string {
  return createHash('sha256').update(compilerFingerprint()).update(canonical(parts)).digest('hex')
}
