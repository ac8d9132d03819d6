/** The largest error of a function in a range: what a kernel's lanes give, against the reference. */

import { erf, erfc, exp2, gamma, jit, lgamma, prange } from 'wamba'
import { elementary } from '#wamba/ops/library.js'
import { pair } from './pair.ts'
import type { Range } from './ranges.ts'
import { binary, unary, type Value } from './reference.ts'

export type FloatName = 'float64' | 'float32'
type Floats = Float64Array | Float32Array

/** The largest error, in units in the last place, and where it is. */
export interface Largest {
  readonly error: number
  readonly at: readonly number[]
}

const BATCH = 4096
const EXPORTS = { exp2, erf, erfc, gamma, lgamma }

type Loop = (x: Floats, y: Floats, out: Floats) => void

/** A kernel that computes the function in lanes. */
function kernelOf(name: string): Loop {
  const call = `${name in EXPORTS ? '' : 'Math.'}${name}(${name in binary ? 'x[i], y[i]' : 'x[i]'})`
  const text = `(x, y, out) => { for (const i of prange(out.length)) out[i] = ${call} }`
  const names = { prange, ...EXPORTS }
  return jit(new Function(...Object.keys(names), `return ${text}`)(...Object.values(names)) as Loop) as Loop
}

/** `points` inputs of the range, the same ones for the same seed. */
export function largestError(name: string, dtype: FloatName, range: Range, points: number, seed = 1): Largest {
  const Type = dtype === 'float64' ? Float64Array : Float32Array
  const kernel = kernelOf(name)
  const random = generator(seed)
  const x = new Type(BATCH)
  const y = new Type(BATCH)
  const out = new Type(BATCH)
  const error = dtype === 'float64' ? errorOf64(name, range) : errorOf32(name, range)
  let largest: Largest = { error: 0, at: [] }
  for (let done = 0; done < points; done += BATCH) {
    for (let i = 0; i < BATCH; i++) [x[i], y[i] = 0] = range.draw(random)
    kernel(x, y, out)
    for (let i = 0; i < BATCH; i++) {
      const found = error(x[i], y[i], out[i])
      if (!(found <= largest.error)) largest = { error: found, at: name in binary ? [x[i], y[i]] : [x[i]] }
      if (Number.isNaN(found)) return largest
    }
  }
  return largest
}

type ErrorOf = (x: number, y: number, got: number) => number

function errorOf64(name: string, { absolute }: Range): ErrorOf {
  const of = (binary[name] ?? unary[name]) as (x: number, y: number) => Value
  return (x, y, got) => {
    if (got === 0 && exactZero(name, x, y)) return 0
    const { value, exponent } = of(x, y)
    // In the scale of the reference, in which both are ordinary numbers.
    const [near, far] = halves(-exponent)
    const finite = Number.isFinite(got) ? got * near * far : Math.sign(got) * 2 ** (1023 - exponent) * 2
    const error = Math.abs(pair(finite).minus(value).hi)
    return error / Math.max(unit(value.hi), absolute ? 2 ** -53 : 2 ** (-1074 - exponent))
  }
}

/** Against the float64 function, whose own error is less than a billionth of a float32's last bit. */
function errorOf32(name: string, { absolute }: Range): ErrorOf {
  const of = elementary()[name]
  return (x, y, got) => {
    const exact = of(x, y)
    if (exact === got || (Number.isNaN(exact) && Number.isNaN(got))) return 0
    // Beyond the largest float32 infinity stands for 2^128.
    if (Math.abs(exact) >= 2 ** 128 && Math.abs(got) === Number.POSITIVE_INFINITY)
      return exact * got > 0 ? 0 : Number.NaN
    const error = Math.abs((Number.isFinite(got) ? got : Math.sign(got) * 2 ** 128) - exact)
    return error / Math.max(unit(exact) * 2 ** 29, absolute ? 2 ** -24 : 2 ** -149)
  }
}

function exactZero(name: string, x: number, y: number): boolean {
  if (name === 'lgamma') return x === 1 || x === 2
  const zero = /^(?:log(?:2|10)?|aco.*)$/.test(name) ? 1 : 0
  return x === zero && y === 0
}

/** 2^e, also beyond what a float64 can be, as two factors. */
function halves(e: number): readonly [number, number] {
  const half = Math.trunc(e / 2)
  return [2 ** half, 2 ** (e - half)]
}

/** The distance to the next float64, as if there were no subnormals. */
function unit(x: number): number {
  return 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52)
}

/** Numbers in [0, 1), by Doty-Humphrey's sfc32. */
function generator(seed: number): () => number {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed]
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    return t >>> 0
  }
  for (let i = 0; i < 16; i++) next()
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992
}
