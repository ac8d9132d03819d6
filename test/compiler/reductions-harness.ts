/** What the tests of reductions share. */
import { afterAll, expect } from 'vitest'
import { type AnyTypedArray, close, jit, setThreads, threads } from 'wamba'

/** Iterations around the ends of gangs, of canonical blocks and of chunks, none, and enough for the team. */
export const SIZES: readonly number[] = [0, 1, 2, 15, 16, 17, 63, 64, 65, 1000, 4095, 4096, 4097, 20000]

const before = threads()
afterAll(async () => {
  setThreads(before)
  await close()
})

export function copyOf<A extends readonly unknown[]>(args: A): A {
  return args.map((arg) => (ArrayBuffer.isView(arg) ? (arg as AnyTypedArray).slice() : arg)) as unknown as A
}

const COUNTS: readonly number[] = [1, 2, 3, 8]

/** Every value has the same bits, all NaNs being equal. */
function expectSame(got: unknown, expected: unknown): void {
  if (ArrayBuffer.isView(got) && ArrayBuffer.isView(expected)) {
    // Much faster than toEqual, which is asked where they differ.
    const [a, b] = [got as AnyTypedArray, expected as AnyTypedArray]
    let same = a.length === b.length
    for (let i = 0; same && i < a.length; i++) same = Object.is(a[i], b[i])
    if (same) return
  }
  expect(got).toEqual(expected)
}

function check<A extends unknown[]>(kernel: Kernel<A>, args: A, expected: unknown, after: A): void {
  const copies = copyOf(args)
  expectSame(kernel(...copies), expected)
  copies.forEach((copy, i) => {
    expectSame(copy, after[i])
  })
}

type Kernel<A extends unknown[]> = { (...args: A): unknown; verify(...args: A): { ok: boolean } }

/** The compiled kernel gives the bits of the function, on any number of threads, and so does the reference. */
export function same<A extends unknown[]>(fn: (...args: A) => unknown, calls: readonly A[]): void {
  const kernel = jit(fn, { cache: false }) as unknown as Kernel<A>
  const plain = calls.map((args) => {
    const after = copyOf(args)
    return { args, result: fn(...after), after }
  })
  for (const count of COUNTS) {
    setThreads(count)
    for (const { args, result, after } of plain) check(kernel, args, result, after)
  }
  for (const args of calls) expect(kernel.verify(...copyOf(args))).toMatchObject({ ok: true })
}

/** The compiled kernel gives the same bits on any number of threads, and those of the reference. */
export function steady<A extends unknown[]>(fn: (...args: A) => unknown, calls: readonly A[]): void {
  const kernel = jit(fn, { cache: false }) as unknown as Kernel<A>
  setThreads(1)
  const alone = calls.map((args) => {
    const after = copyOf(args)
    return { args, result: kernel(...after), after }
  })
  for (const count of COUNTS.slice(1)) {
    setThreads(count)
    for (const { args, result, after } of alone) check(kernel, args, result, after)
  }
  for (const args of calls) expect(kernel.verify(...copyOf(args))).toMatchObject({ ok: true })
}

/** Numbers from a small generator, the same in every run. */
export function numbers(length: number, seed = 1): number[] {
  let state = seed
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state
  })
}

/** Doubles with many ties, both zeros, NaN and the infinities. */
export function awkward(length: number, seed = 1): Float64Array {
  const some = [0, -0, 1, -1, Number.NaN, 0, -0, 5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 0.5]
  return Float64Array.from(numbers(length, seed), (x) => some[(x >>> 8) % some.length])
}

/** The same without the values that end every search. */
export function finite(length: number, seed = 1): Float64Array {
  return awkward(length, seed).map((x) => (Number.isFinite(x) ? x : -0))
}
