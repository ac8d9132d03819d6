/**
 * Writes a loop over arrays by hand, with several vectors side by side and every constant in a local before it: each step names
 * one instruction, which is written once for each vector.
 */

/** A value of every vector: its name, or a constant. */
export type Lanes = { readonly names: readonly string[] } | { readonly constant: string }

export type Float = 'f64' | 'f32'

export class LaneText {
  readonly #type: Float
  readonly #vectors: number
  readonly #shape: string
  readonly #integers: string
  readonly #body: string[] = []
  readonly #constants = new Map<string, string>()
  #count = 0

  constructor(type: Float, vectors: number) {
    this.#type = type
    this.#vectors = vectors
    this.#shape = type === 'f64' ? 'f64x2' : 'f32x4'
    this.#integers = type === 'f64' ? 'i64x2' : 'i32x4'
  }

  float(value: number): Lanes {
    const text = Object.is(value, -0) ? '-0.0' : Number.isInteger(value) ? value.toFixed(1) : String(value)
    const own =
      value === Number.POSITIVE_INFINITY ? '1.0 / 0.0' : value === Number.NEGATIVE_INFINITY ? '-1.0 / 0.0' : text
    return { constant: `${this.#shape}.splat(${this.#type === 'f32' ? `<f32>(${own})` : own})` }
  }

  integer(value: bigint): Lanes {
    const text = `${this.#type === 'f64' ? '<i64>' : ''}${BigInt.asIntN(this.#type === 'f64' ? 64 : 32, value)}`
    return { constant: `${this.#integers}.splat(${text})` }
  }

  /** The text is made of those of its operands. */
  step(text: (...operands: string[]) => string, ...operands: (Lanes | number)[]): Lanes {
    const values = operands.map((o) => this.#names(typeof o === 'number' ? this.float(o) : o))
    const id = this.#count++
    const names = Array.from({ length: this.#vectors }, (_, v) => {
      this.#body.push(`const t${id}_${v} = ${text(...values.map((names) => names[v]))};`)
      return `t${id}_${v}`
    })
    return { names }
  }

  #names(value: Lanes): readonly string[] {
    if ('names' in value) return value.names
    const known = this.#constants.get(value.constant) ?? `c${this.#constants.size}`
    this.#constants.set(value.constant, known)
    return Array(this.#vectors).fill(known)
  }

  #binary(name: string, a: Lanes | number, b: Lanes | number): Lanes {
    return this.step((x, y) => `${name}(${x}, ${y})`, a, b)
  }

  add = (a: Lanes | number, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.add`, a, b)
  sub = (a: Lanes | number, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.sub`, a, b)
  mul = (a: Lanes | number, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.mul`, a, b)
  div = (a: Lanes | number, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.div`, a, b)
  pmin = (a: Lanes, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.pmin`, a, b)
  pmax = (a: Lanes, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.pmax`, a, b)
  lt = (a: Lanes, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.lt`, a, b)
  gt = (a: Lanes, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.gt`, a, b)
  eq = (a: Lanes, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.eq`, a, b)
  ne = (a: Lanes, b: Lanes | number): Lanes => this.#binary(`${this.#shape}.ne`, a, b)
  and = (a: Lanes, b: Lanes): Lanes => this.#binary('v128.and', a, b)
  or = (a: Lanes, b: Lanes): Lanes => this.#binary('v128.or', a, b)
  xor = (a: Lanes, b: Lanes): Lanes => this.#binary('v128.xor', a, b)
  plus = (a: Lanes, b: Lanes): Lanes => this.#binary(`${this.#integers}.add`, a, b)
  minus = (a: Lanes, b: Lanes): Lanes => this.#binary(`${this.#integers}.sub`, a, b)
  abs = (a: Lanes): Lanes => this.step((x) => `${this.#shape}.abs(${x})`, a)
  sqrt = (a: Lanes): Lanes => this.step((x) => `${this.#shape}.sqrt(${x})`, a)
  shl = (a: Lanes, by: number): Lanes => this.step((x) => `${this.#integers}.shl(${x}, ${by})`, a)
  shr = (a: Lanes, by: number): Lanes => this.step((x) => `${this.#integers}.shr_u(${x}, ${by})`, a)
  /** Of 32-bit lanes, with the sign. */
  halve = (a: Lanes, by: number): Lanes => this.step((x) => `i32x4.shr_s(${x}, ${by})`, a)
  select = (mask: Lanes, yes: Lanes | number, no: Lanes | number): Lanes =>
    this.step((m, x, y) => `v128.bitselect(${x}, ${y}, ${m})`, mask, yes, no)
  /** a · b + c */
  fma = (a: Lanes | number, b: Lanes | number, c: Lanes | number): Lanes => this.add(this.mul(a, b), c)
  /** c − a · b */
  fms = (a: Lanes | number, b: Lanes | number, c: Lanes | number): Lanes => this.sub(c, this.mul(a, b))

  /** From the highest coefficient down. */
  horner(x: Lanes, coefficients: readonly number[]): Lanes {
    const [first, ...rest] = coefficients
    return rest.reduce<Lanes>((sum, c) => this.fma(sum, x, c), this.float(first))
  }

  estrin(x: Lanes, coefficients: readonly number[]): Lanes {
    let terms: readonly Lanes[] = coefficients.toReversed().map((c) => this.float(c))
    let power = x
    while (terms.length > 1) {
      const before = terms
      const by = power
      terms = before.flatMap((t, i) =>
        i % 2 === 1 ? [] : i + 1 < before.length ? [this.fma(by, before[i + 1], t)] : [t],
      )
      if (terms.length > 1) power = this.mul(power, power)
    }
    return terms[0]
  }

  /** Two float64 beside each other in a table, of each lane: all the first, and all the second. */
  gather(table: string, index: Lanes, mask: number, size: 16 | 32, at = 0): readonly [Lanes, Lanes] {
    const shift = size === 16 ? 4 : 5
    const entry = (lane: number) => (x: string) =>
      `v128.load(${table} + ((<usize>i32x4.extract_lane(${x}, ${lane}) & ${mask}) << ${shift}), ${at})`
    const [a, b] = [this.step(entry(0), index), this.step(entry(2), index)]
    const pair = (lanes: string) => this.step((x, y) => `v128.shuffle<i64>(${x}, ${y}, ${lanes})`, a, b)
    return [pair('0, 2'), pair('1, 3')]
  }

  /** The vectors of an array at the loop's place. */
  load(array: string): Lanes {
    const id = this.#count++
    const names = Array.from({ length: this.#vectors }, (_, v) => {
      this.#body.push(`const t${id}_${v} = v128.load(${array} + i, ${16 * v});`)
      return `t${id}_${v}`
    })
    return { names }
  }

  /** The kernel, for lengths that are multiples of a trip. */
  kernel(name: string, arrays: readonly string[], result: Lanes): string {
    const shift = this.#type === 'f64' ? 3 : 2
    const params = [...arrays, 'out'].map((a) => `${a}: usize, ${a}_length: i32`)
    const stores = this.#names(result).map((value, v) => `v128.store(out + i, ${value}, ${16 * v});`)
    return [
      'import { ERF_TABLE, EXP_TABLE, LOG_TABLE } from "math/tables";',
      `export function ${name}(lo: i32, hi: i32, ${params.join(', ')}): void {`,
      ...[...this.#constants].map(([text, local]) => `  const ${local} = ${text};`),
      `  let i: usize = <usize>lo << ${shift};`,
      `  const end = <usize>hi << ${shift};`,
      '  if (i < end) do {',
      ...[...this.#body, ...stores].map((line) => `    ${line}`),
      `    i += ${16 * this.#vectors};`,
      '  } while (i < end);',
      '}',
      '',
    ].join('\n')
  }
}
