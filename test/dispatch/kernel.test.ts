import { describe, expect, it } from 'vitest'
import { asarray, jit, prange, random, zeros } from 'wamba'

const sum = (a: Float64Array): number => {
  let s = 0
  for (const i of prange(a.length)) s += a[i]
  return s
}

describe('inspect', () => {
  it('shows each stage of the specialisation used last, or of the one named', () => {
    const kernel = jit(sum)
    expect(() => kernel.inspect('ir')).toThrow('nothing is compiled yet')
    kernel([1])
    for (const stage of ['ast', 'ir', 'plan', 'assembly', 'reference', 'wat'] as const) {
      expect(kernel.inspect(stage).length).toBeGreaterThan(20)
    }
    expect(kernel.inspect('wat')).toContain('(module')
    expect(kernel.inspect('assembly', 'float64(float32[:])')).toContain('f32')
    expect(kernel.signatures).toHaveLength(2)
    expect(() => kernel.inspect('asm' as never)).toThrow("there is no stage 'asm': the stages are ast, ir")
  })
})

describe('verify', () => {
  it('finds the compiled kernel equal to the reference, and says how far the function itself is', () => {
    const { ok, outputs } = jit(sum).verify(random(100_000, { seed: 3 }))
    expect(ok).toBe(true)
    expect(outputs).toHaveLength(1)
    expect(outputs[0]).toMatchObject({ name: 'result', maxUlp: 0, maxAbs: 0, index: -1 })
    expect(outputs[0].js.maxUlp).toBeLessThan(1000)
  })

  it('compares each array that is written, and leaves the arguments alone', () => {
    const kernel = jit((a: Float64Array, b: Float64Array, k: number) => {
      for (const i of prange(a.length)) {
        b[i] = a[i] / k
        a[i] = b[i] + 1
      }
    })
    const [a, b] = [random(1000, { seed: 4 }), zeros(1000)]
    const before = Float64Array.from(a)
    const { ok, outputs } = kernel.verify(a, b, 3)
    expect(ok).toBe(true)
    expect(outputs.map(({ name }) => name)).toEqual(['a', 'b'])
    for (const output of outputs) expect(output.js.maxUlp).toBe(0)
    expect(a).toEqual(before)
    expect(b).toEqual(zeros(1000))
  })

  it('keeps arrays that overlap overlapping', () => {
    const kernel = jit((a: Float64Array, b: Float64Array) => {
      for (let i = 0; i < a.length; i++) b[i] = a[i] + 1
    })
    const data = asarray([1, 2, 3, 4])
    expect(kernel.verify(data.subarray(0, 3), data.subarray(1)).ok).toBe(true)
  })

  it('throws what the kernel throws', () => {
    expect(() => jit((a: Float64Array, k: number) => a[k]).verify([1], 1)).toThrow('out of bounds')
  })
})

describe('diagnostics', () => {
  it('print as a report', () => {
    const kernel = jit(sum)
    kernel([1, 2])
    const lines = String(kernel.diagnostics()).split('\n')
    expect(lines[0]).toBe('sum (wasm)')
    expect(lines[1]).toBe('  float64(float64[:])')
    expect(lines[2]).toMatch(/^ {4}loop over 'i' at .*kernel\.test\.ts:\d+:\d+: parallel, about .* ns an iteration/)
    expect(lines.slice(3)).toEqual([
      '      vectorised: 8 iterations together, 2 to a vector',
      '      reads a contiguous',
      "      reduction 's': + of f64",
      '      1 bounds check before the loop',
      '    copied 16 bytes in, 0 bytes out',
    ])
    const [loop] = kernel.diagnostics().specialisations[0].loops
    expect(loop).toMatchObject({ counter: 'i', parallel: true, lanes: 8, width: 2, checks: [], hoisted: 1 })
  })
})
