import { createRequire } from 'node:module'
import type { Piscina } from 'piscina'

/** Piscina, loaded where threads start, for it takes a while; synchronously, for a first call must not wait for a promise. */
export function loadPiscina(): typeof Piscina {
  return (createRequire(import.meta.url)('piscina') as { Piscina: typeof Piscina }).Piscina
}
