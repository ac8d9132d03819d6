import { f32, i32 } from './numbers.ts'
import { prange, range } from './range.ts'

type Fn = (...args: never[]) => unknown

const own: Record<string, Fn> = { prange, range, f32, i32 }

/** wamba's functions that a kernel knows by themselves, by name. */
export const ownFunctions: Readonly<Record<string, Fn>> = own

/** Those and JavaScript's, with the names by which a kernel knows them. */
const known = new Map<unknown, string>(Object.values(own).map((fn) => [fn, fn.name]))
for (const [owner, functions] of Object.entries({ Math, Number, BigInt }))
  for (const name of Object.getOwnPropertyNames(functions)) {
    const fn = (functions as unknown as Record<string, unknown>)[name]
    if (typeof fn === 'function') known.set(fn, `${owner}.${name}`)
  }
for (const fn of [Number, Boolean, BigInt]) known.set(fn, fn.name)

/** Adds functions of wamba's. */
export function provideNames(functions: Readonly<Record<string, Fn>>): void {
  Object.assign(own, functions)
  for (const [name, fn] of Object.entries(functions)) known.set(fn, name)
}

/** The name by which kernels know a function, whatever it is called: `const { sin } = Math`, a bundler's `prange2`. */
export function knownName(fn: unknown): string | undefined {
  return known.get(fn)
}
