import { describe, expect, it } from 'vitest'
import type { DType } from 'wamba'
import { safeCast } from '#wamba/array/cast.js'
import { dtypes } from '#wamba/base/dtypes.js'

/** The extreme values of each dtype of numbers, and one that needs all its bits. */
const extremes: Partial<Record<DType, readonly number[]>> = {
  float64: [0.1, 2 ** 53 - 1, 1e300],
  float32: [Math.fround(0.1), 2 ** 24 - 1, Math.fround(3e38)],
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  uint8c: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 2 ** 32 - 1],
}

describe('a safe cast', () => {
  it('keeps every value', () => {
    for (const [from, values] of Object.entries(extremes)) {
      for (const to of Object.keys(extremes) as DType[]) {
        const stored = new dtypes[to].array(values.length) as unknown as Float64Array
        stored.set(values)
        const kept = values.every((value, i) => stored[i] === value)
        // uint8c is a dtype of its own: nothing is cast to it unasked.
        expect([from, to, safeCast(from as DType, to)]).toEqual([from, to, kept && (to !== 'uint8c' || from === to)])
      }
    }
  })

  it('does not mix numbers and bigints', () => {
    expect([safeCast('int64', 'float64'), safeCast('int32', 'int64'), safeCast('int64', 'int64')]).toEqual([
      false,
      false,
      true,
    ])
  })
})
