/** Choices in lanes that take fewer instructions than a blend, which is three where the processor has none. */
import type { LaneText } from './lanes.ts'
import { literal } from './literal.ts'

/** A choice between a value and no bits is a mask of it. */
export function maskOf(text: LaneText, yes: string, no: string, on: string): string | undefined {
  const [a, b] = [yes, no].map((part) => text.madeOf(part))
  if (b?.kind === 'constant' && Object.is(b.value, 0))
    return a?.kind === 'constant' && a.ones ? on : text.compute(`v128.and(${yes}, ${on})`)
  return a?.kind === 'constant' && Object.is(a.value, 0) ? text.compute(`v128.andnot(${no}, ${on})`) : undefined
}

/**
 * A sum where it counts in some lanes only: the term is masked, not the sum. `x + y` is `x - (-y)`, and `x - 0` is x for every x, where
 * `x + 0` is not for -0. Undefined where `yes` is no sum with `no`.
 */
export function maskedSum(text: LaneText, yes: string, no: string, on: string): string | undefined {
  const sum = text.madeOf(yes)
  if (sum?.kind !== 'sum') return undefined
  const { shape, subtracts, left, right } = sum
  const term = left === no ? right : !subtracts && right === no ? left : undefined
  if (term === undefined) return undefined
  const known = text.madeOf(term)
  const constant = known?.kind === 'constant' ? known.value : undefined
  if (shape.startsWith('i')) {
    // A mask is -1 in the lanes that are on.
    if (constant === 1) return `${shape}.${subtracts ? 'add' : 'sub'}(${no}, ${on})`
    return `${shape}.${subtracts ? 'sub' : 'add'}(${no}, ${text.compute(`v128.and(${term}, ${on})`)})`
  }
  const negated = (): string =>
    constant === undefined
      ? text.compute(`${shape}.neg(${term})`)
      : text.hoist(`${shape}.splat(${literal(-constant, shape === 'f64x2' ? 'f64' : 'f32')})`, 'c')
  return `${shape}.sub(${no}, ${text.compute(`v128.and(${subtracts ? term : negated()}, ${on})`)})`
}

/** A choice between a float and its negation changes its sign. Undefined where it is none. */
export function maskedSign(text: LaneText, yes: string, no: string, on: string): string | undefined {
  for (const [negated, value, where] of [
    [text.madeOf(yes), no, true],
    [text.madeOf(no), yes, false],
  ] as const) {
    if (negated?.kind !== 'negated' || negated.of !== value) continue
    return `v128.xor(${value}, ${signOfBit(text, negated.sign, on, where) ?? text.compute(`v128.and${where ? '' : 'not'}(${negated.sign}, ${on})`)})`
  }
  return undefined
}

/** Signs in the lanes where a mask is on, or off, if it tells that one bit of an int32 is set: the bit itself, in the sign's place. */
function signOfBit(text: LaneText, sign: string, on: string, where: boolean): string | undefined {
  const test = text.madeOf(on)
  if (test?.kind !== 'bit' || test.set !== where) return undefined
  const moved = test.bit === 31 ? test.of : text.compute(`i32x4.shl(${test.of}, ${31 - test.bit})`)
  return test.bit === 0 ? moved : text.compute(`v128.and(${moved}, ${sign})`)
}
