import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'

const blur = (image: Float64Array, weights: Float64Array, out: Float64Array, width: number, size: number): void => {
  const half = (size - 1) / 2
  const height = image.length / width
  for (let y = half; y < height - half; y++)
    for (let x = half; x < width - half; x++) {
      let s = 0
      for (let dy = -half; dy <= half; dy++)
        for (let dx = -half; dx <= half; dx++)
          s += image[(y + dy) * width + x + dx] * weights[(dy + half) * size + dx + half]
      out[y * width + x] = s + dy0(half)
    }
}

/** Tells the sign of a zero. */
const dy0 = (half: number): number => (half === 0 ? 1 / half : 0)

const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => ((i * 37) % 101) / 7)

describe('a quotient that loops begin at', () => {
  it('is an integer where it is whole, and what it was where it is not', () => {
    const kernel = jit(blur, { scope: { dy0 } })
    for (const size of [3, 1, 5]) {
      const [got, want] = [new Float64Array(120), new Float64Array(120)]
      kernel(numbers(120), numbers(25), got, 12, size)
      blur(numbers(120), numbers(25), want, 12, size)
      expect(got).toEqual(want)
    }
    expect(kernel.inspect('ir')).toContain('for dx in')
    // The indices are fractions.
    expect(() => kernel(numbers(120), numbers(25), new Float64Array(120), 12, 4)).toThrow(RangeError)
  })

  it('keeps its sign where it is -0, and its value where it is large or no number', () => {
    const signs = (x: number, n: number): number[] => {
      const half = x / 2
      const found = [0, 0, 0]
      for (let i = 0; i < n; i++) {
        found[0] = 1 / half
        found[1] = half + i
        if (half >= 0 && half < 2) found[half] += 1
      }
      return found
    }
    const kernel = jit(signs)
    for (const x of [0, -0, 2, 5e9, 2 ** 31, -(2 ** 32), 1e300, Number.NaN, Number.POSITIVE_INFINITY])
      expect(kernel(x, 3)).toEqual(signs(x, 3))
  })

  it('is one in a loop of a transform, and what the block declares is its own in each of the two', () => {
    const passes = (a: Float64Array): number => {
      let count = 0
      for (let size = 2; size <= a.length; size *= 2) {
        const half = size / 2
        const before = count
        for (let start = 0; start < a.length; start += size)
          for (let j = 0; j < half; j++) {
            const [u, v] = [a[start + j], a[start + j + half]]
            a[start + j] = u + v
            a[start + j + half] = u - v
            count++
          }
        if (count - before !== a.length / 2) return -1
      }
      return count
    }
    const [got, want] = [numbers(64), numbers(64)]
    const kernel = jit(passes)
    expect(kernel(got)).toBe(passes(want))
    expect(got).toEqual(want)
    expect(kernel.inspect('ir')).toMatch(/for j\S* in \(0:i32, half/)
  })
})

describe('a rounded quotient that loops go to', () => {
  const frames = (x: Float64Array, out: Float64Array, size: number, hop: number): number => {
    const count = Math.floor((x.length - size) / hop) + 1
    for (let f = 0; f < count; f++) {
      let s = 0
      for (let i = f * hop; i < f * hop + size; i++) s += x[i]
      out[f] = s
    }
    return count
  }

  it('is an integer where it is finite', () => {
    const kernel = jit(frames)
    for (const [size, hop] of [
      [4, 2],
      [3, 3],
      [200, 7],
    ]) {
      const [got, want] = [new Float64Array(300), new Float64Array(300)]
      expect(kernel(numbers(120), got, size, hop)).toBe(frames(numbers(120), want, size, hop))
      expect(got).toEqual(want)
    }
    expect(kernel(numbers(3), new Float64Array(3), 3, Number.NaN)).toBeNaN()
    expect(kernel.inspect('ir')).toMatch(/for f in \(0:i32, count/)
  })

  it('blocks of a loop are counted where they lie within int32', () => {
    const blocks = (a: Float64Array, out: Float64Array, n: number): void => {
      for (let b = 0; b < out.length; b++) {
        let most = -Infinity
        for (let i = b * n; i < (b + 1) * n; i++) if (a[i] > most) most = a[i]
        for (let i = b * n; i <= b * n + n - 1; i++) most += i
        out[b] = most
      }
    }
    const kernel = jit(blocks)
    for (const n of [1, 5, 12, -3]) {
      const [got, want] = [new Float64Array(10), new Float64Array(10)]
      kernel(numbers(120), got, n)
      blocks(numbers(120), want, n)
      expect(got).toEqual(want)
    }
    expect(kernel.inspect('ir')).toContain('for i in')
  })
})
