/**
 * The elementary functions: a row each. Their code is in `assembly/math/`; every back end, JavaScript too, runs that code, so
 * the bits are the same everywhere.
 */
import { ANY, ANY_F32, type Fact, narrow } from './fact.ts'
import { elementary } from './library.ts'
import type { Import, Op, Rare } from './op.ts'
import { type LaneType, laneTypes, type NumberType } from './type.ts'

const FLOATS: readonly NumberType[] = ['f64', 'f32']

interface Description {
  /** The file of `assembly/math/`. */
  readonly file: string
  /** That of the float32's, where it is another. */
  readonly file32?: string
  /** Its name there, where it is not that of the row. A float32's has an f at the end. */
  readonly as?: string
  readonly arity?: number
  /** Cycles of a scalar. */
  readonly cost: number
  /** The types of which two vectors side by side are faster than four: their constants do not fit the registers. */
  readonly long?: readonly NumberType[]
  /** The types whose SIMD form leaves lanes to be mended. */
  readonly rare?: readonly NumberType[]
}

function elementaryOp(row: string, description: Description): Op {
  const {
    file,
    file32 = file,
    as = row.replace('Math.', ''),
    arity = 1,
    cost,
    rare = FLOATS,
    long = FLOATS,
  } = description
  const fileOf = (type: string): string => (type === 'f32' ? file32 : file)
  const own = (type: string): string => (type === 'f32' ? `${as}f` : as)
  const local = (type: string): string => `math_${own(type)}`
  const lanes = (type: LaneType): string => `${as}_${laneTypes[type].shape}`
  const laneImport = (type: string, name: string): Import => ({ from: `lanes/${fileOf(type)}`, name, as: name })
  const mended = (type: NumberType): Rare => ({
    mask: (args, result) => `${lanes(type)}_rare(${args.join(', ')}, ${result})`,
    fix: (args, result) => `${lanes(type)}_fix(${args.join(', ')}, ${result})`,
  })
  return {
    name: row,
    arity,
    types: FLOATS,
    result: 'operand',
    js: (...args) => elementary()[as](...args),
    js32: (...args) => elementary()[`${as}f`](...args),
    fact: (...args: Fact[]) =>
      args.every((a) => narrow(a, a) || a.weak) && args.some((a) => a.f32)
        ? ANY_F32
        : { ...ANY, weak: args.every((a) => a.weak) },
    reference: (...args) => `$math.${as}(${args.join(', ')})`,
    reference32: (...args) => `$math.${as}f(${args.join(', ')})`,
    scalar: (type, ...args) => `${local(type)}(${args.join(', ')})`,
    imports: (type) => [{ from: `math/${fileOf(type)}`, name: own(type), as: local(type) }],
    vector: (type, ...args) => `${lanes(type)}(${args.join(', ')})`,
    rare: (type) => (rare.includes(type) ? mended(type) : undefined),
    interleave: (type) => (long.includes(type) ? 2 : 4),
    laneImports: (type) =>
      ['', ...(rare.includes(type) ? ['_rare', '_fix'] : [])].map((suffix) => laneImport(type, lanes(type) + suffix)),
    approximate: true,
    cost,
  }
}

export const exp: Op = elementaryOp('Math.exp', { file: 'exp', file32: 'expf', cost: 14, long: ['f64'] })
/** That of float32 where `fastmath` allows a few last bits more: within 1 ULP instead of 0.55. */
export const fastExp: Op = {
  ...elementaryOp('fast exp', { file: 'expf', as: 'fastExp', cost: 14, long: [] }),
  types: ['f32'],
  js: exp.js,
}
/** 2^x, more exact and faster than `2 ** x`. */
export const exp2: Op = elementaryOp('exp2', { file: 'exp', file32: 'expf', cost: 14, rare: ['f64'], long: ['f64'] })
export const expm1: Op = elementaryOp('Math.expm1', { file: 'exp', file32: 'expf', cost: 20, rare: ['f64'] })
export const sinh: Op = elementaryOp('Math.sinh', { file: 'hyperbolic', file32: 'expf', cost: 28, rare: ['f64'] })
export const cosh: Op = elementaryOp('Math.cosh', { file: 'hyperbolic', file32: 'expf', cost: 25, rare: ['f64'] })
export const tanh: Op = elementaryOp('Math.tanh', { file: 'hyperbolic', file32: 'expf', cost: 35, rare: [], long: [] })
export const log: Op = elementaryOp('Math.log', { file: 'log', file32: 'logf', cost: 25, long: ['f64'] })
export const log2: Op = elementaryOp('Math.log2', { file: 'log', file32: 'logf', cost: 40 })
export const log10: Op = elementaryOp('Math.log10', { file: 'log', file32: 'logf', cost: 40 })
export const log1p: Op = elementaryOp('Math.log1p', { file: 'log', file32: 'logf', cost: 40 })
export const asinh: Op = elementaryOp('Math.asinh', { file: 'inverseHyperbolic', file32: 'logf', cost: 60 })
export const acosh: Op = elementaryOp('Math.acosh', {
  file: 'inverseHyperbolic',
  file32: 'logf',
  cost: 70,
  long: ['f64'],
})
export const atanh: Op = elementaryOp('Math.atanh', { file: 'inverseHyperbolic', file32: 'logf', cost: 55 })
export const pow: Op = elementaryOp('**', { file: 'pow', as: 'pow', arity: 2, cost: 70, long: [] })
export const sin: Op = elementaryOp('Math.sin', { file: 'sine', file32: 'sinef', cost: 25, long: ['f64'] })
export const cos: Op = elementaryOp('Math.cos', { file: 'sine', file32: 'sinef', cost: 25, long: ['f64'] })
export const tan: Op = elementaryOp('Math.tan', { file: 'tangent', file32: 'sinef', cost: 60 })
export const asin: Op = elementaryOp('Math.asin', { file: 'arc', cost: 25, rare: [] })
export const acos: Op = elementaryOp('Math.acos', { file: 'arc', cost: 28, rare: [] })
export const atan: Op = elementaryOp('Math.atan', { file: 'arctangent', cost: 20, rare: [], long: ['f32'] })
export const atan2: Op = elementaryOp('Math.atan2', { file: 'arctangent', arity: 2, cost: 45, long: [] })
export const cbrt: Op = elementaryOp('Math.cbrt', { file: 'roots', cost: 40, long: [] })
export const hypot: Op = { ...elementaryOp('Math.hypot', { file: 'hypot', arity: 2, cost: 27 }), variadic: [3, 4, 8] }
/** Of more numbers at once, for steps would each round. */
export const hypots: readonly Op[] = [3, 4, 8].map((n) =>
  elementaryOp(`Math.hypot ${n}`, { file: 'hypot', as: `hypot${n}`, arity: n, cost: 13 * n }),
)
/** The steps of as many numbers as there are, in float64: `syntax/hypot.ts` takes them. */
export const hypotSteps: readonly Op[] = [
  hypotStep('scale', 1, 4),
  hypotStep('sum', 2, 6),
  hypotStep('low', 3, 14),
  hypotStep('root', 3, 30),
]
export const erf: Op = elementaryOp('erf', { file: 'erf', cost: 25, rare: [] })
export const erfc: Op = elementaryOp('erfc', { file: 'erf', cost: 60, rare: ['f64'] })
export const gamma: Op = elementaryOp('gamma', { file: 'gamma', cost: 150 })
export const lgamma: Op = elementaryOp('lgamma', { file: 'gamma', cost: 120 })

function hypotStep(name: string, arity: number, cost: number): Op {
  const as = `hypot${name[0].toUpperCase()}${name.slice(1)}`
  const op = elementaryOp(`hypot ${name}`, { file: 'hypot', as, arity, cost, rare: [] })
  return { ...op, types: ['f64'], fact: () => ANY }
}

function wholePower(n: number, as: string, file: string): Op {
  return elementaryOp(`power ${n}`, {
    file,
    as,
    cost: 4 + 4 * Math.log2(Math.abs(n)) + (n < 0 ? 8 : 0),
    rare: ['f64'],
    long: [],
  })
}

/** `x ** n` of small constants n, and `x ** 0.5`; `constantPowers` of the passes uses them. */
export const powers: readonly Op[] = [
  ...[3, 4, 5, 6, 7, 8, 9, 10, 12, 16].map((n) => wholePower(n, `power${n}`, 'powers')),
  ...[2, 3, 4, 6, 12].map((n) => wholePower(-n, `powerMinus${n}`, 'inversePowers')),
  elementaryOp('power 0.5', { file: 'powers', as: 'root', cost: 8, rare: [], long: [] }),
]
