/** The elementary functions over arrays. */
import * as special from './special.ts'
import { type Ufunc, vectorize } from './vectorize.ts'

type FloatArray = Float64Array | Float32Array

type Unary =
  | 'exp'
  | 'exp2'
  | 'expm1'
  | 'log'
  | 'log2'
  | 'log10'
  | 'log1p'
  | 'sqrt'
  | 'cbrt'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'erf'
  | 'erfc'
  | 'gamma'
  | 'lgamma'

/** A ufunc for each function of one number, and of two. */
export type MathUfuncs = { readonly [K in Unary]: Ufunc<[x: number], FloatArray> } & {
  readonly pow: Ufunc<[x: number, y: number], FloatArray>
  readonly hypot: Ufunc<[x: number, y: number], FloatArray>
  readonly atan2: Ufunc<[y: number, x: number], FloatArray>
}

type Functions = { readonly [K in keyof MathUfuncs]: (...args: never[]) => number }

/** Each ufunc is made when it is first asked for. */
function ufuncs(functions: Functions): MathUfuncs {
  const made = Object.entries(functions).map(([name, fn]) => {
    const get = function (this: object): unknown {
      const value = vectorize(fn as (...args: number[]) => number, { name })
      Object.defineProperty(this, name, { value, enumerable: true })
      return value
    }
    return [name, { get, enumerable: true, configurable: true }] as const
  })
  return Object.defineProperties({}, Object.fromEntries(made)) as MathUfuncs
}

/**
 * Universal functions of the functions of `Math`, and of those that it lacks: over numbers, typed arrays, `number[]` and n-d arrays, with
 * broadcasting and `{ out, where }`, in SIMD and on all cores. float32 in gives float32 out, all else float64. Each result is
 * within 1 ULP of the exact one.
 *
 * @throws ArgumentError where shapes do not broadcast, or the output is of another length or dtype
 * @example
 * math.exp(data)
 * math.atan2(y, x, out)
 * math.pow(matrix, 3, { out })
 */
export const math: MathUfuncs = ufuncs({
  exp: (x: number) => Math.exp(x),
  exp2: (x: number) => special.exp2(x),
  expm1: (x: number) => Math.expm1(x),
  log: (x: number) => Math.log(x),
  log2: (x: number) => Math.log2(x),
  log10: (x: number) => Math.log10(x),
  log1p: (x: number) => Math.log1p(x),
  sin: (x: number) => Math.sin(x),
  cos: (x: number) => Math.cos(x),
  tan: (x: number) => Math.tan(x),
  asin: (x: number) => Math.asin(x),
  acos: (x: number) => Math.acos(x),
  atan: (x: number) => Math.atan(x),
  atan2: (y: number, x: number) => Math.atan2(y, x),
  sinh: (x: number) => Math.sinh(x),
  cosh: (x: number) => Math.cosh(x),
  tanh: (x: number) => Math.tanh(x),
  asinh: (x: number) => Math.asinh(x),
  acosh: (x: number) => Math.acosh(x),
  atanh: (x: number) => Math.atanh(x),
  pow: (x: number, y: number) => x ** y,
  sqrt: (x: number) => Math.sqrt(x),
  cbrt: (x: number) => Math.cbrt(x),
  hypot: (x: number, y: number) => Math.hypot(x, y),
  erf: (x: number) => special.erf(x),
  erfc: (x: number) => special.erfc(x),
  gamma: (x: number) => special.gamma(x),
  lgamma: (x: number) => special.lgamma(x),
})
