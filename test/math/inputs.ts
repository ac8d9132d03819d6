import { elementary } from '#wamba/ops/library.js'

/** Every function of one number, and of two, by the name that a kernel calls it by. */
export const unary: readonly string[] = [
  ...['exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan'].map(
    (f) => `Math.${f}`,
  ),
  ...['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'cbrt', 'round', 'sign'].map((f) => `Math.${f}`),
  ...['exp2', 'erf', 'erfc', 'gamma', 'lgamma'],
]
export const binary: readonly string[] = ['Math.pow', 'Math.atan2', 'Math.hypot']

/** Zeros, infinities, NaN, subnormals, the edges of overflow and underflow, of the table's intervals and of the fast paths. */
export const special: readonly number[] = [
  ...[0, 1, 2, 3, 0.5, 0.25, 0.35, 0.0625, 1.5, 10, 11, 100, 170.6, 171.7, 184.5],
  ...[5e-324, 1e-310, Number.MIN_VALUE * 2 ** 52, 1e-300, 1e-17, 1e-8, 1e-40, 1.4e-45],
  ...[690, 708.5, 709.782712893384, 710.5, 745.1, 745.2, 1000, 1024, 1074.5, 86, 88.8, 103.9, 128],
  ...[
    12000,
    12001,
    1e5,
    1e6,
    1e6 + 1,
    3000,
    3001,
    26,
    26.5,
    36,
    170,
    171,
    2 ** 31,
    2 ** 53,
    1e22,
    1e300,
    Number.MAX_VALUE,
    3.4028234663852886e38,
    Infinity,
  ],
  ...[0.49999999999999994, 0.9999999999999999, 1.0000000000000002, 6, 27.2, 27.4, Math.PI, Math.PI / 2, Math.PI / 4],
]
  .flatMap((x) => [x, -x])
  .concat(Number.NaN)

/** Numbers of every size, the same ones in every run. */
export function numbers(n: number): Float64Array {
  const bits = new BigUint64Array(n)
  // Marsaglia's xorshift.
  let state = 88172645463325252n
  for (let i = 0; i < n; i++) {
    state ^= BigInt.asUintN(64, state << 13n)
    state ^= state >> 7n
    state ^= BigInt.asUintN(64, state << 17n)
    bits[i] = state
  }
  // Half of any bits at all, half between -8 and 8.
  const any = new Float64Array(bits.buffer)
  return any.map((x, i) => (i % 2 === 0 ? x : (Number(bits[i] >> 11n) / 2 ** 53 - 0.5) * 16))
}

/** wamba's function for plain numbers. */
export function functionNamed(name: string): (...args: number[]) => number {
  return elementary()[name.replace('Math.', '')]
}
