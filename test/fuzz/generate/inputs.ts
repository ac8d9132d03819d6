/** Array arguments. */
import type { DType } from '#wamba/base/dtypes.js'
import type { ArrayArgument } from '../program.ts'
import type { Grammar } from './grammar.ts'
import { FLOATS, INTEGER_DTYPES } from './values.ts'

export function inputs(g: Grammar): Pick<Grammar, 'arrayArgument'> {
  function arrayArgument(name: string): ArrayArgument {
    const dtype = g.weighted<DType>(
      [5, () => 'float64'],
      [2, () => 'float32'],
      [2, () => 'int32'],
      [3, () => g.pick(INTEGER_DTYPES)],
    )
    const length = g.chance(0.8)
      ? g.length
      : Math.max(0, g.pick([g.length - 1, g.length + 1, g.length * 2, g.length * 4, 0, 6]))
    const before = g.arrays.at(-1) ?? undefined
    const values = Array.from({ length: Math.min(length, 20000) }, () => 0)
    if (g.chance(0.25)) for (let i = 0; i < values.length; i++) values[i] = g.between(0, Math.max(0, g.length - 1))
    else {
      const tame = g.chance(0.3)
      for (let i = 0; i < values.length; i++) values[i] = value(dtype, tame)
    }
    const argument = { name, dtype, values }
    // Over another array of the same dtype: wholly, or shifted.
    if (before === undefined || before.dtype !== dtype || 'over' in before || !g.chance(0.12)) return argument
    const bytes = { float64: 8, float32: 4, int32: 4, uint32: 4, int16: 2, uint16: 2 }[dtype as string] ?? 1
    const shift = g.chance(0.4) ? 0 : Math.min(before.values.length, g.between(0, 3))
    return { name, dtype, values: before.values.slice(shift), over: { array: before.name, from: shift * bytes } }
  }

  function value(dtype: DType, tame: boolean): number {
    if (dtype === 'float64' || dtype === 'float32') {
      if (!tame && g.chance(0.15)) return g.pick(FLOATS)
      return g.chance(0.5) ? g.between(-8, 8) / 2 : (g.fraction() - 0.5) * 10 ** g.between(-2, 3)
    }
    return tame
      ? g.between(0, 9)
      : g.chance(0.2)
        ? g.pick([2147483647, -2147483648, -1, 255, 127, -128, 65535, 32768, 4294967295])
        : g.between(-300, 300)
  }

  return { arrayArgument }
}
