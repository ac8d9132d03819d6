/**
 * Numeric functions as people write them, by field. Each gives the bits that plain JavaScript gives, on one thread and on several; where
 * it calls elementary functions, those of the reference, and JavaScript's but for rounding.
 */
import { describe, expect, it } from 'vitest'
import { jit, NdArray } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { programs as algorithms } from './algorithms.ts'
import { programs as finance } from './finance.ts'
import { programs as images } from './images.ts'
import { programs as linear } from './linear.ts'
import type { Program } from './program.ts'
import { programs as signal } from './signal.ts'
import { programs as simulation } from './simulation.ts'
import { programs as statistics } from './statistics.ts'

law.checks = true

/** A value as lists of numbers; arrays keep the name of their class. */
function plain(value: unknown): unknown {
  if (value instanceof NdArray)
    return { shape: [...value.shape], data: plain(value.data.slice(value.offset, value.offset + value.size)) }
  if (ArrayBuffer.isView(value)) return [value.constructor.name, ...(value as unknown as Iterable<number>)]
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
  return value
}

/** What a call gives and leaves behind, or throws. */
function outcome(run: (...args: never[]) => unknown, args: unknown[]): unknown {
  try {
    return plain([run(...(args as never[])), args])
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
}

function expectNear(got: unknown, expected: unknown): void {
  if (typeof expected === 'number' && Number.isFinite(expected)) {
    expect(Math.abs((got as number) - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))
  } else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(got as object)).toEqual(Object.keys(expected))
    for (const [key, each] of Object.entries(expected)) expectNear((got as Record<string, unknown>)[key], each)
  } else expect(got).toEqual(expected)
}

const fields: readonly (readonly [string, readonly Program[]])[] = [
  ['signals', signal],
  ['linear algebra', linear],
  ['statistics', statistics],
  ['finance', finance],
  ['images', images],
  ['simulation', simulation],
  ['algorithms', algorithms],
]

describe.each(fields)('of %s', (_, programs) => {
  it.each(programs)('$title', ({ fn, args, scope, approximate }) => {
    const expected = outcome(fn, args())
    const kernel = jit(fn, { scope })
    for (const threads of [1, 3]) {
      const got = outcome(kernel.with({ threads }) as typeof fn, args())
      if (approximate) expectNear(got, expected)
      else expect(got).toEqual(expected)
    }
    if (typeof expected !== 'string') expect(kernel.verify(...args())).toMatchObject({ ok: true })
  })
})
