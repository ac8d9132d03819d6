import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { jit, vectorize, zeros } from 'wamba'
import { SourceText } from '#wamba/base/source.js'
import type { ArgType } from '#wamba/compiler/manifest.js'
import { compiler, parse } from '#wamba/dispatch/compiler.js'
import { Core } from '#wamba/dispatch/core.js'
import { Frame } from '#wamba/dispatch/frame.js'
import type { Unit } from '#wamba/dispatch/unit.js'
import { memoryInfo } from '#wamba/memory/blocks.js'
import { collectGarbage } from '#wamba/memory/reclaim.js'

const dtypes = ['float64', 'float32', 'int32', 'uint32', 'int16', 'uint16', 'int8', 'uint8'] as const

/** The core of a kernel of three arrays, which is not assembled: it runs as the reference. */
function coreOfThree(): Core {
  const fn = (a: Float64Array, b: Float64Array, c: Float64Array) => {
    c[0] = a[0] + b[0]
  }
  const source = new SourceText(String(fn), () => ({ file: 'three.ts', line: 1, column: 1 }))
  const made = { name: 'three', source, js: fn as Unit['js'], target: 'reference' as const, cache: false, ufunc: false }
  const { params, kernel } = parse(made, {})
  const unit: Unit = { ...made, params, content: [], compile: (types) => compiler().compileKernel(kernel(), types) }
  return new Core(unit, true)
}

const array = (dtype: (typeof dtypes)[number]): ArgType => ({ kind: 'array', dtype, ndim: 1 })

const combinations = dtypes.flatMap((a) => dtypes.flatMap((b) => dtypes.map((c) => [array(a), array(b), array(c)])))

describe('a kernel that is called with endless combinations of types', () => {
  it('keeps those that were used last, and those of its signatures', async () => {
    const core = coreOfThree()
    core.declare('void(float64[:], float64[:], float64[:])')
    const [declared] = core.specialisations
    const early = new WeakRef(core.specialise(combinations[1], undefined))
    for (const types of combinations) core.specialise(types, undefined)
    expect(core.specialisations.length).toBeLessThanOrEqual(257)
    expect(core.specialisations.length).toBeGreaterThan(100)
    expect(core.specialisations).toContain(declared)
    expect(core.find('void(float64[:], float64[:], float64[:])')).toBe(declared)
    const last = core.specialise(combinations[combinations.length - 1], undefined)
    expect(core.specialisations).toContain(last)
    // The registry of WeakRefs keeps its targets to the end of the turn.
    await setImmediate()
    collectGarbage()
    expect(early.deref()).toBeUndefined()
  })

  it('compiles again what was dropped', () => {
    const core = coreOfThree()
    const first = core.specialise(combinations[0], undefined)
    for (const types of combinations) core.specialise(types, undefined)
    expect(core.specialise(combinations[0], undefined).signature).toBe(first.signature)
  })
})

it('a ufunc that is called with endless shapes keeps the loops that were used last', () => {
  const sum = vectorize((a: number, b: number, c: number, d: number) => a + b + c + d)
  const shapes = [
    [2, 3],
    [2, 1],
    [1, 3],
  ]
  for (let i = 0; i < 3 ** 4; i++) {
    const [a, b, c, d] = [0, 1, 2, 3].map((input) => zeros(shapes[Math.floor(i / 3 ** input) % 3]))
    sum(a, b, c, d)
  }
  expect(sum.signatures.length).toBeLessThanOrEqual(33)
})

it('the frame of a kernel that is garbage is given back', async () => {
  const before = memoryInfo().used
  const bytes = 1 << 20
  const make = (): void => {
    new Frame(bytes)
  }
  make()
  expect(memoryInfo().used).toBeGreaterThanOrEqual(before + bytes)
  for (let i = 0; i < 50 && memoryInfo().used >= before + bytes; i++) {
    collectGarbage()
    await setImmediate()
  }
  expect(memoryInfo().used).toBeLessThan(before + bytes)
  const freed = new Frame(bytes)
  freed.free()
  expect(memoryInfo().used).toBeLessThan(before + bytes)
})

it('a call goes on with its own specialisation after that was dropped', () => {
  const sum = jit((a: Float64Array, x: number) => a[0] + x)
  expect(sum(new Float64Array([1]), 0.5)).toBe(1.5)
  for (const dtype of dtypes) sum(zeros(1, dtype) as unknown as Float64Array, 0.5)
  expect(sum(new Float64Array([1]), 0.5)).toBe(1.5)
})
