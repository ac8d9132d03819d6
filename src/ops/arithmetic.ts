import { ANY, BOOL, combine, type Fact, hasZero, INT32, INT32_MAX, integer, narrow, within } from './fact.ts'
import type { Op } from './op.ts'
import {
  isBigType,
  isFloat,
  isSmall,
  type LaneType,
  laneTypes,
  type NumberType,
  signSuffix,
  type Type,
} from './type.ts'

const BIGS: readonly NumberType[] = ['s64', 'u64']
const NUMBERS: readonly NumberType[] = ['f64', 'f32', 'i32', 'i64', ...BIGS]
const shape = (type: LaneType): string => laneTypes[type].shape

function products(a: Fact, b: Fact, f: (x: number, y: number) => number): [number, number] {
  const all = [f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)]
  return [Math.min(...all), Math.max(...all)]
}

const negative = (fact: Fact): boolean => fact.lo < 0 || fact.negZero

export const add: Op = {
  name: '+',
  arity: 2,
  types: NUMBERS,
  result: 'operand',
  js: (a, b) => a + b,
  // A sum is -0 only where both terms are.
  fact: (a, b) => combine(a, b, a.lo + b.lo, a.hi + b.hi, a.negZero && b.negZero),
  reference: (a, b) => `(${a} + ${b})`,
  scalar: (_, a, b) => `(${a} + ${b})`,
  vector: (type, a, b) => `${shape(type)}.add(${a}, ${b})`,
  small: { of: 'bits', least: 1 },
  cost: 1,
}

export const sub: Op = {
  name: '-',
  arity: 2,
  types: NUMBERS,
  result: 'operand',
  js: (a, b) => a - b,
  fact: (a, b) => combine(a, b, a.lo - b.hi, a.hi - b.lo, a.negZero && hasZero(b)),
  reference: (a, b) => `(${a} - ${b})`,
  scalar: (_, a, b) => `(${a} - ${b})`,
  vector: (type, a, b) => `${shape(type)}.sub(${a}, ${b})`,
  small: { of: 'bits', least: 1 },
  cost: 1,
}

export const mul: Op = {
  name: '*',
  arity: 2,
  types: NUMBERS,
  result: 'operand',
  js: (a, b) => a * b,
  fact: (a, b) => {
    const [lo, hi] = products(a, b, (x, y) => x * y)
    // A product of floats may underflow to a zero of either sign.
    const zero = !(a.int && b.int) || hasZero(a) || hasZero(b)
    return combine(a, b, lo, hi, zero && (negative(a) || negative(b)))
  },
  reference: (a, b) => `(${a} * ${b})`,
  scalar: (_, a, b) => `(${a} * ${b})`,
  vector: (type, a, b) => `${shape(type)}.mul(${a}, ${b})`,
  small: { of: 'bits', least: 2 },
  cost: 1,
}

export const div: Op = {
  name: '/',
  arity: 2,
  types: ['f64', 'f32', ...BIGS],
  result: 'operand',
  js: (a, b) => a / b,
  fact: (a, b) => {
    const [lo, hi] = hasZero(b) ? [Number.NaN, Number.NaN] : products(a, b, (x, y) => x / y)
    return { ...combine({ ...a, int: false }, b, lo, hi, negative(a) || negative(b)), int: false }
  },
  reference: (a, b) => `(${a} / ${b})`,
  scalar: (_, a, b) => `(${a} / ${b})`,
  vector: (type, a, b) => (isSmall(type) || isBigType(type) ? undefined : `${shape(type)}.div(${a}, ${b})`),
  cost: 5,
}

const remainderOf = (type: Type): string => (type === 'f32' ? 'remainderf' : 'remainder')

export const rem: Op = {
  name: '%',
  arity: 2,
  types: NUMBERS,
  result: 'operand',
  js: (a, b) => a % b,
  fact: (a, b) => {
    if (!a.int || !b.int || hasZero(b)) return { ...ANY, f32: narrow(a, b) }
    const most = Math.max(Math.abs(b.lo), Math.abs(b.hi)) - 1
    const lo = a.lo < 0 ? Math.max(a.lo, -most) : 0
    const hi = a.hi > 0 ? Math.min(a.hi, most) : 0
    return { ...integer(lo, hi, negative(a)), weak: a.weak && b.weak }
  },
  reference: (a, b) => `(${a} % ${b})`,
  // Integer operands come here only where the divisor is shown not to be zero.
  scalar: (type, a, b) => (isFloat(type) ? `math_${remainderOf(type)}(${a}, ${b})` : `(${a} % ${b})`),
  imports: (type) =>
    isFloat(type) ? [{ from: 'math/remainder', name: remainderOf(type), as: `math_${remainderOf(type)}` }] : [],
  vector: (type, a, b) =>
    type === 'f64' || type === 'f32'
      ? `remainder_${shape(type)}(${a}, ${b})`
      : type === 'i32'
        ? `remainderLanes(${a}, ${b})`
        : undefined,
  rare: (type) =>
    isFloat(type)
      ? {
          mask: ([a, b], result) => `remainder_${shape(type)}_rare(${a}, ${b}, ${result})`,
          fix: ([a, b], result) => `remainder_${shape(type)}_fix(${a}, ${b}, ${result})`,
        }
      : undefined,
  laneImports: (type) => {
    if (type === 'i32') return [{ from: 'runtime/number', name: 'remainderLanes', as: 'remainderLanes' }]
    if (!isFloat(type)) return []
    return ['', '_rare', '_fix'].map((suffix) => {
      const name = `remainder_${shape(type)}${suffix}`
      return { from: 'lanes/remainder', name, as: name }
    })
  },
  cost: 20,
}

/** `x ** n` of BigInts, modulo 2^64. */
export const bigPower: Op = {
  name: 'BigInt **',
  arity: 2,
  types: BIGS,
  result: 'operand',
  // Range analysis folds constants: `Big` knows more than a number.
  js: () => Number.NaN,
  fact: () => ANY,
  reference: (a, n) => `$pow(${a}, ${n})`,
  scalar: (type, a, n) => `<${type}>powBig(<u64>${a}, <i64>${n}, 0, 0)`,
  vector: () => undefined,
  cost: 60,
}

function bigShift(name: '<<' | '>>'): Op {
  return {
    ...bigPower,
    name: `BigInt ${name}`,
    reference: (a, n) => `$${name === '<<' ? 'left' : 'right'}(${a}, ${n})`,
    scalar: (type, a, n) => `shift${name === '<<' ? 'Left' : 'Right'}<${type}>(${a}, <i64>${n})`,
    imports: () => [name === '<<' ? 'shiftLeft' : 'shiftRight'].map((as) => ({ from: 'runtime/big', name: as, as })),
    cost: 3,
  }
}

/** Shifts by counts of 64 and more, which leave nothing, and by negative ones, which shift the other way. */
export const bigLeft: Op = bigShift('<<')
export const bigRight: Op = bigShift('>>')

/** `x ** 2`, which is `x * x` exactly. */
export const square: Op = {
  name: '** 2',
  arity: 1,
  types: ['f64', 'f32', 'i32', 'i64'],
  result: 'operand',
  js: (a) => a * a,
  fact: (a) => {
    const [lo, hi] = products(a, a, (x, y) => x * y)
    const fact = combine(a, a, hasZero(a) ? 0 : Math.max(0, lo), hi, false)
    return fact
  },
  reference: (a) => `$square(${a})`,
  scalar: (type, a) => `square<${type}>(${a})`,
  vector: (type, a) => `${shape(type)}.mul(${a}, ${a})`,
  small: { of: 'bits', least: 2 },
  cost: 1,
}

export const neg: Op = {
  name: '-x',
  arity: 1,
  types: NUMBERS,
  result: 'operand',
  js: (a) => -a,
  fact: (a) => ({ ...a, lo: -a.hi, hi: -a.lo, negZero: hasZero(a), bool: false }),
  reference: (a) => `(-${a})`,
  scalar: (_, a) => `(-${a})`,
  vector: (type, a) => `${shape(type)}.neg(${a})`,
  small: { of: 'bits', least: 1 },
  cost: 1,
}

function bitwise(
  name: string,
  js: (a: number, b: number) => number,
  vector: string,
  fact: (a: Fact, b: Fact) => Fact = () => INT32,
): Op {
  return {
    name,
    arity: 2,
    types: ['i32', ...BIGS],
    result: 'operand',
    js,
    fact,
    reference: (a, b) => `(${a} ${name} ${b})`,
    scalar: (_, a, b) => `(${a} ${name} ${b})`,
    vector: (_, a, b) => `${vector}(${a}, ${b})`,
    small: { of: 'bits', least: 1 },
    cost: 1,
  }
}

const nonNegative = (fact: Fact): boolean => fact.int && fact.lo >= 0 && fact.hi <= INT32_MAX

export const and: Op = bitwise(
  '&',
  (a, b) => a & b,
  'v128.and',
  (a, b) =>
    nonNegative(a) && nonNegative(b)
      ? integer(0, Math.min(a.hi, b.hi))
      : nonNegative(a)
        ? integer(0, a.hi)
        : nonNegative(b)
          ? integer(0, b.hi)
          : INT32,
)

const isCount = (b: Fact): boolean => b.int && b.lo === b.hi && b.lo >= 0 && b.lo <= 31

/** The bits of two numbers that are not negative: as many as the larger has. */
const bitsOf = (a: Fact, b: Fact): Fact =>
  nonNegative(a) && nonNegative(b) ? integer(0, 2 ** (32 - Math.clz32(Math.max(a.hi, b.hi))) - 1) : INT32

export const or: Op = bitwise(
  '|',
  (a, b) => a | b,
  'v128.or',
  (a, b) =>
    // `x | 0` of an int32 is itself.
    b.int && b.lo === 0 && b.hi === 0 && a.int && a.lo >= INT32.lo && a.hi <= INT32.hi
      ? integer(a.lo, a.hi)
      : bitsOf(a, b),
)
export const xor: Op = bitwise('^', (a, b) => a ^ b, 'v128.xor', bitsOf)

/** Shifts take one count for all lanes. SIMD has none for lanes of 8 bits on most machines. */
const shift: Pick<Op, 'vector' | 'small'> = { vector: () => undefined, small: { of: 'numbers', least: 2 } }

export const shl: Op = { ...bitwise('<<', (a, b) => a << b, ''), ...shift, small: { of: 'bits', least: 2 } }
export const shr: Op = {
  ...bitwise(
    '>>',
    (a, b) => a >> b,
    '',
    (a, b) =>
      isCount(b) && within(a, INT32.lo, INT32.hi)
        ? integer(a.lo >> b.lo, a.hi >> b.lo)
        : integer(Math.min(0, a.lo), Math.max(0, a.hi)),
  ),
  ...shift,
}
/** The result is unsigned: the lowering widens it where it may pass 2^31. */
export const ushr: Op = {
  ...bitwise(
    '>>>',
    (a, b) => a >>> b,
    '',
    (a, b) =>
      isCount(b) && within(a, 0, INT32.hi)
        ? integer(a.lo >>> b.lo, a.hi >>> b.lo)
        : isCount(b) && b.lo >= 1
          ? integer(0, (2 ** 32 - 1) >>> b.lo)
          : a.lo >= 0
            ? integer(0, a.hi)
            : integer(0, 2 ** 32 - 1),
  ),
  ...shift,
}

/** SIMD compares signed lanes of 64 bits only: with the first bit flipped they have the order of unsigned ones. */
const flipped = (lanes: string): string => `v128.xor(${lanes}, i64x2.splat(<i64>0x8000000000000000))`

function compare(name: string, js: (a: number, b: number) => boolean, vector: string, signed: boolean): Op {
  return {
    name,
    arity: 2,
    types: NUMBERS,
    result: 'bool',
    js,
    fact: () => BOOL,
    reference: (a, b) => `(${a} ${name} ${b})`,
    // AssemblyScript takes `x < (y ? …` and `x < (y | …` for type arguments.
    scalar: (type, a, b) => `(${a} ${name.slice(0, 2)} ${name === '<' && /^\(.*[?|]/.test(b) ? `<${type}>` : ''}${b})`,
    vector: (type, a, b) =>
      type === 'u64' && signed
        ? `i64x2.${vector}_s(${flipped(a)}, ${flipped(b)})`
        : `${shape(type)}.${vector}${signed ? signSuffix(type) : ''}(${a}, ${b})`,
    small: { of: 'numbers', least: 1 },
    cost: 1,
  }
}

export const lt: Op = compare('<', (a, b) => a < b, 'lt', true)
export const le: Op = compare('<=', (a, b) => a <= b, 'le', true)
export const gt: Op = compare('>', (a, b) => a > b, 'gt', true)
export const ge: Op = compare('>=', (a, b) => a >= b, 'ge', true)
export const eq: Op = compare('===', (a, b) => a === b, 'eq', false)
export const ne: Op = compare('!==', (a, b) => a !== b, 'ne', false)
