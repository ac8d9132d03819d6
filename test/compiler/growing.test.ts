/** Lists that grow: `push`, `pop` and `shift` as plain JavaScript has them. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, type Numbers, same } from './same.ts'

law.checks = true

describe('a list that is returned', () => {
  it('is JavaScript’s own array, by itself, among others, from a helper and on several paths', async () => {
    same(
      (n: number) => {
        const squares: number[] = []
        for (let i = 0; i < n; i++) squares.push(i * i)
        return squares
      },
      [0],
      [40],
    )
    same(
      (n: number) => {
        const bins = [0, 0, 0]
        for (let i = 0; i < n; i++) bins[i % 3] += i
        const halves = Array.from({ length: n }, (_, i) => i / 2)
        return { bins, halves, typed: new Int32Array(n), n }
      },
      [10],
    )
    same(
      (n: number) => {
        const divisors = (k: number): number[] => {
          const found = [1]
          if (k === 1) return found
          for (let d = 2; d <= k; d++) if (k % d === 0) found.push(d)
          return found
        }
        const own = divisors(n)
        const copy = own
        if (n < 20) return copy
        const few = [own.length]
        few.push(n)
        return few
      },
      [12],
      [1],
      [24],
    )
    const kernel = jit((n: number) => new Array(n).fill(2.5))
    expect(await kernel.async(3)).toEqual([2.5, 2.5, 2.5])
  })

  it('is refused where another path returns a typed array', () => {
    const either = (n: number): ArrayLike<number> => {
      const list = [1, 2, 3]
      list[n] += 1
      if (n > 1) return list
      return new Float64Array(3)
    }
    expect(() => jit(either)(1)).toThrow('this return gives')
  })
})

describe('a list', () => {
  it('grows as far as it must, and is iterated over, indexed and searched', () => {
    same(
      (n: number) => {
        const primes: number[] = []
        for (let i = 2; i < n; i++) {
          let prime = true
          for (const p of primes) {
            if (p * p > i) break
            if (i % p === 0) {
              prime = false
              break
            }
          }
          if (prime) primes.push(i)
        }
        return [
          primes.length,
          primes[primes.length - 1],
          primes.at(-2)!,
          primes.indexOf(7),
          primes.reduce((a, b) => a + b, 0),
        ]
      },
      [20],
      [3000],
    )
  })

  it('is a stack, of several values at once', () => {
    same(
      (image: Uint8Array, w: number, h: number, x: number, y: number, colour: number) => {
        const old = image[y * w + x]
        if (old === colour) return 0
        const stack: number[] = [x, y]
        let most = 0
        while (stack.length > 0) {
          most = Math.max(most, stack.length)
          const py = stack.pop()!
          const px = stack.pop()!
          if (px < 0 || py < 0 || px >= w || py >= h || image[py * w + px] !== old) continue
          image[py * w + px] = colour
          stack.push(px + 1, py, px - 1, py)
          stack.push(px, py + 1)
          stack.push(px, py - 1)
        }
        return most
      },
      [Uint8Array.from({ length: 600 }, (_, i) => ((i * 7) % 11 > 2 ? 1 : 0)), 30, 20, 4, 7, 2],
    )
  })

  it('is a queue', () => {
    same(
      (first: Int32Array, to: Int32Array, from: number) => {
        const distance = new Int32Array(first.length - 1).fill(-1)
        const queue = [from]
        distance[from] = 0
        while (queue.length) {
          const u = queue.shift()!
          for (let e = first[u]; e < first[u + 1]; e++)
            if (distance[to[e]] < 0) {
              distance[to[e]] = distance[u] + 1
              queue.push(to[e])
            }
        }
        return distance
      },
      [
        Int32Array.from({ length: 201 }, (_, i) => i * 3),
        Int32Array.from({ length: 600 }, (_, i) => (i * 7919) % 200),
        4,
      ],
    )
  })

  it('is filled by a helper, made anew in each turn of a loop, cut off, and copied to be returned', () => {
    same(
      (n: number) => {
        let sum = 0
        const all: number[] = []
        const keep = (x: number): void => {
          if (x % 3 === 0) return
          const length = all.push(x)
          sum += length
        }
        for (let i = 0; i < n; i++) {
          const own: number[] = []
          for (let j = 0; j < i; j++) own.push(j * i)
          own.length = own.length >> 1
          for (const x of own) keep(x)
          own.length = 0
          sum += own.length
        }
        all[0] += 0.5
        return [Float64Array.from(all), sum]
      },
      [40],
    )
  })

  it('throws where it has no element to give, and where it would be made longer', () => {
    const pop = (n: number): number => {
      const list = [n]
      list.pop()
      return list.pop()!
    }
    expect(() => jit(pop)(1)).toThrow("the index -1 of 'list' is out of bounds: 'list' has length 0")
    const shift = (n: number): number => {
      const list = [n]
      for (let i = 0; i < n; i++) list.shift()
      return list[0]
    }
    expect(() => jit(shift)(1)).toThrow("the index 0 of 'list' is out of bounds: 'list' has length 0")
    const longer = (n: number): number => {
      const list = [n]
      list.push(n)
      list.length = n
      return list[0]
    }
    expect(jit(longer)(2)).toBe(2)
    expect(() => jit(longer)(3)).toThrow("the length of 'list' can only become less, and would be 3")
    expect(() => jit(longer)(0.5)).toThrow(RangeError)
  })

  it('is refused where it cannot grow', () => {
    expect(() => jit((a: Any) => a.push(1))(new Float64Array(2))).toThrow(
      'cannot call .push of an array of a fixed length',
    )
    const parallel = (a: Numbers): number => {
      const list: number[] = []
      for (const i of prange(a.length)) list.push(i)
      return list.length
    }
    expect(() => jit(parallel)(new Float64Array(3))).toThrow('several iterations of the prange write')
  })
})
