/**
 * What range analysis knows of a BigInt. A kernel holds its low 64 bits; the law lets every operation wrap to them.
 */
import type { BigType } from './type.ts'

export interface Big {
  /**
   * Which numbers the 64 bits stand for. `bits`: signed and unsigned ones were mixed, or a constant does not fit, so that the low bits
   * are right and the number is not known: to compare or divide it, the source must say which 64 bits it means.
   */
  readonly sign: BigType | 'bits'
  readonly lo: bigint
  readonly hi: bigint
}

const S64: Big = { sign: 's64', lo: -(2n ** 63n), hi: 2n ** 63n - 1n }
const U64: Big = { sign: 'u64', lo: 0n, hi: 2n ** 64n - 1n }
const BITS: Big = { sign: 'bits', lo: S64.lo, hi: U64.hi }
/** Any value of each sign. */
export const anyBig: Readonly<Record<Big['sign'], Big>> = { s64: S64, u64: U64, bits: BITS }

/** Constants beyond this many bits are not kept exactly. */
const MOST_BITS = 256n

function fits({ lo, hi }: Pick<Big, 'lo' | 'hi'>, sign: Big['sign']): boolean {
  return lo >= anyBig[sign].lo && hi <= anyBig[sign].hi
}

/** A result in a range, where it fits; a constant is what it is, whatever the sign. */
function settled(sign: Big['sign'], lo: bigint, hi: bigint): Big {
  const range = { lo, hi }
  if (lo === hi) {
    const own =
      sign !== 'bits' && fits(range, sign) ? sign : fits(range, 's64') ? 's64' : fits(range, 'u64') ? 'u64' : 'bits'
    return own === 'bits' && lo >> MOST_BITS !== 0n && lo >> MOST_BITS !== -1n ? BITS : { sign: own, lo, hi }
  }
  if (fits(range, sign)) return { sign, lo, hi }
  // Numbers that fit as the other sign are what they are.
  const other = fits(range, 's64') ? 's64' : fits(range, 'u64') ? 'u64' : undefined
  return other ? { sign: other, lo, hi } : anyBig[sign]
}

export function bigConstant(value: bigint): Big {
  return settled('s64', value, value)
}

/** A range of signed values. */
export function bigRange(lo: bigint, hi: bigint): Big {
  return settled(lo >= 0n && hi > S64.hi ? 'u64' : 's64', lo, hi)
}

export function isConstant({ lo, hi }: Big): boolean {
  return lo === hi
}

/** The sign in which both are the numbers that they are; `bits` where there is none. */
export function commonSign(a: Big, b: Big): Big['sign'] {
  if (a.sign === b.sign) return a.sign
  if (a.sign === 'bits' || b.sign === 'bits') return 'bits'
  if (fits(a, 'u64') && fits(b, 'u64')) return 'u64'
  return fits(a, 's64') && fits(b, 's64') ? 's64' : 'bits'
}

export function joinBig(a: Big, b: Big): Big {
  return settled(commonSign(a, b), min(a.lo, b.lo), max(a.hi, b.hi))
}

/** Bounds that still move go to the ends, so that loops settle. */
export function widenBig(before: Big, after: Big): Big {
  return before.lo === after.lo && before.hi === after.hi && before.sign === after.sign ? after : anyBig[after.sign]
}

export function sameBig(a: Big | undefined, b: Big | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.sign === b.sign && a.lo === b.lo && a.hi === b.hi)
}

/** The operations whose answer depends on which numbers the bits stand for. */
export const signed: ReadonlySet<string> = new Set(['/', '%', '>>', '<', '<=', '>', '>=', '===', '!=='])

/** What is known of the result of an operation. */
export function bigResult(op: string, a: Big, b: Big): Big {
  const exact = isConstant(a) && isConstant(b) ? evaluate(op, a.lo, b.lo) : undefined
  if (exact !== undefined) return settled(commonSign(a, b), exact, exact)
  const sign = op === '<<' || op === '>>' || op === '**' ? a.sign : commonSign(a, b)
  switch (op) {
    case '+':
      return settled(sign, a.lo + b.lo, a.hi + b.hi)
    case '-':
      return settled(sign, a.lo - b.hi, a.hi - b.lo)
    case '*':
      return settled(sign, ...ends(a, b, (x, y) => x * y))
    case '/':
      if (isConstant(b) && b.lo !== 0n) return settled(sign, ...ends(a, b, (x, y) => x / y))
      return settled(sign, min(a.lo, -a.hi, 0n), max(a.hi, -a.lo, 0n))
    case '%': {
      const most = max(b.hi, -b.lo) - 1n
      return settled(sign, a.lo < 0n ? max(a.lo, -most) : 0n, a.hi > 0n ? min(a.hi, most) : 0n)
    }
    case '&':
      return masked(a, b, sign)
    case '|':
    case '^': {
      if (a.lo < 0n || b.lo < 0n) return anyBig[sign]
      const bits = max(a.hi, b.hi).toString(2).length
      return settled(sign, 0n, 2n ** BigInt(bits) - 1n)
    }
    case '<<':
      return isConstant(b) && b.lo >= 0n && b.lo < 64n ? settled(sign, a.lo << b.lo, a.hi << b.lo) : anyBig[sign]
    case '>>':
      if (b.lo < 0n) return anyBig[sign]
      return settled(sign, a.lo < 0n ? a.lo >> b.lo : 0n, a.hi >= 0n ? a.hi >> b.lo : -1n)
    default:
      return anyBig[sign]
  }
}

/** `-x`, and `~x`, which is -1 - x. */
export function bigMinus(x: Big, from: 0n | -1n): Big {
  return settled(x.sign, from - x.hi, from - x.lo)
}

/** What is not negative keeps the result of `&` so, and below itself. */
function masked(a: Big, b: Big, sign: Big['sign']): Big {
  const tops = [a, b].filter(({ lo, sign: own }) => lo >= 0n && own !== 'bits').map(({ hi }) => hi)
  if (tops.length === 0) return anyBig[sign]
  const hi = min(tops[0], tops[tops.length - 1])
  return settled(sign !== 'bits' ? sign : hi > S64.hi ? 'u64' : 's64', 0n, hi)
}

/** The result of two constants; undefined where it would throw, or be huge. */
function evaluate(op: string, a: bigint, b: bigint): bigint | undefined {
  switch (op) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return b === 0n ? undefined : a / b
    case '%':
      return b === 0n ? undefined : a % b
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    case '<<':
      return b <= MOST_BITS && b >= -MOST_BITS ? a << b : undefined
    case '>>':
      return b <= MOST_BITS && b >= -MOST_BITS ? a >> b : undefined
    case '**':
      return b >= 0n && BigInt(a.toString(2).length) * b <= MOST_BITS ? a ** b : undefined
    default:
      return undefined
  }
}

/** `BigInt.asIntN(bits, x)` and `BigInt.asUintN(bits, x)` of at most 64 bits. */
export function cutBig(sign: BigType, bits: number, value: Big): Big {
  const cut = sign === 's64' ? BigInt.asIntN : BigInt.asUintN
  if (isConstant(value)) return settled(sign, cut(bits, value.lo), cut(bits, value.lo))
  const all = sign === 's64' ? half(bits) : { lo: 0n, hi: 2n ** BigInt(bits) - 1n }
  const inside = value.sign !== 'bits' && value.lo >= all.lo && value.hi <= all.hi
  return inside ? settled(sign, value.lo, value.hi) : settled(sign, all.lo, all.hi)
}

const half = (bits: number): { lo: bigint; hi: bigint } =>
  bits === 0 ? { lo: 0n, hi: 0n } : { lo: -(2n ** BigInt(bits - 1)), hi: 2n ** BigInt(bits - 1) - 1n }

function ends(a: Big, b: Big, f: (x: bigint, y: bigint) => bigint): [bigint, bigint] {
  const all = [f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)]
  return [min(...all), max(...all)]
}

function min(...all: bigint[]): bigint {
  return all.sort(inOrder)[0]
}

function max(...all: bigint[]): bigint {
  return all.sort(inOrder)[all.length - 1]
}

const inOrder = (a: bigint, b: bigint): number => Number(a > b) - Number(a < b)

/** The functions of BigInts, by name. */
export const bigFunctions: ReadonlySet<string> = new Set(['BigInt', 'BigInt.asIntN', 'BigInt.asUintN'])
