import { describe, expect, it } from 'vitest'
import { ArgumentError, assembly, jit, prange, vectorize } from 'wamba'

const scatter = (x: Float64Array, place: Int32Array, y: Float64Array): void => {
  for (const i of prange(place.length)) {
    x[place[i]] = i
    y[i] = x[0]
  }
}

/** Lines of a function's text, counted from its own. */
function linesOf(fn: unknown, text: string): number {
  return String(fn).slice(0, String(fn).indexOf(text)).split('\n').length - 1
}

describe('races', () => {
  it('names two iterations, the element and both lines', () => {
    const kernel = jit(scatter)
    const found = kernel.races(new Float64Array(4), Int32Array.of(3, 1, 2, 1), new Float64Array(4))
    expect(found).toHaveLength(1)
    const [{ lines, ...race }] = found
    expect(race).toEqual({ kind: 'write-write', array: 'x', index: 1, iterations: [1, 3] })
    expect(lines[0]).toBe(lines[1])
  })

  it('finds an element that one iteration writes and another reads', () => {
    const kernel = jit(scatter)
    const found = kernel.races(new Float64Array(4), Int32Array.of(3, 2, 1, 0), new Float64Array(4))
    expect(found).toEqual([
      { kind: 'read-write', array: 'x', index: 0, iterations: [0, 3], lines: [expect.any(Number), expect.any(Number)] },
    ])
    const [after, before] = found[0].lines
    expect(after - before).toBe(linesOf(scatter, 'y[i]') - linesOf(scatter, 'x[place'))
  })

  it('tells counters, not positions', () => {
    const kernel = jit((x: Float64Array, n: number) => {
      for (const i of prange(n, 0, -2)) x[(i * i) % 5] = i
    })
    expect(kernel.races(new Float64Array(5), 6)).toEqual([
      {
        kind: 'write-write',
        array: 'x',
        index: 1,
        iterations: [6, 4],
        lines: [expect.any(Number), expect.any(Number)],
      },
    ])
  })

  it('is empty where no two iterations touch one element, and leaves the arguments as they are', () => {
    const x = new Float64Array(4)
    expect(jit(scatter).races(x, Int32Array.of(1, 2, 3), new Float64Array(4))).toEqual([])
    expect(x).toEqual(new Float64Array(4))
    expect(jit(scatter).races(x, new Int32Array(0), new Float64Array(4))).toEqual([])
  })

  it('leaves out what is private, reduced, or in different loops', () => {
    const kernel = jit((h: Float64Array, clamped: Uint8ClampedArray, k: Int32Array, y: Float64Array) => {
      let sum = 0
      for (const i of prange(k.length)) {
        const own = new Float64Array(2)
        own[0] = i
        own[1] = own[0]
        h[k[i]] += own[1]
        sum += own[0]
      }
      for (const i of prange(k.length)) clamped[k[i]] += 100
      for (let t = 0; t < 3; t++) {
        for (const i of prange(y.length)) y[i] += t
        for (const i of prange(y.length)) y[y.length - 1 - i] *= 2
      }
      return sum
    })
    const k = Int32Array.of(0, 1, 0, 1)
    expect(kernel.races(new Float64Array(2), new Uint8ClampedArray(2), k, new Float64Array(9))).toEqual([])
  })

  it('knows elements that views share, of any size', () => {
    const kernel = jit((a: Float64Array, b: Uint8Array) => {
      for (const i of prange(a.length)) a[i] = b[0]
    })
    const bytes = new Uint8Array(32)
    expect(kernel.races(new Float64Array(bytes.buffer), bytes.subarray(17))).toEqual([
      { kind: 'read-write', array: 'a', index: 2, iterations: [0, 2], lines: [expect.any(Number), expect.any(Number)] },
      { kind: 'read-write', array: 'b', index: 0, iterations: [2, 3], lines: [expect.any(Number), expect.any(Number)] },
    ])
    expect(kernel.races(new Float64Array(bytes.buffer), new Uint8Array(1))).toEqual([])
  })

  it('throws what the kernel throws', () => {
    expect(() => jit(scatter).races(new Float64Array(1), Int32Array.of(1), new Float64Array(1))).toThrow(RangeError)
  })

  it('takes every kind of kernel but those written by hand', () => {
    const twice = vectorize((x: number) => 2 * x)
    expect(twice.races(Float64Array.of(1, 2))).toEqual([])
    const sum = assembly(
      'float64(float64[:])',
      'export function sum(lo: i32, hi: i32, a: usize, a_length: i32): f64 { return 0 }',
      { js: () => 0 },
    )
    expect(() => sum.races(Float64Array.of(1))).toThrow(ArgumentError)
    expect(() => sum.races(Float64Array.of(1))).toThrow(
      'sum.races: a kernel written by hand has no reference that could record what it touches.',
    )
  })
})
