/**
 * Functions of numbers that JavaScript's `Math` lacks. Kernels call them by these names; here they are for plain JavaScript,
 * with the same bits.
 */
import { provideNames } from '../dispatch/own.ts'
import { elementary } from '../ops/library.ts'

/** The error function 2/√π ∫₀ˣ e^(−t²) dt, within 1 ULP. */
export function erf(x: number): number {
  return elementary().erf(x)
}

/** 1 − erf x, within 1 ULP also where it is tiny. */
export function erfc(x: number): number {
  return elementary().erfc(x)
}

/** Γ(x), within 1 ULP; `gamma(n + 1)` is n!. ±Infinity at ±0, NaN at −1, −2, …. */
export function gamma(x: number): number {
  return elementary().gamma(x)
}

/** log |Γ(x)|, within 1 ULP, but near its zeros below 0, where the absolute error is at most 2^-53. */
export function lgamma(x: number): number {
  return elementary().lgamma(x)
}

/** 2^x, within 1 ULP. */
export function exp2(x: number): number {
  return elementary().exp2(x)
}

provideNames({ erf, erfc, gamma, lgamma, exp2 })
