/** Maps and Sets of numbers, as plain JavaScript has them. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, type Numbers, same } from './same.ts'

law.checks = true

const edges = Float64Array.of(Number.NaN, -0, 0, Infinity, -Infinity, 1, -1, 0.5, 5e-324, 2 ** 40, Number.NaN, -0, 1)
/** Whole numbers below `n`, many of them more than once. */
const drawn = (count: number, n: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => Math.abs(Math.imul(i + 1, 0x9e3779b1) >> 7) % n)

describe('a Map', () => {
  it('counts, and is walked in the order in which its keys were added', () => {
    same(
      (a: Numbers) => {
        const counts = new Map<number, number>()
        for (const x of a) counts.set(x, (counts.get(x) ?? 0) + 1)
        for (const x of a) counts.set(x * 2, (counts.get(x * 2) || 0.5) + 1)
        const out: number[] = []
        for (const [key, count] of counts) out.push(key, count)
        return [...out, counts.size]
      },
      [edges],
      [drawn(500, 60)],
      [drawn(3000, 100_000)],
      [new Float64Array(0)],
    )
  })

  it('tells a key that is missing', () => {
    same(
      (a: Numbers, sum: number) => {
        const places = new Map<number, number>()
        for (let i = 0; i < a.length; i++) {
          const other = places.get(sum - a[i])
          if (other !== undefined) return [other, i]
          places.set(a[i], i)
        }
        return null
      },
      [Float64Array.of(1, 5, 9, 4), 9],
      [Float64Array.of(1, 5, 9, 4), 100],
    )
  })

  it('begins with pairs, gives its keys and values, and forgets them', () => {
    same(
      (n: number) => {
        const m = new Map([
          [1, n],
          [2, 4],
        ])
        m.set(3, m.size).set(1, 7)
        const gone = (m.delete(2) ? 1 : 0) + (m.delete(2) ? 10 : 0) + (m.has(2) ? 100 : 0)
        m.set(2, 9)
        let sum = gone
        m.forEach((value, key) => {
          sum = sum * 10 + value - key
        })
        for (const key of m.keys()) sum = sum * 2 + key
        for (const value of m.values()) sum = sum * 2 - value
        for (const [key, value] of m.entries()) sum += key * value
        const before = [...m.keys(), ...m.values()]
        m.clear()
        m.set(5, 6)
        return [sum, ...before, m.size, m.get(5) ?? 0, m.get(1) ?? -1]
      },
      [3],
    )
  })
})

describe('a Set', () => {
  it('holds each number once: NaN too, and -0 as 0', () => {
    same(
      (a: Numbers) => {
        const seen = new Set(a)
        let twice = 0
        for (const x of a) if (seen.has(x * 2)) twice++
        const most = Math.max(...new Set(a))
        return [...seen, seen.size, twice, new Set([1, 1, 2]).size, most]
      },
      [edges],
      [drawn(300, 50)],
    )
  })

  it('is walked as it grows and shrinks', () => {
    same(
      (n: number) => {
        const open = new Set([n])
        let sum = 0
        for (const x of open) {
          sum = sum * 0.5 + x
          if (x > 0) {
            open.add(x - 1)
            open.add(Math.floor(x / 2))
          }
          if (x % 5 === 3) open.delete(x)
          if (x % 7 === 2) open.delete(x - 1)
        }
        return [sum, ...open]
      },
      [0],
      [20],
      [300],
    )
  })

  it('takes the place of another, which nobody sees any more', () => {
    same(
      (n: number) => {
        let frontier = new Set([0])
        const seen = new Set([0])
        let steps = 0
        while (frontier.size > 0) {
          const next = new Set<number>()
          for (const x of frontier)
            for (const y of [x + 3, (x * 2) % n])
              if (y < n && !seen.has(y)) {
                seen.add(y)
                next.add(y)
              }
          frontier = next
          steps++
        }
        frontier = new Set([steps])
        return [frontier.size, steps, seen.size]
      },
      [50],
      [1],
    )
  })

  it('goes to functions, and is one under all names', () => {
    same(
      (a: Numbers) => {
        const numbers = new Map<number, number>()
        const same = numbers
        const visit = (to: Map<number, number>, x: number): number => {
          if (!to.has(x)) to.set(x, to.size)
          return to.get(x)!
        }
        const number = (x: number): number => visit(same, x)
        const out = a.map((x) => number(x))
        return [...out, numbers.size]
      },
      [edges],
      [drawn(100, 30)],
    )
  })
})

it('a function that calls itself remembers in a Map', () => {
  same(
    (n: number) => {
      const memo = new Map<number, number>()
      const fibonacci = (k: number): number => {
        if (k < 2) return k
        const known = memo.get(k)
        if (known !== undefined) return known
        const value = fibonacci(k - 1) + fibonacci(k - 2)
        memo.set(k, value)
        return value
      }
      return fibonacci(n)
    },
    [0],
    [2],
    [70],
  )
})

it('iterations of a prange have Maps and Sets of their own', () => {
  same(
    (out: Numbers, n: number) => {
      for (const i of prange(out.length)) {
        const seen = new Set<number>()
        let x = i
        while (!seen.has(x)) {
          seen.add(x)
          x = (x * x + 1) % n
        }
        out[i] = seen.size
      }
    },
    [new Float64Array(300), 997],
  )
})

it('many changes leave what they leave in JavaScript', () => {
  same(
    (n: number, keys: number) => {
      const m = new Map<number, number>()
      let x = 12345
      for (let i = 0; i < n; i++) {
        x = (x * 1103515245 + 12345) % 2147483648
        const key = ((x >> 8) % keys) / 4
        m.set(key, (m.get(key) ?? 0) + i)
        if (i % 3 === 0) m.delete((key * 7) % keys)
        if (i === n >> 1) m.clear()
      }
      let sum = 0
      for (const [key, value] of m) sum = (sum * 31 + key * 8 + value) % 1_000_007
      return [sum, m.size]
    },
    [20_000, 700],
    [20_000, 50_000],
  )
})

it('takes numbers that are missing as JavaScript does: as false in tests, and as NaN in arithmetic', () => {
  same(
    (a: Any) => {
      const m = new Map<number, number>()
      for (let i = 1; i < 20; i++) m.set(i, i >> 1)
      const out: number[] = []
      for (const x of a) {
        let flags = 0
        if (m.get(x)) flags += 1
        if (!m.get(x)) flags += 2
        if (x > 2 && m.get(x)) flags += 4
        if (!(m.get(x) || x > 5)) flags += 8
        if (m.get(x) === 2) flags += 16
        if (m.get(x) !== 2) flags += 32
        const value = m.get(x)
        if (value) flags += value
        if (value && value > 3) flags += 64
        flags += m.get(x) ? 128 : 256
        out.push(flags, m.get(x)! + 1, -(m.get(x)! | 0))
        const found = a.find((y: number) => y === x + 1)
        out.push(found ? 1 : 0, a.find((y: number) => y > x)! > 1 ? 1 : 0)
      }
      let at = 19
      let steps = 0
      while (m.get(at)) {
        at = m.get(at)!
        steps++
      }
      for (let from = 18; m.get(from); from = m.get(from)!) steps++
      do steps++
      while (m.get(at + steps))
      return [...out, steps]
    },
    [edges],
    [drawn(50, 25)],
  )
})

it('is changed by functions that give what it gives, which nobody takes', () => {
  same(
    (a: Numbers) => {
      const seen = new Set<number>()
      const at = new Map<number, number>()
      const place = (x: number, i: number): Any => at.set(x, i)
      const keep = (x: number): Any => x > 1 && seen.add(x)
      const change = (x: number): Any => (x > 3 ? seen.delete(x) : seen.add(x + 1))
      a.forEach(place)
      a.forEach(keep)
      a.forEach(change)
      const put = (x: number): Any => at.set(x, 0).set(x + 1, 1)
      for (const x of a) if (x > 4) put(x)
      return [...seen, ...at.keys(), ...at.values()]
    },
    [edges],
    [drawn(50, 25)],
  )
})

describe('what is deleted', () => {
  it('makes room: a window over many numbers takes the memory of a few', () => {
    const window = jit((n: number) => {
      const m = new Map<number, number>()
      let sum = 0
      for (let i = 0; i < n; i++) {
        m.set(i, i * 3)
        if (i >= 9) {
          sum += m.get(i - 9) ?? -1
          m.delete(i - 9)
        }
        if (i % 1000 === 0) for (const [key, value] of m) sum += key - value
      }
      return [sum, ...m.keys(), ...m.values()]
    })
    expect(window(20_000)).toEqual(window.js(20_000))
    // All of them together would have no room in 4 GiB.
    expect(window(70_000_000)).toHaveLength(19)
  })

  it('keeps its place while a loop runs over it', () => {
    same(
      (n: number) => {
        const s = new Set([0])
        const out: number[] = []
        for (const x of s) {
          out.push(x)
          if (out.length > n) break
          s.delete(x)
          s.add((x * 7 + 1) % 31)
          s.add((x * 3 + 2) % 31)
        }
        for (let i = 0; i < n; i++) {
          s.add(i)
          s.delete(i - 3)
        }
        return [...out, ...s]
      },
      [500],
    )
  })
})

it('finds keys that differ above 32 bits alone as fast as others', () => {
  same(
    (n: number, by: number) => {
      const s = new Set<number>()
      for (let i = 0; i < n; i++) s.add(i * by)
      for (let i = 0; i < n; i++) s.add(i * by)
      return s.size
    },
    [100_000, 2 ** 32],
    [100_000, -(2 ** 40)],
  )
})

it('refuses values that are no numbers, other methods, and another Map where a loop or a function may see it', () => {
  const refused = (fn: (n: number) => unknown, message: string): void => expect(() => jit(fn)(1)).toThrow(message)
  refused((n) => {
    const m = new Map<number, number[]>()
    m.set(n, [1])
    return m.size
  }, 'Maps and Sets in a kernel hold numbers')
  refused((n) => {
    const s: Any = new Set()
    return s.union(n)
  }, 'a kernel cannot call this of a Set')
  refused((n) => {
    const m = new Map([[n, 1]])
    return m as Any
  }, "'m' is a Map, and a number is needed here")
  refused((n) => {
    let s = new Set([n])
    for (const x of s) s = new Set([x])
    return s.size
  }, "a kernel cannot give 's' another Set here")
  refused((n) => {
    const s = new Set([n])
    for (const x of s) {
      s.clear()
      if (x > 2) s.add(1)
    }
    return s.size
  }, 'this is cleared while a loop runs over it')
  refused((n) => {
    let s = new Set([n])
    const empty = (): void => {
      s = new Set()
    }
    const count = (of: Set<number>): number => {
      empty()
      return of.size
    }
    return count(s)
  }, "a kernel cannot give 's' another Set here")
})
