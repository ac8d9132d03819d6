/** Functions that call themselves and use arrays: each as plain JavaScript does, and the reference too. */
import { describe, expect, it } from 'vitest'
import { CompileError, jit, prange, zeros } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, type Numbers, same } from './same.ts'

law.checks = true

const numbers = (n: number): Numbers => Float64Array.from({ length: n }, (_, i) => Math.sin(i * i) * 100)

describe('a function that calls itself', () => {
  it('sorts the array around it, and returns nothing', () => {
    same(
      (a: Numbers) => {
        const sort = (lo: number, hi: number): void => {
          if (lo >= hi) return
          const pivot = a[(lo + hi) >> 1]
          let [i, j] = [lo, hi]
          while (i <= j) {
            while (a[i] < pivot) i++
            while (a[j] > pivot) j--
            if (i <= j) {
              ;[a[i], a[j]] = [a[j], a[i]]
              i++
              j--
            }
          }
          sort(lo, j)
          sort(i, hi)
        }
        sort(0, a.length - 1)
      },
      ...[0, 1, 2, 3, 10, 1000].map((n) => [numbers(n)]),
    )
  })

  it('is given arrays of several dtypes, and a helper of it uses them', () => {
    same(
      (a: Numbers, b: Int32Array) => {
        function partition(x: Numbers, lo: number, hi: number): number {
          const pivot = x[hi]
          let i = lo
          for (let j = lo; j < hi; j++)
            if (x[j] <= pivot) {
              ;[x[i], x[j]] = [x[j], x[i]]
              i++
            }
          ;[x[i], x[hi]] = [x[hi], x[i]]
          return i
        }
        function quicksort(x: Any, lo: number, hi: number): void {
          if (lo < hi) {
            const p = partition(x, lo, hi)
            quicksort(x, lo, p - 1)
            quicksort(x, p + 1, hi)
          }
        }
        quicksort(a, 0, a.length - 1)
        quicksort(b, 0, b.length - 1)
      },
      [numbers(200), Int32Array.from(numbers(300))],
    )
  })

  it('is the kernel itself', () => {
    same(
      function quicksort(a: Numbers, left = 0, right = a.length - 1): void {
        if (left >= right) return
        const pivot = a[Math.floor((left + right) / 2)]
        let [i, j] = [left, right]
        while (i <= j) {
          while (a[i] < pivot) i++
          while (a[j] > pivot) j--
          if (i <= j) {
            ;[a[i], a[j]] = [a[j], a[i]]
            i++
            j--
          }
        }
        quicksort(a, left, j)
        quicksort(a, i, right)
      },
      [numbers(500)],
      [numbers(500), 100, 300],
    )
    same(
      function fib(n: number): number {
        return n < 2 ? n : fib(n - 1) + fib(n - 2)
      },
      [0],
      [15],
    )
  })

  it('merges with an array of the kernel’s, or with arrays that each call makes', () => {
    same(
      (a: Numbers) => {
        const other = new Float64Array(a.length)
        const sort = (lo: number, hi: number): void => {
          if (hi - lo < 2) return
          const middle = (lo + hi) >>> 1
          sort(lo, middle)
          sort(middle, hi)
          let [i, j, k] = [lo, middle, lo]
          while (i < middle && j < hi) other[k++] = a[i] <= a[j] ? a[i++] : a[j++]
          while (i < middle) other[k++] = a[i++]
          while (j < hi) other[k++] = a[j++]
          for (k = lo; k < hi; k++) a[k] = other[k]
        }
        sort(0, a.length)
      },
      [numbers(777)],
    )
    same(
      (a: Numbers) => {
        const halve = (x: Numbers): void => {
          const n = x.length
          if (n === 1) return
          const [even, odd] = [new Float64Array(n / 2), new Float64Array(n / 2)]
          for (let i = 0; i < n / 2; i++) {
            even[i] = x[2 * i]
            odd[i] = x[2 * i + 1]
          }
          halve(even)
          halve(odd)
          for (let i = 0; i < n / 2; i++) {
            x[i] = even[i] + odd[i]
            x[i + n / 2] = even[i] - odd[i]
          }
        }
        halve(a)
      },
      [numbers(64)],
    )
  })

  it('is given parts of an array', () => {
    same(
      (a: Numbers) => {
        const sum = (x: Numbers): number => {
          if (x.length < 4) {
            let total = 0
            for (const v of x) total += v
            return total
          }
          const half = x.length >> 1
          return sum(x.subarray(0, half)) + sum(x.subarray(half))
        }
        return sum(a)
      },
      [numbers(1000)],
    )
  })

  it('counts and sums in variables around it', () => {
    same(
      (first: Int32Array, to: Int32Array, start: number) => {
        const seen = new Uint8Array(first.length - 1)
        const when = new Int32Array(first.length - 1).fill(-1)
        let order = 0
        let deepest = 0
        function visit(u: number, depth: number): void {
          seen[u] = 1
          when[u] = order++
          deepest = Math.max(deepest, depth)
          for (let e = first[u]; e < first[u + 1]; e++) if (!seen[to[e]]) visit(to[e], depth + 1)
        }
        visit(start, 1)
        return { when, order, deepest }
      },
      [
        Int32Array.from({ length: 101 }, (_, i) => i * 3),
        Int32Array.from({ length: 300 }, (_, i) => (i * 7919) % 100),
        4,
      ],
    )
  })

  it('changes a variable between two reads of it', () => {
    same(
      (k: number) => {
        let n = 1
        const add = (i: number): number => {
          n += i
          return i <= 0 ? n : add(i - 1)
        }
        return [n + add(k) * n, n - add(1), n]
      },
      [3],
      [0],
    )
  })

  it('gives a boolean, and takes back what it wrote', () => {
    const puzzle = '530070000600195000098000060800060003400803001700020006060000280000419005000080079'
    same(
      (grid: Uint8Array) => {
        const fits = (at: number, v: number): boolean => {
          const [row, column] = [Math.floor(at / 9), at % 9]
          for (let i = 0; i < 9; i++) {
            if (grid[row * 9 + i] === v || grid[i * 9 + column] === v) return false
            const r = 3 * Math.floor(row / 3) + Math.floor(i / 3)
            if (grid[r * 9 + 3 * Math.floor(column / 3) + (i % 3)] === v) return false
          }
          return true
        }
        const solve = (from: number): boolean => {
          let at = from
          while (at < 81 && grid[at] !== 0) at++
          if (at === 81) return true
          for (let v = 1; v <= 9; v++)
            if (fits(at, v)) {
              grid[at] = v
              if (solve(at + 1)) return true
              grid[at] = 0
            }
          return false
        }
        return solve(0)
      },
      [Uint8Array.from(puzzle, Number)],
    )
  })

  it('stands in conditions and sums, each call in its turn', () => {
    same(
      (x: Numbers, n: number) => {
        let calls = 0
        const next = (k: number): number => {
          calls++
          x[calls % x.length] += k
          return k <= 0 ? x[0] : next(k - 1) * 0.5 + x[k % x.length] - next(k - 2)
        }
        const above = (k: number): boolean => k > 0 && (x[k % x.length] > 3 || above(k - 1))
        const all = next(n) > 0 && next(2) < 100 ? next(1) : x[1] + next(0)
        return [all, calls, above(n) ? 1 : 0]
      },
      [numbers(7), 5],
      [numbers(3), 8],
    )
  })

  it('reads arrays of the scope, and elements of an array of two dimensions', () => {
    const dx = Int8Array.of(1, 0, -1, 0)
    const dy = Int8Array.of(0, 1, 0, -1)
    const fn = (n: number, wall: number): number => {
      const map = zeros([n, n])
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) map.set(i, j, (i * 5 + j * 3) % wall === 0 ? 1 : 0)
      const fill = (x: number, y: number): number => {
        if (x < 0 || y < 0 || x >= n || y >= n || map.get(x, y) !== 0) return 0
        map.set(x, y, 2)
        let area = 1
        for (let d = 0; d < 4; d++) area += fill(x + dx[d], y + dy[d])
        return area
      }
      return fill(1, 1) * 1000 + map.get(n - 1, n - 1)
    }
    const kernel = jit(fn, { scope: { dx, dy } })
    for (const wall of [3, 4, 7]) {
      expect(kernel(12, wall)).toBe(fn(12, wall))
      expect(kernel.verify(12, wall).ok).toBe(true)
    }
  })

  it('comes from the scope', () => {
    const gray = (out: Uint8Array, from: number, bits: number): number => {
      if (bits === 0) return from
      const middle = gray(out, from, bits - 1)
      for (let i = 0; i < middle - from + 1; i++) out[middle + i] = out[middle - i] | (1 << (bits - 1))
      return gray(out, middle, bits - 1)
    }
    const fn = (out: Uint8Array, bits: number): number => gray(out, 0, bits)
    const kernel = jit(fn, { scope: { gray } })
    const [one, other] = [new Uint8Array(64), new Uint8Array(64)]
    expect(kernel(other, 4)).toBe(fn(one, 4))
    expect(other).toEqual(one)
  })

  it('works for each iteration of a prange on a part of its own', () => {
    same(
      (a: Numbers, size: number) => {
        const sort = (lo: number, hi: number): void => {
          if (lo >= hi) return
          const pivot = a[hi]
          let i = lo
          for (let j = lo; j < hi; j++)
            if (a[j] < pivot) {
              ;[a[i], a[j]] = [a[j], a[i]]
              i++
            }
          ;[a[i], a[hi]] = [a[hi], a[i]]
          sort(lo, i - 1)
          sort(i + 1, hi)
        }
        for (const p of prange(a.length / size)) sort(p * size, (p + 1) * size - 1)
      },
      [numbers(3200), 32],
    )
  })

  it('leaves an array that it only reads as it is, and one of another thread’s shared memory where it is', () => {
    const find = jit((a: Numbers, x: number) => {
      const search = (lo: number, hi: number): number => {
        if (lo > hi) return -1
        const middle = (lo + hi) >> 1
        if (a[middle] === x) return middle
        return a[middle] < x ? search(middle + 1, hi) : search(lo, middle - 1)
      }
      return search(0, a.length - 1)
    })
    const sorted = Float64Array.from({ length: 1000 }, (_, i) => i * 3)
    expect([0, 3, 1500, 2997, 1].map((x) => find(sorted, x))).toEqual([0, 1, 500, 999, -1])
    expect(find.inspect('plan')).not.toContain('writes')
  })

  it('reads a table of the scope, from a prange and from beside it', () => {
    const table = [
      [1, 2],
      [4, -0],
      [0.1, 6],
    ]
    const kernel = jit(
      (out: Numbers) => {
        const from = (d: number): number => (d > 2 ? 0 : table[d][0] + from(d + 1))
        out[0] = from(0)
        for (const i of prange(out.length)) out[i] += from(i % 3)
        return from(1)
      },
      { scope: { table } },
    )
    const [out, expected] = [numbers(7), numbers(7)]
    expect(kernel(out)).toBe(kernel.js(expected))
    expect(out).toEqual(expected)
  })

  it('throws where it reads outside of an array, with what was written before', () => {
    const fn = (a: Numbers): number => {
      const walk = (i: number): number => {
        a[i] += 1
        return i > 8 ? a[i * 10] : walk(i + 3)
      }
      return walk(0)
    }
    const a = numbers(20)
    const before = a.slice()
    expect(() => jit(fn)(a)).toThrow("'a'")
    expect(a).toEqual(before.map((x, i) => (i % 3 === 0 && i < 10 ? x + 1 : x)))
  })
})

describe('what a function that calls itself cannot do', () => {
  const refused = (fn: (...args: Any[]) => unknown, args: unknown[], message: string): void => {
    expect(() => jit(fn)(...args)).toThrow(CompileError)
    expect(() => jit(fn)(...args)).toThrow(message)
  }

  it('give an array that is used', () => {
    refused(
      (a: Numbers) => {
        const grow = (x: Numbers, k: number): Numbers => {
          x[0] += k
          if (k === 0) return x
          return grow(x, k - 1)
        }
        const b = grow(a, 3)
        return b[0]
      },
      [numbers(3)],
      "'grow' calls itself and returns an array",
    )
  })

  it('assign a boolean around it, or assign in a prange', () => {
    refused(
      (n: number) => {
        let found = false
        const look = (k: number): number => {
          if (k === 3) found = true
          return k <= 0 ? 0 : look(k - 1)
        }
        look(n)
        return found
      },
      [5],
      "'look' calls itself and assigns 'found', which is a boolean",
    )
    refused(
      (a: Numbers) => {
        let count = 0
        const down = (k: number): void => {
          count++
          if (k > 0) down(k - 1)
        }
        for (const i of prange(a.length)) down(i)
        return count
      },
      [numbers(3)],
      'and the kernel has a prange',
    )
  })

  it('make arrays in a prange', () => {
    refused(
      (a: Numbers) => {
        const down = (k: number): number => {
          const own = new Float64Array(3)
          own[k % 3] = k
          return k <= 0 ? own[0] : down(k - 1) + own[1]
        }
        for (const i of prange(a.length)) a[i] = down(i)
      },
      [numbers(3)],
      "'down' calls itself and makes arrays, and this is a prange",
    )
  })
})
