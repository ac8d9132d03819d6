import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { jit } from 'wamba'
import { SourceText } from '#wamba/base/source.js'
import type { ArgType } from '#wamba/compiler/manifest.js'
import { readFunction } from '#wamba/compiler/syntax/read.js'
import { infer } from '#wamba/compiler/types/infer.js'
import type { Inference } from '#wamba/compiler/types/inference.js'
import { doubles, holds } from '../../ops/facts.ts'
import { type Probed, programs } from './probes.ts'

const float64: ArgType = { kind: 'scalar', dtype: 'float64' }
const int32: ArgType = { kind: 'scalar', dtype: 'int32' }
const FUEL = 200

class OutOfFuel extends Error {}

/** Runs a program, and reports each value of each expression; a program that runs too long is left. */
function run(
  { twin }: Probed,
  args: readonly number[],
  report: (place: string, value: number | boolean) => void,
): void {
  let fuel = FUEL
  const spend = (): void => {
    if (fuel-- === 0) throw new OutOfFuel()
  }
  const probe = <T extends number | boolean>(start: number, end: number, value: T): T => {
    report(`${start}..${end}`, value)
    return value
  }
  try {
    new Function('$', '$fuel', `'use strict'; return ${twin}`)(probe, spend)(...args)
  } catch (error) {
    // `let i = i` throws in JavaScript.
    if (!(error instanceof OutOfFuel || error instanceof ReferenceError)) throw error
  }
}

function analysed(source: string): Inference {
  const text = new SourceText(source)
  return infer(readFunction(text, {}), [float64, float64, int32, int32], text)
}

/** The expressions at each place, as the analysis sees them. */
function byPlace({
  facts,
}: Inference): Map<string, [kind: string, holds: (value: number | boolean) => boolean, fact: string][]> {
  const found: ReturnType<typeof byPlace> = new Map()
  for (const [expr, fact] of facts) {
    const place = `${expr.at.start}..${expr.at.end}`
    const told = (value: number | boolean): boolean => holds({ ...fact, bool: typeof value === 'boolean' }, value)
    found.set(place, [...(found.get(place) ?? []), [expr.kind, told, JSON.stringify({ ...fact, either: undefined })]])
  }
  return found
}

const ints = (): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer(), fc.constantFrom(2 ** 31 - 1, -(2 ** 31)))

it('what range analysis knows of an expression holds of every value that it has in JavaScript', () => {
  let values = 0
  fc.assert(
    fc.property(
      programs(),
      fc.array(fc.tuple(doubles(), doubles(), ints(), ints()), { minLength: 3, maxLength: 3 }),
      (program, calls) => {
        const places = byPlace(analysed(program.source))
        for (const args of calls)
          run(program, args, (place, value) => {
            values++
            const known = places.get(place)
            const [start, end] = place.split('..').map(Number)
            const text = program.source.slice(start, end)
            // A literal is part of the negative number around it.
            if (known === undefined && /^[-()\d.e]+$/.test(text)) return
            // A constant may stand for the parameter that it is declared as.
            if (known === undefined && /^[xynm]$/.test(text)) return
            // What analysis takes to be unreachable has no facts.
            if (known === undefined) expect.fail(`${text} has the value ${value}, and was never reached`)
            for (const [kind, holds, fact] of known)
              if (!holds(value))
                expect.fail(
                  `${kind} ${text} has the value ${Object.is(value, -0) ? '-0' : value}, not in ${fact}\n${program.source}`,
                )
          })
      },
    ),
    { numRuns: 400, seed: 20_260_702 },
  )
  expect(values).toBeGreaterThan(20_000)
})

it('a variable that holds a whole number which no float32 is, and float32 values, is a float64', () => {
  const far = (a: Float32Array): number => {
    let v = 2147483647
    const low = (v & 3) < 3 ? 1 : 2
    v = Math.fround(a.length)
    return low * 10 + v
  }
  const odd = (a: Float32Array): number => {
    let v = 16777217
    const rest = v % 3
    v = a[0]
    return rest * 10 + v
  }
  for (const fn of [far, odd]) {
    const a = Float32Array.of(1.5, 2)
    expect(jit(fn)(a)).toBe(fn(a))
    expect(jit(fn).verify(a)).toMatchObject({ ok: true })
  }
})

it('within a loop to a product no factor of it is 0, so that places in a grid are whole numbers', () => {
  const kernel = jit((a: Float64Array, n: number) => {
    const rows = n >> 1
    const columns = n >> 2
    const out = new Float64Array(rows * columns)
    for (let p = 0; p < rows * columns; p++) out[p] = a[Math.floor(p / columns)] * 100 + a[p % columns]
    return out
  })
  const a = Float64Array.from({ length: 40 }, (_, i) => i)
  for (const n of [0, 1, 3, 40]) expect(kernel(a, n)).toEqual(kernel.js(a, n))
  expect(kernel.inspect('assembly')).not.toMatch(/remainder|atFloat/)
})
