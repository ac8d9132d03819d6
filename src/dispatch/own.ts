import { f32, i32 } from './numbers.ts'
import { prange, range } from './range.ts'

type Fn = (...args: never[]) => unknown

const own: Record<string, Fn> = { prange, range, f32, i32 }

/** wamba's functions that a kernel knows by themselves, by name. */
export const ownFunctions: Readonly<Record<string, Fn>> = own

/** JavaScript's, with the names by which a kernel knows them. */
function readNames(): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>()
  for (const [owner, functions] of Object.entries({ Math, Number, BigInt }))
    for (const name of Object.getOwnPropertyNames(functions)) {
      const fn = (functions as unknown as Record<string, unknown>)[name]
      if (typeof fn === 'function') names.set(fn, `${owner}.${name}`)
    }
  for (const fn of [Number, Boolean, BigInt]) names.set(fn, fn.name)
  return names
}

/** Read when they are asked for: most kernels ask for none, and the import is to be quick. */
let javascript: ReadonlyMap<unknown, string> | undefined

/** Adds functions of wamba's. */
export function provideNames(functions: Readonly<Record<string, Fn>>): void {
  Object.assign(own, functions)
}

/** The name by which kernels know a function, whatever it is called: `const { sin } = Math`, a bundler's `prange2`. */
export function knownName(fn: unknown): string | undefined {
  if (typeof fn !== 'function') return undefined
  const name = Object.keys(own).find((each) => own[each] === fn)
  javascript ??= readNames()
  return name ?? javascript.get(fn)
}
