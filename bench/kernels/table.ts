import * as elementwise from './elementwise.ts'
import * as reductions from './reductions.ts'

type Numbers = Float64Array | Float32Array

/** An argument: a scalar, or an array of n elements of a dtype. */
export type ArgumentSpec = number | { readonly dtype: 'float64' | 'float32'; readonly written?: boolean }

/** One kernel with what it takes, so that tests and benchmarks can run all of them in the same way. */
export interface KernelRow {
  readonly name: string
  readonly fn: (...args: never[]) => unknown
  readonly args: readonly ArgumentSpec[]
}

const f64: ArgumentSpec = { dtype: 'float64' }
const f32: ArgumentSpec = { dtype: 'float32' }
const out64: ArgumentSpec = { dtype: 'float64', written: true }
const out32: ArgumentSpec = { dtype: 'float32', written: true }

/** Every kernel of this folder that is an ordinary function over arrays of one length. */
export const kernels: readonly KernelRow[] = [
  { name: 'sumOfSquares', fn: reductions.sumOfSquares, args: [f64] },
  { name: 'dot', fn: reductions.dot, args: [f64, f64] },
  { name: 'product', fn: reductions.product, args: [f64] },
  { name: 'extent', fn: reductions.extent, args: [f64] },
  { name: 'variance', fn: reductions.variance, args: [f64] },
  { name: 'countAbove', fn: reductions.countAbove, args: [f64, 0.25] },
  { name: 'multiplyInto', fn: elementwise.multiplyInto, args: [f64, f64, out64] },
  { name: 'axpy', fn: elementwise.axpy, args: [1.5, f64, out64] },
  { name: 'saxpy', fn: elementwise.saxpy, args: [1.5, f32, out32] },
  { name: 'clamp', fn: elementwise.clamp, args: [f64, -0.5, 0.5, out64] },
  { name: 'hypotenuse', fn: elementwise.hypotenuse, args: [f64, f64, out64] },
  { name: 'leakyRelu', fn: elementwise.leakyRelu, args: [f64, out64] },
  { name: 'heat', fn: elementwise.heat, args: [out64, out64, 0.25, 3] },
]

/** The arguments of a row for arrays of `n` elements, made by `array` (zeros of a dtype) and filled from a seed. */
export function argumentsOf(
  row: KernelRow,
  n: number,
  array: (n: number, dtype: 'float64' | 'float32') => Numbers = plain,
  seed = 1,
): (number | Numbers)[] {
  return row.args.map((spec, position) =>
    typeof spec === 'number' ? spec : fill(array(n, spec.dtype), seed + position),
  )
}

const plain = (n: number, dtype: 'float64' | 'float32'): Numbers =>
  dtype === 'float64' ? new Float64Array(n) : new Float32Array(n)

/** Values in [-1, 1) from the splitmix32 sequence of `seed`. */
export function fill<T extends Numbers>(array: T, seed: number): T {
  let state = Math.imul(seed, 0x9e3779b9)
  for (let i = 0; i < array.length; i++) {
    state = (state + 0x9e3779b9) | 0
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    array[i] = ((z ^ (z >>> 15)) >>> 0) / 2 ** 31 - 1
  }
  return array
}
