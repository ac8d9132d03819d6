/**
 * The elementary functions: a row each. Their code is in `assembly/math/`; every back end, JavaScript too, runs that code, so
 * the bits are the same everywhere.
 */
import { ANY, ANY_F32, type Fact, narrow } from './fact.ts'
import { elementary } from './library.ts'
import type { Import, Op } from './op.ts'
import { type NumberType, types } from './type.ts'

const FLOATS: readonly NumberType[] = ['f64', 'f32']

interface Description {
  /** The file of `assembly/math/`. */
  readonly file: string
  /** Its name there, where it is not that of the row. */
  readonly as?: string
  readonly arity?: 1 | 2
  /** Cycles of a scalar. */
  readonly cost: number
  /** Whether its SIMD form leaves lanes to be mended. */
  readonly rare: boolean
  /** Whether float32 has code of its own; else it is computed as float64 and rounded. */
  readonly narrow?: boolean
}

function elementaryOp(row: string, description: Description): Op {
  const { file, as = row.replace('Math.', ''), arity = 1, cost, rare, narrow: own = false } = description
  const local = (type: string): string => `math_${as}${own && type === 'f32' ? 'f' : ''}`
  const lanes = (type: NumberType): string => `${as}_${types[type].shape}`
  const laneImport = (name: string): Import => ({ from: `lanes/${file}`, name, as: name })
  return {
    name: row,
    arity,
    types: FLOATS,
    result: 'operand',
    js: (...args) => elementary()[as](...args),
    ...(own ? { js32: (...args: number[]) => elementary()[`${as}f`](...args) } : {}),
    fact: (a, b = a) => (narrow(a, b) ? ANY_F32 : { ...ANY, weak: a.weak && b.weak }),
    reference: (...args) => `$math.${as}(${args.join(', ')})`,
    ...(own ? { reference32: (...args: string[]) => `$math.${as}f(${args.join(', ')})` } : {}),
    scalar: (type, ...args) =>
      type === 'f32' && !own
        ? `<f32>${local(type)}(${args.map((arg) => `<f64>${arg}`).join(', ')})`
        : `${local(type)}(${args.join(', ')})`,
    imports: (type) => [{ from: `math/${file}`, name: local(type).slice('math_'.length), as: local(type) }],
    vector: (type, ...args) => `${lanes(type)}(${args.join(', ')})`,
    ...(rare
      ? {
          rare: {
            mask: (type: NumberType, args: readonly string[], result: string) =>
              `${lanes(type)}_rare(${args.join(', ')}, ${result})`,
            fix: (type: NumberType, args: readonly string[]) => `${lanes(type)}_fix(${args.join(', ')})`,
          },
        }
      : {}),
    laneImports: (type) => ['', ...(rare ? ['_rare', '_fix'] : [])].map((suffix) => laneImport(lanes(type) + suffix)),
    approximate: true,
    cost,
  }
}

export const exp: Op = elementaryOp('Math.exp', { file: 'exp', cost: 14, rare: true })
export const exp2: Op = elementaryOp('exp2', { file: 'exp', cost: 14, rare: true })
export const expm1: Op = elementaryOp('Math.expm1', { file: 'exp', cost: 20, rare: true })
export const sinh: Op = elementaryOp('Math.sinh', { file: 'exp', cost: 28, rare: true })
export const cosh: Op = elementaryOp('Math.cosh', { file: 'exp', cost: 25, rare: true })
export const tanh: Op = elementaryOp('Math.tanh', { file: 'exp', cost: 35, rare: false })
export const log: Op = elementaryOp('Math.log', { file: 'log', cost: 25, rare: true })
export const log2: Op = elementaryOp('Math.log2', { file: 'log', cost: 40, rare: true })
export const log10: Op = elementaryOp('Math.log10', { file: 'log', cost: 40, rare: true })
export const log1p: Op = elementaryOp('Math.log1p', { file: 'log', cost: 40, rare: true })
export const asinh: Op = elementaryOp('Math.asinh', { file: 'log', cost: 60, rare: true })
export const acosh: Op = elementaryOp('Math.acosh', { file: 'log', cost: 70, rare: true })
export const atanh: Op = elementaryOp('Math.atanh', { file: 'log', cost: 55, rare: true })
export const pow: Op = elementaryOp('**', { file: 'pow', as: 'pow', arity: 2, cost: 70, rare: true })
export const sin: Op = elementaryOp('Math.sin', { file: 'trig', cost: 25, rare: true })
export const cos: Op = elementaryOp('Math.cos', { file: 'trig', cost: 25, rare: true })
export const tan: Op = elementaryOp('Math.tan', { file: 'trig', cost: 60, rare: true })
export const asin: Op = elementaryOp('Math.asin', { file: 'trig', cost: 25, rare: false })
export const acos: Op = elementaryOp('Math.acos', { file: 'trig', cost: 28, rare: false })
export const atan: Op = elementaryOp('Math.atan', { file: 'trig', cost: 25, rare: false })
export const atan2: Op = elementaryOp('Math.atan2', { file: 'trig', arity: 2, cost: 45, rare: true })
export const cbrt: Op = elementaryOp('Math.cbrt', { file: 'roots', cost: 40, rare: true })
export const hypot: Op = {
  ...elementaryOp('Math.hypot', { file: 'roots', arity: 2, cost: 27, rare: true }),
  variadic: true,
}
export const erf: Op = elementaryOp('erf', { file: 'erf', cost: 25, rare: false })
