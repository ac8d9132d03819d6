import { ANY, ANY_F32, type Fact, INT32, integer, join, real } from './fact.ts'
import type { Op } from './op.ts'
import { type LaneType, laneTypes, type NumberType, signSuffix } from './type.ts'

const FLOATS: readonly NumberType[] = ['f64', 'f32']
const NUMBERS: readonly NumberType[] = ['f64', 'f32', 'i32', 'i64']
const shape = (type: LaneType): string => laneTypes[type].shape

export const sqrt: Op = {
  name: 'Math.sqrt',
  arity: 1,
  types: FLOATS,
  result: 'operand',
  js: Math.sqrt,
  fact: (a) =>
    a.f32
      ? ANY_F32
      : a.lo >= 0 && !a.nan
        ? real(Math.sqrt(a.lo), Math.sqrt(a.hi), { nan: false, negZero: a.negZero })
        : { ...ANY, weak: a.weak },
  reference: (a) => `Math.sqrt(${a})`,
  scalar: (type, a) => `sqrt<${type}>(${a})`,
  vector: (type, a) => `${shape(type)}.sqrt(${a})`,
  cost: 6,
}

export const abs: Op = {
  name: 'Math.abs',
  arity: 1,
  types: NUMBERS,
  result: 'operand',
  js: Math.abs,
  fact: (a) => {
    const far = Math.max(Math.abs(a.lo), Math.abs(a.hi))
    const near = a.lo <= 0 && a.hi >= 0 ? 0 : Math.min(Math.abs(a.lo), Math.abs(a.hi))
    return { ...a, lo: near, hi: far, negZero: false, bool: false }
  },
  reference: (a) => `Math.abs(${a})`,
  scalar: (type, a) => `abs<${type}>(${a})`,
  vector: (type, a) => `${shape(type)}.abs(${a})`,
  small: { of: 'numbers', least: 1, signed: true },
  cost: 1,
}

function extreme(name: 'min' | 'max', js: (a: number, b: number) => number): Op {
  return {
    name: `Math.${name}`,
    arity: 2,
    types: NUMBERS,
    result: 'operand',
    js,
    fact: (a, b) => {
      const both = join(a, b)
      return both.f32 ? both : { ...both, lo: js(a.lo, b.lo), hi: js(a.hi, b.hi), bool: false }
    },
    reference: (a, b) => `Math.${name}(${a}, ${b})`,
    scalar: (type, a, b) => `${name}<${type}>(${a}, ${b})`,
    // WebAssembly's min and max treat NaN and -0 as JavaScript does.
    vector: (type, a, b) => (type === 'i64' ? undefined : `${shape(type)}.${name}${signSuffix(type)}(${a}, ${b})`),
    small: { of: 'numbers', least: 1 },
    variadic: true,
    cost: 2,
  }
}

export const min: Op = extreme('min', Math.min)
export const max: Op = extreme('max', Math.max)

/** A whole number, where it is finite and no NaN. */
function rounded(a: Fact, js: (x: number) => number, negZero: boolean): Fact {
  const [lo, hi] = [js(a.lo) + 0, js(a.hi) + 0]
  if (Number.isFinite(lo) && Number.isFinite(hi) && !a.nan) return { ...integer(lo, hi, negZero), weak: a.weak }
  return { ...ANY, lo, hi, weak: a.weak }
}

function rounding(name: 'floor' | 'ceil' | 'trunc', negZero: (a: Fact) => boolean): Op {
  const js = Math[name]
  return {
    name: `Math.${name}`,
    arity: 1,
    types: FLOATS,
    result: 'operand',
    js,
    fact: (a) => {
      if (a.f32) return ANY_F32
      return rounded(a, js, negZero(a))
    },
    reference: (a) => `Math.${name}(${a})`,
    scalar: (type, a) => `${name}<${type}>(${a})`,
    vector: (type, a) => `${shape(type)}.${name}(${a})`,
    cost: 2,
  }
}

const inFile = (name: string): Op['imports'] => {
  return (type) =>
    [type === 'f32' ? `${name}f` : name].map((own) => ({ from: 'math/rounding', name: own, as: `math_${own}` }))
}

const lanesInFile = (name: string): Op['laneImports'] => {
  return (type) => [`${name}_${shape(type)}`].map((lanes) => ({ from: 'lanes/rounding', name: lanes, as: lanes }))
}

/** Halves go up, as in JavaScript; the result may be -0. */
export const round: Op = {
  ...rounding('floor', (a) => a.negZero || (a.lo < 0 && a.hi >= -0.5)),
  name: 'Math.round',
  js: Math.round,
  fact: (a) => {
    if (a.f32) return ANY_F32
    return rounded(a, Math.round, a.negZero || a.lo < 0)
  },
  reference: (a) => `Math.round(${a})`,
  scalar: (type, a) => `math_round${type === 'f32' ? 'f' : ''}(${a})`,
  vector: (type, a) => `round_${shape(type)}(${a})`,
  imports: inFile('round'),
  laneImports: lanesInFile('round'),
}

/** -1, 0, -0, 1 or NaN. */
export const sign: Op = {
  name: 'Math.sign',
  arity: 1,
  types: FLOATS,
  result: 'operand',
  js: Math.sign,
  fact: (a) => (a.f32 ? ANY_F32 : { ...ANY, lo: -1, hi: 1, int: a.int, nan: a.nan, negZero: a.negZero, weak: a.weak }),
  reference: (a) => `Math.sign(${a})`,
  scalar: (type, a) => `math_sign${type === 'f32' ? 'f' : ''}(${a})`,
  vector: (type, a) => `sign_${shape(type)}(${a})`,
  imports: inFile('sign'),
  laneImports: lanesInFile('sign'),
  cost: 2,
}

/** Operands are converted as by `x | 0`. */
export const clz32: Op = {
  name: 'Math.clz32',
  arity: 1,
  types: ['i32'],
  result: 'operand',
  js: Math.clz32,
  fact: () => integer(0, 32),
  reference: (a) => `Math.clz32(${a})`,
  scalar: (_, a) => `clz<i32>(${a})`,
  // By the exponent of a float32 of the highest bit; the bit below it is cleared, so that nothing rounds up. 0 gives 158, negatives less than 0.
  vector: (_, a) => {
    const exponent = `i32x4.shr_u(f32x4.convert_i32x4_s(v128.andnot(${a}, i32x4.shr_u(${a}, 1))), 23)`
    return `i32x4.max_s(i32x4.min_s(i32x4.sub(i32x4.splat(158), ${exponent}), i32x4.splat(32)), i32x4.splat(0))`
  },
  cost: 1,
}

export const imul: Op = {
  name: 'Math.imul',
  arity: 2,
  types: ['i32'],
  result: 'operand',
  js: Math.imul,
  fact: (a, b) => {
    const corners = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi]
    const [lo, hi] = [Math.min(...corners), Math.max(...corners)]
    return a.int && b.int && lo >= INT32.lo && hi <= INT32.hi ? integer(lo, hi) : INT32
  },
  reference: (a, b) => `Math.imul(${a}, ${b})`,
  scalar: (_, a, b) => `(${a} * ${b})`,
  vector: (type, a, b) => `${shape(type)}.mul(${a}, ${b})`,
  small: { of: 'bits', least: 2 },
  cost: 2,
}

export const floor: Op = rounding('floor', (a) => a.negZero)
export const ceil: Op = rounding('ceil', (a) => a.negZero || (a.lo < 0 && a.hi > -1))
export const trunc: Op = rounding('trunc', (a) => a.negZero || (a.lo < 0 && a.hi > -1))
