import { describe, expect, it } from 'vitest'
import { CompileError, jit, prange, vectorize } from 'wamba'

const N = 1003
const values = (seed = 1) => Float64Array.from({ length: N }, (_, i) => Math.sin(i * 1.3 + seed) * 10)

describe('fastmath', () => {
  const dot = (a: Float64Array, b: Float64Array): number => {
    let s = 0
    for (let i = 0; i < a.length; i++) s += a[i] * b[i]
    return s
  }

  it('regroups the sum of a serial loop, which otherwise is the bits of the source', () => {
    const [a, b] = [values(1), values(2)]
    expect(jit(dot)(a, b)).toBe(dot(a, b))
    const fast = jit(dot, { fastmath: true })
    expect(fast(a, b)).toBeCloseTo(dot(a, b), 8)
    expect(fast.inspect('assembly')).toMatch(/f64x2\.(add|relaxed_madd)/)
    expect(fast.verify(a, b).ok).toBe(true)
  })

  it('keeps NaN and infinities', () => {
    const fast = jit(dot, { fastmath: true })
    const ones = new Float64Array(N).fill(1)
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const a = values()
      a[777] = odd
      expect(fast(a, ones)).toBe(odd)
      a[3] = Number.POSITIVE_INFINITY
      a[900] = Number.NEGATIVE_INFINITY
      expect(fast(a, ones)).toBe(Number.NaN)
    }
  })

  it('multiplies small whole powers out, in lanes, scalars and the reference alike', () => {
    for (const n of [-16, -7, -3, -1, 1, 3, 4, 6, 11, 15, 16]) {
      const fn = new Function('a', 'out', `for (const i of prange(a.length)) out[i] = a[i] ** ${n}`) as (
        a: Float64Array,
        out: Float64Array,
      ) => void
      const kernel = jit(fn, { fastmath: true, name: 'powers' })
      const odd = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e200, -1e-200, 5e-324]
      const a = Float64Array.from([...odd, ...values().subarray(0, 40)])
      const out = new Float64Array(a.length)
      kernel(a, out)
      a.forEach((x, i) => {
        const power = x ** n
        if (Number.isFinite(power) && power !== 0) expect(out[i] / power, `${x} ** ${n}`).toBeCloseTo(1, 10)
        else expect(out[i], `${x} ** ${n}`).toBe(power)
      })
      expect(kernel.inspect('assembly')).not.toContain('pow(')
    }
    expect(vectorize((x: number) => x ** 3, { fastmath: true })(1.5)).toBe(3.375)
  })

  it('multiplies float32 powers in float32', () => {
    const cube = vectorize((x: number) => x ** 3, { fastmath: true })
    const x = Float32Array.from([1.1, 2.3, -4.7])
    expect(cube(x)).toEqual(x.map((v) => Math.fround(Math.fround(v * v) * v)))
  })

  it('leaves the canonical order of a prange as it is', () => {
    const sum = (a: Float64Array): number => {
      let s = 0
      for (const i of prange(a.length)) s += a[i]
      return s
    }
    expect(jit(sum, { fastmath: true })(values())).toBe(jit(sum)(values()))
  })
})

describe('boundscheck: false', () => {
  const pick = (a: Float64Array, at: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < out.length; i++) out[i] = a[Math.floor(at[i])] + a[at[i] | 0]
  }
  const spread = (a: Float64Array, at: Float64Array, out: Float64Array): void => {
    for (const i of prange(out.length)) out[i] = at[i] > 2 ? a[Math.floor(at[i])] : a[at[i] | 0]
  }

  it('leaves no check in the code, and the results of indices within bounds as they are', () => {
    for (const fn of [pick, spread]) {
      const kernel = jit(fn, { boundscheck: false })
      const at = Float64Array.from({ length: 43 }, (_, i) => (i * 7) % 40)
      const args = [values(), at, new Float64Array(43)] as const
      expect(kernel.verify(...args)).toMatchObject({ ok: true })
      kernel(...args)
      expect(kernel.inspect('assembly')).not.toMatch(/\b(at|at64|atFloat|again_\d+|index\w*_\d+)\(/)
    }
  })

  it('is not what a kernel without it runs', () => {
    const checked = jit(pick)
    const at = new Float64Array(43).fill(5000)
    expect(() => checked(values(), at, new Float64Array(43))).toThrow(RangeError)
    expect(() => jit(pick, { boundscheck: false })(values(), at, new Float64Array(43))).not.toThrow()
    expect(() => checked(values(), at, new Float64Array(43))).toThrow(RangeError)
  })
})

describe('locals', () => {
  const sum = (a: Float32Array): number => {
    let acc = 0
    for (let i = 0; i < a.length; i++) acc += a[i]
    return acc
  }
  const singles = Float32Array.from(values())

  it('give a variable a type: float32 rounds what is assigned to it', () => {
    const rounded = (): number => singles.reduce((acc, x) => Math.fround(acc + x), 0)
    expect(jit(sum)(singles)).toBe(sum(singles))
    for (const type of ['f32', 'float32'] as const) expect(jit(sum, { locals: { acc: type } })(singles)).toBe(rounded())
    expect(jit(sum, { locals: { acc: 'f32' } }).verify(singles).ok).toBe(true)
    expect(jit(sum, { locals: { acc: 'i32' } })(singles)).toBe(singles.reduce((acc, x) => (acc + x) | 0, 0))
  })

  it('keep a float64 where float32 would do', () => {
    const squares = (a: Float32Array): number => {
      let most = 0
      for (let i = 0; i < a.length; i++) {
        const x = a[i]
        most = Math.max(most, x * x)
      }
      return most
    }
    const exact = singles.reduce((most, x) => Math.max(most, x * x), 0)
    expect(jit(squares, { locals: { x: 'f64', most: 'f64' } })(singles)).toBe(exact)
    expect(jit(squares)(singles)).toBe(Math.fround(exact))
  })

  it('name variables of the function, which it assigns', () => {
    const fail = (locals: Record<string, 'f32'>) => () => jit('float64(float32[:])', sum, { locals })
    expect(fail({ total: 'f32' })).toThrow(CompileError)
    expect(fail({ total: 'f32' })).toThrow(/the function has no such variable[\s\S]*its variables are acc, i/)
    expect(fail({ i: 'f32' })).toThrow('no number that the function assigns')
    expect(fail({ a: 'f32' })).toThrow("'a' is a parameter")
    expect(() => jit(sum, { locals: { acc: 'f16' as 'f32' } })).toThrow('an object of variables and their types')
  })

  it('are part of what the cache knows a kernel by', () => {
    const kernels = [jit(sum), jit(sum, { locals: { acc: 'f32' } }), jit(sum, { fastmath: true })]
    const results = kernels.map((kernel) => kernel(singles))
    expect(new Set(results.slice(0, 2)).size).toBe(2)
    expect(kernels.map((kernel) => kernel(singles))).toEqual(results)
  })
})
