/** Small whole powers by multiplication: what `fastmath` makes of `x ** 3`. */
import { ANY, ANY_F32 } from './fact.ts'
import type { Op } from './op.ts'
import { laneTypes } from './type.ts'

/** The greatest power that is multiplied out. */
const MOST = 16

/** `x ** n` as products, in the same order everywhere: an even power squares its half. */
function powered<T>(x: T, n: number, multiply: (a: T, b: T) => T): T {
  if (n === 1) return x
  if (n % 2 === 1) return multiply(powered(x, n - 1, multiply), x)
  const half = powered(x, n / 2, multiply)
  return multiply(half, half)
}

function powerOp(n: number): Op {
  const js32 = (x: number): number => powered(x, n, (a, b) => Math.fround(a * b))
  return {
    name: `** ${n}`,
    arity: 1,
    types: ['f64', 'f32'],
    result: 'operand',
    js: (x) => powered(x, n, (a, b) => a * b),
    js32,
    fact: (x) => (x.f32 ? ANY_F32 : { ...ANY, weak: x.weak }),
    reference: (x) => `$power(${x}, ${n}, 0)`,
    reference32: (x) => `$power(${x}, ${n}, 1)`,
    scalar: (type, x) => `power${n}<${type}>(${x})`,
    imports: () => [{ from: 'runtime/powers', name: `power${n}`, as: `power${n}` }],
    // V8 computes equal products once.
    vector: (type, x) => powered(x, n, (a, b) => `${laneTypes[type].shape}.mul(${a}, ${b})`),
    approximate: true,
    cost: 2 * Math.log2(n),
  }
}

/** The rows, and `powerRow(n)`'s name where there is one. */
export const powers: readonly Op[] = Array.from({ length: MOST - 2 }, (_, i) => powerOp(i + 3))

/** The row that multiplies out `x ** n`, for a whole n from 2 on. */
export function powerRow(n: number): string | undefined {
  return Number.isInteger(n) && n >= 2 && n <= MOST ? `** ${n}` : undefined
}
