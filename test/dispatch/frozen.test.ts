import { describe, expect, it } from 'vitest'
import { CompileError, jit, NdArray, prange, vectorize, zeros } from 'wamba'
import { compilerScope, scopeContent } from '#wamba/dispatch/scope.js'

/** Stand for what the kernels close over. */
const weights = Float64Array.of(0.25, 0.5, 0.25)
const table: NdArray<'float64'> = new NdArray(
  Float64Array.from({ length: 6 }, (_, i) => i),
  [2, 3],
)
const ignored = { cache: false }

const smooth = (x: Float64Array, out: Float64Array) => {
  for (const i of prange(1, x.length - 1)) {
    let sum = 0
    for (let k = 0; k < weights.length; k++) sum += weights[k] * x[i + k - 1]
    out[i] = sum
  }
}
const ramp = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i * i)

describe('an array of the scope', () => {
  it('is used in parallel loops, on any number of threads', () => {
    const kernel = jit(smooth, { scope: { weights } })
    const [x, expected] = [ramp(2000), new Float64Array(2000)]
    smooth(x, expected)
    for (const threads of [1, 3]) {
      const out = zeros(2000)
      for (let call = 0; call < 3; call++) kernel.with({ threads })(x, out)
      expect(out).toEqual(expected)
    }
    expect(kernel.verify(x, new Float64Array(2000))).toMatchObject({ ok: true })
    expect(kernel.races(x, new Float64Array(2000))).toEqual([])
  })

  it('is a copy of what it was when jit was called', () => {
    const own = Float64Array.of(1, 2, 3)
    const first = jit((i: number) => own[i], { ...ignored, scope: { own } })
    own[1] = 20
    const second = jit((i: number) => own[i], { ...ignored, scope: { own } })
    expect([first(1), second(1)]).toEqual([2, 20])
  })

  it('belongs to the cached code by its content, wherever it lies', () => {
    const look = (i: number): number => weights[i]
    const other = Float64Array.of(9, 8, 7, 6)
    const kernels = [weights, other, weights.slice()].map((values) => jit(look, { scope: { weights: values } }))
    expect(kernels.map((kernel) => kernel(2))).toEqual([0.25, 7, 0.25])
    expect(kernels[1](3)).toBe(6)
    expect(() => kernels[2](3)).toThrow("the index 3 of 'weights' is out of bounds: 'weights' has length 3")
    const locate = () => () => ({ file: 'here', line: 1, column: 1 })
    const content = (values: Float64Array | Float32Array) =>
      JSON.stringify(scopeContent(compilerScope('jit', { weights: values }, locate)))
    expect(content(weights)).toBe(content(weights.slice()))
    expect(content(weights)).not.toBe(content(other))
    expect(content(new Float64Array(2))).not.toBe(content(new Float32Array(4)))
  })

  it('may have several dimensions, and any order', () => {
    const total = (by: number) => {
      let sum = 0
      for (let i = 0; i < table.shape[0]; i++) for (const v of table.row(i)) sum = sum * by + v
      return sum
    }
    expect(jit(total, { ...ignored, scope: { table } })(2)).toBe(57)
    const turned = (by: number) => {
      let sum = 0
      for (let i = 0; i < table.shape[0]; i++) for (let j = 0; j < table.shape[1]; j++) sum = sum * by + table.get(i, j)
      return sum
    }
    const kernel = jit(turned, { ...ignored, scope: { table: table.transpose() } })
    expect(kernel(2)).toBe(((((0 * 2 + 3) * 2 + 1) * 2 + 4) * 2 + 2) * 2 + 5)
  })

  it('comes along with a kernel that another one calls, and with the functions of a scope', () => {
    const weigh = jit((x: number) => x * weights[1], { scope: { weights } })
    const sum = (x: Float64Array) => {
      let s = 0
      for (const v of x) s += weigh(v)
      return s
    }
    expect(jit(sum, { ...ignored, scope: { weigh } })([1, 2, 3])).toBe(3)
    const scaled = vectorize((x: number, i: number) => x * weights[i], { scope: { weights } })
    expect(scaled(Float64Array.of(4, 4, 4), Int32Array.of(0, 1, 2))).toEqual(Float64Array.of(1, 2, 1))
  })

  it('may be chosen, copied and passed to helpers', () => {
    const narrow = Float64Array.of(0, 1, 0)
    const pick = (wide: boolean, x: number) => {
      const total = (w: Float64Array) => {
        let s = 0
        for (const v of w) s += v * x
        return s
      }
      const copy = weights.slice()
      copy[0] = 1
      return total(wide ? weights : narrow) + copy[0]
    }
    const kernel = jit(pick, { ...ignored, scope: { weights, narrow } })
    expect([kernel(true, 3), kernel(false, 3)]).toEqual([pick(true, 3), pick(false, 3)])
  })

  it('is never written, returned or replaced', () => {
    const scope = { weights }
    const refused: ((...args: never[]) => unknown)[] = [
      (x: number) => {
        weights[0] = x
      },
      (x: number) => {
        const same = weights
        same[0] = x
      },
      (x: Float64Array, n: number) => {
        const either = n > 0 ? weights : x
        either[0] = n
      },
      () => weights,
    ]
    for (const fn of refused) {
      const run = (): unknown =>
        jit(fn as (...args: unknown[]) => unknown, { ...ignored, scope })(new Float64Array(1), 1)
      const one = (): unknown => jit(fn as (...args: unknown[]) => unknown, { ...ignored, scope })(1)
      const none = (): unknown => jit(fn as (...args: unknown[]) => unknown, { ...ignored, scope })()
      const call = [none, one, run][fn.length]
      expect(call).toThrow(CompileError)
      expect(call).toThrow("'weights'")
      expect(call).toThrow('of the scope, which is frozen')
    }
    expect(() => jit(() => (weights as never as number) + 1, { ...ignored, scope: { weights } })()).toThrow(
      'is an array, and a number',
    )
  })
})
