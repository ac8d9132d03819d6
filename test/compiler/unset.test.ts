/** Variables that are declared without a value: as plain JavaScript where they have one when they are read, and an error where not. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, type Numbers, same } from './same.ts'

law.checks = true

/** Where JavaScript gives undefined, or computes with it, the kernel throws. */
function throws(fn: (...args: Any[]) => unknown, name: string, ...calls: unknown[][]): void {
  const kernel = jit(fn)
  for (const args of calls) {
    expect(() => kernel(...args)).toThrow(TypeError)
    expect(() => kernel(...args)).toThrow(`'${name}' is read, and no value was assigned to it`)
  }
}

const numbers = Float64Array.of(0.5, -3, 7, 7, 2)
const none = new Float64Array(0)

describe('a variable without a first value', () => {
  it('keeps what the last iteration assigned, and throws where there was none', () => {
    const best = (a: Numbers): number | undefined => {
      let at: number | undefined
      let most = Number.NEGATIVE_INFINITY
      for (let i = 0; i < a.length; i++)
        if (a[i] > most) {
          most = a[i]
          at = i
        }
      return at
    }
    same(best, [numbers])
    throws(best, 'at', [none], [Float64Array.of(Number.NaN)])
  })

  it('takes one of the cases of a switch', () => {
    const colour = (k: number, p: number, q: number): unknown => {
      let r: number | undefined
      let g: number | undefined
      switch (k % 3) {
        case 0:
          r = p
          g = q
          break
        case 1:
          r = q
          g = 0
          break
        case 2:
          r = 1
          g = p
      }
      return [r, g]
    }
    same(colour, [0, 0.25, 0.5], [1, 0.25, 0.5], [5, 0.25, 0.5])
    throws(colour, 'r', [-1, 0.25, 0.5], [0.5, 1, 1])
  })

  it('is read under the condition under which it was assigned', () => {
    same(
      (a: Numbers, limit: number) => {
        let hit: number | undefined
        let nearest = Number.POSITIVE_INFINITY
        for (let i = 0; i < a.length; i++)
          if (a[i] > limit && a[i] < nearest) {
            nearest = a[i]
            hit = i
          }
        return nearest < 100 ? hit! + 1 : nearest === 0 || (nearest < 100 && hit! > 2) ? hit! : -1
      },
      [numbers, 1],
      [numbers, 50],
    )
  })

  it('has none again in each turn of the loop that declares it', () => {
    const count = (a: Numbers, k: number): number => {
      let sum = 0
      for (let i = 0; i < a.length; i++) {
        let found: number | undefined
        for (let j = i; j < a.length; j++) if (a[j] > k) found = j
        sum += found!
      }
      return sum
    }
    same(count, [numbers, 1])
    throws(count, 'found', [numbers, 6])
  })

  it('has none where a loop was gone on with, or left, before it was assigned', () => {
    const fn = (n: number, k: number): number => {
      let x: number | undefined
      let i = 0
      do {
        i++
        if (i % k === 0) continue
        if (i > 8) break
        x = i
      } while (i < n)
      return k > 4 ? x! : x! * 2 + i
    }
    same(fn, [5, 2], [20, 3], [3, 9])
    throws(fn, 'x', [1, 1], [3, 1], [0, 1])
  })

  it('is a boolean, a BigInt or float32 where those are assigned', () => {
    const flag = (a: Numbers): boolean | undefined => {
      let above: boolean | undefined
      for (const x of a) if (x !== 7) above = x > 0
      return above
    }
    same(flag, [numbers])
    throws(flag, 'above', [none])
    const big = (a: BigInt64Array): bigint | undefined => {
      let last: bigint | undefined
      for (const x of a) if (x > 3n) last = x
      return last! + 1n
    }
    same(big, [BigInt64Array.of(2n, 9n, 3n)])
    throws(big, 'last', [BigInt64Array.of(2n)])
    const single = (a: Float32Array): number => {
      let last: number | undefined
      for (const x of a) last = x
      return last! + a[0]
    }
    expect(jit(single)(Float32Array.of(0.1, 0.2))).toBe(Math.fround(Math.fround(0.1) + Math.fround(0.2)))
  })

  it('is a var that loops assign', () => {
    const last = (n: number): number => {
      // biome-ignore lint/correctness/noInnerDeclarations: what is tested
      for (var i = 0; i < n; i++) var t = i * 2
      return t! + i
    }
    same(last, [5], [1])
    throws(last, 't', [0])
  })

  it('is told apart in each iteration of a prange', () => {
    const fn = (a: Numbers, out: Numbers, k: number): void => {
      for (const i of prange(out.length)) {
        let found: number | undefined
        for (let j = 0; j < a.length; j++) if (a[j] > i % k) found = j
        out[i] = found!
      }
    }
    const [one, other] = [new Float64Array(500), new Float64Array(500)]
    fn(numbers, one, 7)
    jit(fn)(numbers, other, 7)
    expect(other).toEqual(one)
    expect(() => jit(fn)(numbers, other, 9)).toThrow("'found' is read")
  })

  it('is an error where the test of a loop reads it, or a function that calls itself assigns it', () => {
    const loop = (x: number): number => {
      let k: number | undefined
      while (k! < x) k = x
      return k!
    }
    expect(() => jit(loop)(3)).toThrow("'k' may be read before it has a value")
    const deep = (n: number): number => {
      let last: number | undefined
      const down = (k: number): void => {
        last = k
        if (k > 0) down(k - 1)
      }
      down(n)
      return last!
    }
    expect(() => jit(deep)(3)).toThrow(
      "'down' calls itself and assigns 'last', which has no value where it is declared",
    )
  })

  it('costs nothing where it always has one', () => {
    const fn = (a: Numbers, k: number): number => {
      let sign: number
      let x: number
      if (k > 0) sign = 1
      else sign = -1
      for (let i = 0; i < a.length; i++) {
        x = a[i] * sign
        a[i] = x * x
      }
      let j: number
      for (j = a.length - 1; j > 0 && a[j] > k; j--) a[j] -= 1
      return sign * j
    }
    const kernel = jit(fn)
    const [one, other] = [numbers.slice(), numbers.slice()]
    expect(kernel(other, 2)).toBe(fn(one, 2))
    expect(other).toEqual(one)
    expect(kernel.inspect('ir')).not.toContain('_set')
  })
})
