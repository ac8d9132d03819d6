/** How far two outputs are apart. */
export interface Difference {
  /** The largest distance in units in the last place; Infinity where one is NaN and the other is not. 0: equal bit for bit, all NaNs being equal. */
  readonly maxUlp: number
  /** The largest absolute difference; NaN where there is no such number. */
  readonly maxAbs: number
  /** Where the distance in units in the last place is largest: an element, 0 for a scalar; -1 where all are equal. */
  readonly index: number
}

/** Compares element by element. `single`: count units of float32. Arrays of different lengths are infinitely far apart. */
export function compare(got: ArrayLike<unknown>, expected: ArrayLike<unknown>, single: boolean): Difference {
  if (got.length !== expected.length) {
    return { maxUlp: Number.POSITIVE_INFINITY, maxAbs: Number.NaN, index: Math.min(got.length, expected.length) }
  }
  let maxUlp = 0
  let maxAbs = 0
  let index = -1
  for (let i = 0; i < got.length; i++) {
    if (Object.is(got[i], expected[i])) continue
    const x = Number(got[i])
    const y = Number(expected[i])
    const ulp =
      typeof got[i] === 'bigint' ? Math.abs(Number((got[i] as bigint) - (expected[i] as bigint))) : ulps(x, y, single)
    const abs = Math.abs(x - y)
    if (ulp > maxUlp) [maxUlp, index] = [ulp, i]
    if (!(abs <= maxAbs)) maxAbs = abs
  }
  return { maxUlp, maxAbs, index }
}

/** How far sums in another order may be apart, relative to the largest number that has to do with them. */
const LOOSE = { double: 2 ** -30, single: 2 ** -12 } as const

/** Whether two outputs are the same but for the rounding of sums in another order: NaN and infinities must be the same. */
export function alike(got: ArrayLike<unknown>, expected: ArrayLike<unknown>, single: boolean, scale: number): boolean {
  if (got.length !== expected.length) return false
  const within = Math.max(scale, largest(expected)) * (single ? LOOSE.single : LOOSE.double)
  for (let i = 0; i < got.length; i++) {
    if (Object.is(got[i], expected[i])) continue
    if (!(Math.abs(Number(got[i]) - Number(expected[i])) <= within)) return false
  }
  return true
}

/** The largest finite magnitude among numbers; 0 where there is none. */
export function largest(values: ArrayLike<unknown>): number {
  let most = 0
  for (let i = 0; i < values.length; i++) {
    const x = Math.abs(Number(values[i]))
    if (x > most && x < Number.POSITIVE_INFINITY) most = x
  }
  return most
}

const doubles = new Float64Array(1)
const doubleBits = new BigInt64Array(doubles.buffer)
const singles = new Float32Array(1)
const singleBits = new Int32Array(singles.buffer)

/** How many floating-point numbers apart two are; +0 follows -0. */
export function ulps(x: number, y: number, single: boolean): number {
  if (Object.is(x, y)) return 0
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.POSITIVE_INFINITY
  const place = single ? placeOfSingle : placeOfDouble
  const distance = place(x) - place(y)
  return Number(distance < 0n ? -distance : distance)
}

/** The position of a number in the order of all: bits are sign and magnitude. */
function placeOfDouble(x: number): bigint {
  doubles[0] = x
  return doubleBits[0] >= 0n ? doubleBits[0] : -1n - (doubleBits[0] & 0x7fffffffffffffffn)
}

function placeOfSingle(x: number): bigint {
  singles[0] = x
  return BigInt(singleBits[0] >= 0 ? singleBits[0] : -1 - (singleBits[0] & 0x7fffffff))
}
