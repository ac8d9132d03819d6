/** Random universal functions over arrays of every type, shape and layout, compared with a loop over all elements in plain JavaScript. */
import * as fc from 'fast-check'
import { NdArray, vectorize } from 'wamba'
import { type AnyTypedArray, type DType, dtypes } from '#wamba/base/dtypes.js'
import { Dice } from './generate/dice.ts'
import { FLOATS } from './generate/values.ts'

/** float32 alone is computed in float32, where plain JavaScript is not: it is among the outputs. */
const INPUTS: readonly DType[] = ['float64', 'int32', 'uint8', 'int16', 'uint32', 'int8', 'uint16', 'uint8c']
const OUTPUTS: readonly DType[] = [...INPUTS, 'float32']

/** A call that can be made again. */
export interface UfuncCall {
  readonly text: string
  readonly inputs: readonly (number | NdArray)[]
  readonly shape: readonly number[]
  readonly out: NdArray | undefined
}

class Calls {
  readonly #dice: Dice
  constructor(dice: Dice) {
    this.#dice = dice
  }

  call(): UfuncCall {
    const d = this.#dice
    const names = ['p', 'q', 'r'].slice(0, d.between(1, 3))
    const shape = Array.from({ length: d.between(1, 3) }, () => d.pick([0, 1, 2, 3, 5, 17, 40]))
    const inputs = names.map((_, i) =>
      i > 0 && d.chance(0.3) ? this.#number() : this.#array(INPUTS, this.#part(shape)),
    )
    if (inputs.every((input) => typeof input === 'number' || input.shape.length < shape.length || input.size === 0))
      inputs[0] = this.#array(INPUTS, shape)
    const whole = shape.map((_, k) =>
      Math.max(...inputs.map((input) => (typeof input === 'number' ? 1 : (input.shape.at(k - shape.length) ?? 1)))),
    )
    const empty = inputs.some((input) => typeof input !== 'number' && input.size === 0)
    const full = empty
      ? inputs.map((input) => (typeof input === 'number' ? input : this.#array(INPUTS, shape)))
      : inputs
    const result = empty ? shape : whole
    return {
      text: `(${names.join(', ')}) => ${this.#body(names)}`,
      inputs: full,
      shape: result,
      out: d.chance(0.4) ? this.#array(OUTPUTS, result) : undefined,
    }
  }

  /** A shape that is broadcast to another. */
  #part(shape: readonly number[]): number[] {
    const d = this.#dice
    return shape.slice(d.chance(0.2) ? d.between(0, shape.length - 1) : 0).map((n) => (d.chance(0.15) ? 1 : n))
  }

  #number(): number {
    const d = this.#dice
    return d.chance(0.5) ? d.between(-5, 9) : d.pick(FLOATS)
  }

  #array(kinds: readonly DType[], shape: readonly number[]): NdArray {
    const d = this.#dice
    const size = shape.reduce((a, b) => a * b, 1)
    const step = d.pick([1, 1, 1, 2, 3])
    const offset = d.pick([0, 0, 3])
    const order = d.chance(0.3) ? [...shape.keys()] : [...shape.keys()].reverse()
    const strides = shape.map(() => 0)
    let stride = step
    for (const k of order) {
      strides[k] = stride
      stride *= shape[k]
    }
    const data = new dtypes[d.pick(kinds)].array(size * step + offset + 2) as AnyTypedArray
    for (let i = 0; i < data.length; i++)
      (data as Float64Array)[i] = d.chance(0.1) ? d.pick(FLOATS) : d.between(-300, 300) / d.pick([1, 1, 2])
    return new NdArray(data, shape, { strides, offset })
  }

  #body(names: readonly string[]): string {
    const d = this.#dice
    if (d.chance(0.6)) return this.#value(names, 3)
    return `{
  let s = ${this.#value(names, 1)}
  ${d.pick([`for (let i = 0; i < ${d.between(0, 4)}; i++) s = ${this.#value([...names, 's', 'i'], 2)}`, `if (${this.#test(names)}) return ${this.#value(names, 1)}`, `for (let i = 0; s > 1 && i < 5; i++) s = s / 2 - ${d.between(0, 3)}`])}
  return ${this.#value([...names, 's'], 2)}
}`
  }

  #test(names: readonly string[]): string {
    const d = this.#dice
    return `${this.#value(names, 1)} ${d.pick(['<', '>', '<=', '===', '!=='])} ${this.#value(names, 1)}`
  }

  #value(names: readonly string[], depth: number): string {
    const d = this.#dice
    if (depth === 0 || d.chance(0.15))
      return d.chance(0.75) ? d.pick(names) : d.pick(['0', '1', '2', '0.5', '3', '255', '-1', '1e10'])
    const [a, b] = [this.#value(names, depth - 1), this.#value(names, depth - 1)]
    return d.weighted<string>(
      [6, () => `(${a} ${d.pick(['+', '-', '*', '/', '%'])} ${b})`],
      [2, () => `(${a} ${d.pick(['&', '|', '^', '<<', '>>', '>>>'])} ${b})`],
      [2, () => `Math.${d.pick(['min', 'max'])}(${a}, ${b})`],
      [2, () => `Math.${d.pick(['abs', 'floor', 'ceil', 'round', 'trunc', 'sign', 'sqrt'])}(${a})`],
      [1, () => `(${this.#test(names)} ? ${a} : ${b})`],
      [0.5, () => `-(${a})`],
    )
  }
}

class CallArbitrary extends fc.Arbitrary<UfuncCall> {
  override generate(random: fc.Random): fc.Value<UfuncCall> {
    return new fc.Value(new Calls(new Dice(random)).call(), undefined)
  }
  override canShrinkWithoutContext(_value: unknown): _value is UfuncCall {
    return false
  }
  override shrink(): fc.Stream<fc.Value<UfuncCall>> {
    return fc.Stream.nil()
  }
}

/** Generated calls of universal functions. */
export const ufuncCalls = (): fc.Arbitrary<UfuncCall> => new CallArbitrary()

/** The elements in C order. */
function elementsOf(array: NdArray | AnyTypedArray): number[] {
  if (!NdArray.is(array)) return Array.from(array as Float64Array)
  const { shape } = array
  const found: number[] = []
  const visit = (indices: readonly number[]): void => {
    if (indices.length === shape.length) found.push(array.get(...(indices as [number])) as number)
    else for (let i = 0; i < shape[indices.length]; i++) visit([...indices, i])
  }
  visit([])
  return found
}

/** What a typed array holds where it is given these. */
function stores(dtype: DType, values: readonly number[]): number[] {
  const array = new dtypes[dtype].array(values.length) as Float64Array
  array.set(values)
  return Array.from(array)
}

/** Makes a call and compares it with plain JavaScript. @throws Error where they differ */
export function checkUfunc({ text, inputs, shape, out }: UfuncCall): void {
  const fn = new Function(`return ${text}`)() as (...values: number[]) => number
  const size = shape.reduce((a, b) => a * b, 1)
  const wide = inputs.map((input) => (typeof input === 'number' ? input : elementsOf(input)))
  const at = (input: number | NdArray, k: number, flat: number): number => {
    if (typeof input === 'number') return input
    let [rest, index, stride] = [flat, 0, 1]
    for (let axis = shape.length - 1, own = input.shape.length - 1; own >= 0; axis--, own--) {
      const i = rest % shape[axis]
      rest = Math.floor(rest / shape[axis])
      if (input.shape[own] !== 1) index += i * stride
      stride *= input.shape[own]
    }
    return (wide[k] as number[])[index]
  }
  const expected = Array.from({ length: size }, (_, flat) =>
    Number(fn(...inputs.map((input, k) => at(input, k, flat)))),
  )
  const stored = out === undefined ? expected : stores(out.dtype, expected)
  const ufunc = vectorize(fn, { cache: false })
  const made = ufunc(...([...inputs, ...(out ? [out] : [])] as [NdArray])) as unknown as NdArray
  const got = elementsOf(made)
  const wrong = stored.findIndex((value, i) => !Object.is(value, got[i]))
  if (got.length === stored.length && wrong < 0) return
  const types = inputs.map((input) =>
    typeof input === 'number' ? String(input) : `${input.dtype}[${input.shape}] strides ${input.strides}`,
  )
  throw new Error(
    `${text}\nof ${types.join('; ')}${out ? `\ninto ${out.dtype} strides ${out.strides}` : ''}\n` +
      `gives ${got[wrong]} at ${wrong} (of ${got.length}), and JavaScript ${stored[wrong]} (of ${stored.length}): ` +
      `${inputs.map((input, k) => at(input, k, Math.max(wrong, 0))).join(', ')}`,
  )
}
