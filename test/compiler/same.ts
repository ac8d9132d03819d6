import { expect } from 'vitest'
import { jit } from 'wamba'

// biome-ignore lint/suspicious/noExplicitAny: kernels of every signature
export type Any = any
export type Numbers = Float64Array

/** Compares results and arrays of the function and its kernel on copies of the same arguments, and those of the kernel and its reference. */
export function same(fn: (...args: Any[]) => unknown, ...calls: unknown[][]): void {
  const kernel = jit(fn)
  for (const args of calls) {
    const copies = (): unknown[] => args.map((arg) => (ArrayBuffer.isView(arg) ? (arg as Numbers).slice() : arg))
    const [one, other] = [copies(), copies()]
    expect(kernel(...other)).toEqual(fn(...one))
    expect(other).toEqual(one)
    expect(kernel.verify(...copies()).ok).toBe(true)
  }
}
