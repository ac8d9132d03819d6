import { type Big, joinBig, sameBig } from './big.ts'

/**
 * What range analysis knows of a number: the domain of the abstract interpreter.
 *
 * `int` says that the value is integral and finite. JavaScript's arithmetic on such values is exact while it stays
 * within 2^53, so there integer instructions give the same answer, but for -0, which has its own flag.
 */
export interface Fact {
  readonly lo: number
  readonly hi: number
  readonly int: boolean
  readonly nan: boolean
  /** Whether it may be -0. */
  readonly negZero: boolean
  /** The value is a float32, and arithmetic with other float32 values stays so. */
  readonly f32: boolean
  /** A literal, or a variable that only ever holds literals: takes the type of what it is combined with. */
  readonly weak: boolean
  readonly bool: boolean
  /** Of a BigInt, whose range is here alone. */
  readonly big?: Big
  /** Of a literal that the compiler adds, and that is a BigInt beside one: the 1 of `++`. */
  readonly either?: Big
  /** It may be a BigInt or a number. */
  readonly clash?: true
}

/** Up to here doubles hold every integer, and a bound that was rounded lies beyond. */
export const EXACT: number = 2 ** 53 - 1
export const INT32_MIN: number = -(2 ** 31)
export const INT32_MAX: number = 2 ** 31 - 1
/** An array has no more elements. */
export const MOST_ELEMENTS: number = INT32_MAX - 1

export const ANY: Fact = {
  lo: Number.NEGATIVE_INFINITY,
  hi: Number.POSITIVE_INFINITY,
  int: false,
  nan: true,
  negZero: true,
  f32: false,
  weak: false,
  bool: false,
}
export const ANY_F32: Fact = { ...ANY, f32: true }
export const BOOL: Fact = { ...ANY, lo: 0, hi: 1, int: true, nan: false, negZero: false, bool: true }

export function integer(lo: number, hi: number, negZero = false): Fact {
  return { lo, hi, int: true, nan: false, negZero, f32: false, weak: false, bool: false }
}

export const INT32: Fact = integer(INT32_MIN, INT32_MAX)

export function bigFact(big: Big): Fact {
  return { ...ANY, nan: false, negZero: false, big }
}

/** A float in a range; NaN where a bound is infinite, unless said otherwise. */
export function real(lo: number, hi: number, flags: { nan?: boolean; negZero?: boolean } = {}): Fact {
  if (Number.isNaN(lo) || Number.isNaN(hi)) return ANY
  const infinite = !Number.isFinite(lo) || !Number.isFinite(hi)
  return { ...ANY, lo, hi, nan: flags.nan ?? infinite, negZero: flags.negZero ?? lo <= 0 }
}

export function literal(value: number): Fact {
  const int = Number.isInteger(value) && !Object.is(value, -0)
  if (Number.isNaN(value)) return { ...ANY, weak: true }
  return { ...ANY, lo: value, hi: value, int, nan: false, negZero: Object.is(value, -0), weak: true }
}

/** The least fact that holds of both. A weak side gives way to the other's width. */
export function join(a: Fact, b: Fact): Fact {
  if (a.big || b.big) {
    const [one, other] = [a.big ?? a.either, b.big ?? b.either]
    return one && other && !a.clash && !b.clash ? bigFact(joinBig(one, other)) : { ...(a.big ? a : b), clash: true }
  }
  const either = a.either && b.either && joinBig(a.either, b.either)
  if (either) return { ...join({ ...a, either: undefined }, { ...b, either: undefined }), either }
  // A literal is rounded to float32 beside one, and so are its bounds.
  if (narrow(a, b) && !(a.f32 && b.f32)) return ANY_F32
  return {
    lo: Math.min(a.lo, b.lo),
    hi: Math.max(a.hi, b.hi),
    int: a.int && b.int,
    nan: a.nan || b.nan,
    negZero: a.negZero || b.negZero,
    f32: narrow(a, b),
    weak: a.weak && b.weak,
    bool: a.bool && b.bool,
  }
}

/** Whether a combination of the two is float32: both are, or one is and the other is a literal. */
export function narrow(a: Fact, b: Fact): boolean {
  return (a.f32 || a.weak) && (b.f32 || b.weak) && (a.f32 || b.f32)
}

export function sameFact(a: Fact, b: Fact): boolean {
  return (
    a.lo === b.lo &&
    a.hi === b.hi &&
    a.int === b.int &&
    a.nan === b.nan &&
    a.negZero === b.negZero &&
    a.f32 === b.f32 &&
    a.weak === b.weak &&
    a.bool === b.bool &&
    a.clash === b.clash &&
    sameBig(a.big, b.big) &&
    sameBig(a.either, b.either)
  )
}

export function within(fact: Fact, lo: number, hi: number): boolean {
  return fact.int && fact.lo >= lo && fact.hi <= hi
}

export function hasZero(fact: Fact): boolean {
  return fact.lo <= 0 && fact.hi >= 0
}

/** The fact of an arithmetic result: integral where both operands are, float32 where the operands ask for it. */
export function combine(a: Fact, b: Fact, lo: number, hi: number, negZero: boolean): Fact {
  const f32 = narrow(a, b)
  const weak = a.weak && b.weak
  if (a.int && b.int && !f32 && Number.isFinite(lo) && Number.isFinite(hi)) return { ...integer(lo, hi, negZero), weak }
  // Rounding to float32 moves a bound, so a float32's range is not used.
  if (f32) return ANY_F32
  const base = real(lo, hi, { negZero })
  return { ...base, nan: base.nan || a.nan || b.nan, weak }
}
