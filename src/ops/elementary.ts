/**
 * The elementary functions: a row each. Their code is in `assembly/math/`; every back end, JavaScript too, runs that code, so
 * the bits are the same everywhere.
 */
import { ANY, ANY_F32, type Fact, narrow } from './fact.ts'
import { elementary } from './library.ts'
import type { Op } from './op.ts'
import type { NumberType } from './type.ts'

const FLOATS: readonly NumberType[] = ['f64', 'f32']

/** A function of a file of `assembly/math/`. A float32 is computed as a float64 and rounded, where it has no code of its own. */
function elementaryOp(name: string, file: string, cost: number, arity = 1): Op {
  const own = name.replace('Math.', '')
  const imported = own === '**' ? 'pow' : own
  const local = `math_${imported}`
  return {
    name,
    arity,
    types: FLOATS,
    result: 'operand',
    js: (...args) => elementary()[imported](...args),
    fact: (a, b = a) => resultFact(a, b),
    reference: (...args) => `$math.${imported}(${args.join(', ')})`,
    scalar: (type, ...args) =>
      type === 'f32' ? `<f32>${local}(${args.map((arg) => `<f64>${arg}`).join(', ')})` : `${local}(${args.join(', ')})`,
    vector: () => undefined,
    imports: () => [{ from: `math/${file}`, name: imported, as: local }],
    approximate: true,
    cost,
  }
}

function resultFact(a: Fact, b: Fact): Fact {
  return narrow(a, b) ? ANY_F32 : { ...ANY, weak: a.weak && b.weak }
}

export const exp: Op = elementaryOp('Math.exp', 'exp', 12)
export const exp2: Op = elementaryOp('exp2', 'exp', 12)
export const expm1: Op = elementaryOp('Math.expm1', 'exp', 25)
export const sinh: Op = elementaryOp('Math.sinh', 'exp', 30)
export const cosh: Op = elementaryOp('Math.cosh', 'exp', 30)
export const tanh: Op = elementaryOp('Math.tanh', 'exp', 25)
export const log: Op = elementaryOp('Math.log', 'log', 15)
export const log2: Op = elementaryOp('Math.log2', 'log', 30)
export const log10: Op = elementaryOp('Math.log10', 'log', 30)
export const log1p: Op = elementaryOp('Math.log1p', 'log', 30)
export const asinh: Op = elementaryOp('Math.asinh', 'log', 50)
export const acosh: Op = elementaryOp('Math.acosh', 'log', 50)
export const atanh: Op = elementaryOp('Math.atanh', 'log', 50)
export const pow: Op = elementaryOp('**', 'pow', 40, 2)
export const sin: Op = elementaryOp('Math.sin', 'trig', 25)
export const cos: Op = elementaryOp('Math.cos', 'trig', 25)
export const tan: Op = elementaryOp('Math.tan', 'trig', 40)
export const asin: Op = elementaryOp('Math.asin', 'trig', 30)
export const acos: Op = elementaryOp('Math.acos', 'trig', 30)
export const atan: Op = elementaryOp('Math.atan', 'trig', 25)
export const atan2: Op = elementaryOp('Math.atan2', 'trig', 45, 2)
export const cbrt: Op = elementaryOp('Math.cbrt', 'roots', 30)
export const hypot: Op = { ...elementaryOp('Math.hypot', 'roots', 25, 2), variadic: true }
export const erf: Op = elementaryOp('erf', 'erf', 20)
