/** Kernels as people write them: known algorithms, with other numbers, types and forms each time. */
import { type DType, dtypes } from '#wamba/base/dtypes.js'
import type { Argument, Program } from '../program.ts'
import type { Dice } from './dice.ts'
import { FLOATS } from './values.ts'

/** What the texts of an idiom are made with. */
export interface Holes extends Dice {
  /** A loop over `i` from 0 to before a bound, in parallel or in order. */
  each(i: string, bound: string): string
  /** An expression of numbers of these. */
  of(depth: number, ...leaves: readonly string[]): string
  /** A small number. */
  constant(): string
}

export interface Idiom {
  /** The arrays, by name: `f` any float, `i` any integer, `n` any number, `u` bytes, `k` indices below 8, `x` whole numbers as floats, `s` whole numbers of 8 or 16 bits. */
  readonly arrays: Readonly<Record<string, 'f' | 'i' | 'n' | 'u' | 'k' | 'x' | 's'>>
  readonly scalars?: Readonly<Record<string, number>>
  /** Whether the law lets the result differ from JavaScript's. */
  readonly inexact?: boolean
  readonly body: (h: Holes) => string
}

const kinds: Readonly<Record<Idiom['arrays'][string], readonly DType[]>> = {
  f: ['float64', 'float64', 'float64', 'float32'],
  i: ['int32', 'int32', 'uint32', 'int16', 'uint16', 'int8', 'uint8', 'uint8c'],
  n: ['float64', 'float64', 'int32', 'uint32', 'uint8', 'int16', 'float32'],
  u: ['uint8', 'uint8c'],
  k: ['int32', 'uint8', 'uint32', 'float64'],
  x: ['float64'],
  s: ['uint8', 'uint8', 'uint8c', 'int8', 'int16', 'uint16'],
}

function holes(dice: Dice): Holes {
  const of = (depth: number, ...leaves: readonly string[]): string => {
    const leaf = (): string => (dice.chance(0.8) ? dice.pick(leaves) : constant())
    if (depth <= 0) return leaf()
    const sub = (): string => of(depth - 1, ...leaves)
    return dice.weighted<string>(
      [2, leaf],
      [6, () => `(${sub()} ${dice.pick(['+', '-', '*', '+', '-', '*', '/', '%'])} ${sub()})`],
      [1, () => `Math.${dice.pick(['abs', 'sqrt', 'floor', 'ceil', 'trunc', 'round', 'sign'])}(${sub()})`],
      [1, () => `Math.${dice.pick(['min', 'max'])}(${sub()}, ${sub()})`],
      [1, () => `(${sub()} ${dice.pick(['<', '>', '<=', '>=', '===', '!=='])} ${sub()} ? ${sub()} : ${sub()})`],
      [0.5, () => `(${sub()} ${dice.pick(['| 0', '>>> 0', '& 7', '>> 1', '<< 2', '^ 5', '>>> 3'])})`],
      [0.5, () => `-${leaf()}`],
      [0.3, () => `(${sub()}) ** 2`],
    )
  }
  const constant = (): string => dice.pick(['0', '1', '2', '3', '0.5', '1.5', '10', '255', '0.1', '7', '100', '1e-3'])
  const each = (i: string, bound: string): string =>
    dice.chance(0.65) ? `for (const ${i} of prange(${bound}))` : `for (let ${i} = 0; ${i} < ${bound}; ${i}++)`
  return Object.assign(Object.create(dice) as Dice, { of, constant, each, ...bound(dice) }) as Holes
}

/** The methods of dice look at their own fields. */
function bound(dice: Dice): Pick<Dice, 'between' | 'fraction' | 'chance' | 'pick' | 'weighted'> {
  return {
    between: dice.between.bind(dice),
    fraction: dice.fraction.bind(dice),
    chance: dice.chance.bind(dice),
    pick: dice.pick.bind(dice),
    weighted: dice.weighted.bind(dice),
  }
}

/** A program of an idiom. */
export function programOf(idiom: Idiom, dice: Dice): Program {
  const length = dice.pick([0, 1, 2, 3, 5, 8, 9, 16, 17, 24, 31, 32, 33, 48, 64, 100, 200])
  const single = dice.chance(0.15)
  const args: Argument[] = Object.entries(idiom.arrays).map(([name, kind]) => {
    const dtype = dice.pick(kinds[kind].filter((each) => single || each !== 'float32'))
    const size = kind === 'k' || name !== 'h' ? length : 8
    return { name, dtype, values: Array.from({ length: size }, () => value(dice, kind, dtype)) }
  })
  for (const [name, value] of Object.entries(idiom.scalars ?? {}))
    args.push({ name, value: dice.chance(0.7) ? value : dice.pick([0, 1, 2, 3, 5, value + 1, -1, 0.5]) })
  const text = `(${args.map(({ name }) => name).join(', ')}) => {\n${idiom.body(holes(dice))}\n}`
  const exact = !single && idiom.inexact !== true
  return { args, body: { block: [] }, text, exact }
}

function value(dice: Dice, kind: string, dtype: DType): number {
  if (kind === 'k') return dice.between(0, 7)
  if (kind === 'x') return dice.between(-50, 200)
  if (dtypes[dtype].bytes === 1) return dice.between(0, 255)
  if (kind === 's') return dice.chance(0.2) ? dice.pick([0, 255, 256, 32767, 32768, 65535]) : dice.between(0, 65535)
  if (!dtype.startsWith('float'))
    return dice.chance(0.1) ? dice.pick([2147483647, -2147483648, -1, 65535]) : dice.between(-300, 300)
  return dice.chance(0.05)
    ? dice.pick(FLOATS)
    : dice.chance(0.5)
      ? dice.between(-8, 8) / 2
      : (dice.fraction() - 0.5) * 100
}
