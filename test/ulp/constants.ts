/** π and log 2 to any number of bits, and what follows from them. */
import { type Pair, ratio } from './pair.ts'

const BITS = 1400n
const ONE = 1n << BITS

/** π · 2^1400, by Machin's formula. */
export const PI_BITS: bigint = 4n * (4n * inverseTangent(5n) - inverseTangent(239n))
export const PI_SHIFT: bigint = BITS

function inverseTangent(n: bigint): bigint {
  let sum = 0n
  for (let power = ONE / n, k = 1n, sign = 1n; power > 0n; power /= n * n, k += 2n, sign = -sign)
    sum += (sign * power) / k
  return sum
}

/** 2 artanh (a − b) / (a + b) = log a / b. */
function logarithm(a: bigint, b: bigint): bigint {
  const s = (ONE * (a - b)) / (a + b)
  const s2 = (s * s) >> BITS
  let sum = 0n
  for (let power = s, n = 1n; power > 0n; power = (power * s2) >> BITS, n += 2n) sum += power / n
  return 2n * sum
}

const LOG2_BITS = logarithm(2n, 1n)

export const PI: Pair = ratio(PI_BITS, ONE)
export const HALF_PI: Pair = PI.scaled(0.5)
export const LOG2: Pair = ratio(LOG2_BITS, ONE)
/** What `LOG2`'s two parts leave. */
export const LOG10: Pair = ratio(logarithm(10n, 1n), ONE)
/** Euler's constant 0.5772…, from its decimal digits. */
export const EULER: Pair = ratio(57721566490153286060651209008240243104215n, 10n ** 41n)
/** 2/√π. */
export const TWO_OVER_SQRT_PI: Pair = PI.sqrt().over(PI).scaled(2)
