/** Methods of arrays, and functions that take functions: each as plain JavaScript does, of every kind of numbers. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, type Numbers, same } from './same.ts'

law.checks = true

const special = [0, -0, Number.NaN, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -Number.NaN, 0.5]
const mixed = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => (i % 7 === 3 ? special[i % special.length] : Math.sin(i * i) * 100))
const makers = [Float64Array, Float32Array, Uint8ClampedArray, Int32Array, Uint32Array]
const lengths = [0, 1, 2, 3, 15, 16, 17, 31, 33, 100, 1000]

describe.each(makers)('of a %o', (Maker) => {
  const arrays = lengths.map((n) => Maker.from(mixed(n)))
  const each = arrays.map((a) => [a])

  it('sort puts the elements in order: -0 before 0, and NaN last', () => {
    same((x: Numbers) => x.sort(), ...each, [Maker.from([3, -0, 0, Number.NaN, -0, 2, 0])])
  })

  it('sort by a function is stable', () => {
    const numbers = arrays.map((a) => [a.filter((x) => !Number.isNaN(x) && Math.abs(x) < 1e9)])
    same((x: Numbers) => x.sort((u, v) => v - u), ...numbers)
    same((x: Numbers) => x.sort((u, v) => Math.trunc(u / 8) - Math.trunc(v / 8)), ...numbers)
  })

  it('indexOf, lastIndexOf and includes find what JavaScript finds', () => {
    const calls = arrays.flatMap((a) =>
      [...a.slice(0, 5), 0, -0, Number.NaN, 12345].flatMap((x) => [0, 2, -3, 200, -2000, 1.7].map((k) => [a, x, k])),
    )
    same((b: Numbers, y: number, k: number) => [b.indexOf(y, k), b.indexOf(y), b.lastIndexOf(y)], ...calls)
    same((b: Numbers, y: number, k: number) => [b.lastIndexOf(y, k), b.lastIndexOf(y, -1)], ...calls)
    same((b: Numbers, y: number, k: number) => b.includes(y) && b.includes(y, k), ...calls)
  })

  it('findIndex, findLastIndex, every, some and filter test the elements', () => {
    same((b: Numbers) => b.findIndex((x) => x > 20), ...each)
    same((b: Any) => b.findLastIndex((x: number, i: number) => x > 20 && i < 50), ...each)
    same((b: Numbers) => b.every((x) => x > -200), ...each)
    same((b: Numbers) => b.some((x, i) => x > 50 && i > 3), ...each)
    same((b: Numbers) => b.filter((x, i) => x > 0 || i < 2), ...each)
  })

  it('a callback is given the array, too', () => {
    same((b: Numbers) => b.map((x, i, all) => x - all[(i + 1) % all.length]), ...each)
    same((b: Numbers) => b.filter((x, i, all) => all.indexOf(x) === i), ...each)
    same((b: Numbers) => b.reduce((s, x, i, all) => (x > all[all.length - 1 - i] ? i - s : s), 0), ...each)
  })

  it('reduceRight begins at the end', () => {
    same((b: Numbers) => b.reduceRight((s, x, i) => (x > 0 ? i - s : s), 1), ...each)
    same((b: Numbers) => b.reduceRight((s, x) => (x > s ? x : -s)), ...each.slice(1))
    expect(() => jit((b: Numbers) => b.reduceRight((s, x) => s + x))(new Float64Array(0))).toThrow(TypeError)
  })

  it('toSorted, toReversed and with give a copy', () => {
    same(
      (b: Any) => [b.toSorted(), b.toReversed(), b.toSorted((x: number, y: number) => (x > y ? -1 : x < y ? 1 : 0))],
      ...each.map(([b]) => [b.filter((x) => !Number.isNaN(x))]),
    )
    same((b: Any) => [b.with(0, 7), b.with(-1, 8)], ...each.slice(1))
    expect(() => jit((b: Any, i: number) => b.with(i, 1))(Float64Array.of(1, 2), 2)).toThrow(
      'Invalid typed array index',
    )
  })

  it('reverse and copyWithin move the elements', () => {
    same((b: Numbers) => b.reverse(), ...each)
    const moves = [
      [0, 3, 1e9],
      [3, 0, 1e9],
      [2, 1, -1],
      [-5, 1, 7],
      [0, -4, -2],
      [50, 2, 9],
      [4, 4, 8],
    ]
    const calls = arrays.flatMap((a) => moves.map((move) => [a, ...move]))
    same((b: Numbers, t: number, s: number, e: number) => b.copyWithin(t, s, e), ...calls)
    same((b: Numbers) => b.copyWithin(2, 5), ...each)
  })

  it('set takes the elements of an argument, from an index on, also of a part of itself', () => {
    const [a, b] = [Maker.from(mixed(40)), Maker.from(mixed(12)).reverse()]
    same((x: Numbers, y: Numbers, k: number) => x.set(y, k), [a, b, 5], [a, b, 0], [a, b, 28])
    same((x: Numbers, k: number) => x.set(x.subarray(0, 20), k), [a, 7], [a, 0])
  })

  it('reduce without a first value begins with the first element', () => {
    same((b: Numbers) => b.reduce((sum, x, i) => sum + x * i), [Maker.from([3, 5, 7, 11])])
  })
})

it('reduce of nothing throws, as JavaScript does', () => {
  const sum = (a: Numbers): number => a.reduce((s, x) => s + x)
  expect(() => sum(new Float64Array(0))).toThrow(TypeError)
  expect(() => jit(sum)(new Float64Array(0))).toThrow(TypeError)
})

it('sort and filter are of copies where they are called on one', () => {
  const fn = (a: Numbers, p: number): number[] => {
    const sorted = a.slice().sort((x, y) => x - y)
    const at = (p / 100) * (sorted.length - 1)
    const kept = a.filter((x) => x > 0)
    return [
      sorted[Math.floor(at)] + (sorted[Math.ceil(at)] - sorted[Math.floor(at)]) * (at - Math.floor(at)),
      kept.length,
    ]
  }
  same(fn, [Float64Array.from({ length: 101 }, (_, i) => Math.sin(i)), 37])
})

it('a number[] is no argument of a kernel that sorts by value, as JavaScript compares the texts of its elements', () => {
  const kernel = jit((a: Numbers) => a.slice().sort()[1])
  expect(kernel(Float64Array.of(1, 10, 9))).toBe(9)
  expect(() => kernel([1, 10, 9] as Any)).toThrow(
    "'a' is a number[], which JavaScript sorts by the text of its elements",
  )
  const by = jit((a: Numbers) => a.slice().sort((x, y) => x - y)[1])
  expect(by([1, 10, 9] as Any)).toBe(9)
})

it('an iteration sorts an array of its own', () => {
  const medians = (x: Numbers, k: number): Numbers => {
    const out = new Float64Array(x.length)
    for (const i of prange(x.length)) {
      const window = new Float64Array(2 * k + 1)
      for (let j = 0; j < window.length; j++) window[j] = x[Math.min(x.length - 1, Math.max(0, i - k + j))]
      window.sort()
      out[i] = window[k]
    }
    return out
  }
  same(medians, [Float64Array.from(mixed(500)), 2])
  same(medians, [Float64Array.from(mixed(500)), 12])
})

it('a list is sorted by a function alone, as JavaScript compares the texts of its elements', () => {
  expect(() =>
    jit((x: number) => {
      const v = [x, 10, 9]
      v.sort()
      return v[x]
    })(1),
  ).toThrow('by the text of its elements')
  same(
    (x: number) => {
      const v = [x, 10, 9]
      v.sort((a, b) => a - b)
      return v[1] * 100 + v[x - 10]
    },
    [11],
  )
})

describe('loops over what an array has', () => {
  it('entries, keys and values', () => {
    same(
      (a: Numbers) => {
        let sum = 0
        for (const [i, x] of a.entries()) sum += i * x
        for (const i of a.keys()) sum += a[i] / (i + 1)
        for (let x of a.values()) {
          x *= 2
          sum += x
        }
        for (let [i] of a.entries()) {
          i += 1
          sum += i
        }
        return sum
      },
      [Float64Array.from(mixed(20).filter(Number.isFinite))],
    )
  })

  it('the indices of so many elements', () => {
    same(
      (n: number) => {
        let sum = 0
        for (const i of Array(n).keys()) sum += i * i
        return sum
      },
      [10],
    )
  })
})

describe('a function that is given to another', () => {
  it('is written out where that calls it', () => {
    const fn = (b: number, n: number): number => {
      const integrate = (f: (x: number) => number, from: number, to: number): number => {
        const h = (to - from) / n
        let sum = 0
        for (let i = 0; i < n; i++) sum += f(from + (i + 0.5) * h) * h
        return sum
      }
      const cube = (x: number): number => x * x * x
      return integrate((x) => x * x + b, 0, b) - integrate(cube, 1, 2) + integrate((x) => x - n, 0, 1)
    }
    same(fn, [2, 100])
  })

  it('comes from the scope, and is passed on', () => {
    const twice = (f: (x: number) => number, x: number): number => f(f(x))
    const fn = (x: number): number => {
      const again = (f: (y: number) => number, y: number): number => twice(f, y) + 1
      return again((y) => y * 3, x)
    }
    expect(jit(fn, { scope: { twice } })(5)).toBe(46)
  })

  it('may be passed more than it takes', () => {
    same(
      (a: Numbers) => {
        const each = (f: (x: number, i: number) => void): void => {
          for (let i = 0; i < a.length; i++) f(a[i], i)
        }
        let sum = 0
        each((x) => {
          sum += x
        })
        return sum
      },
      [Float64Array.of(1, 2, 3)],
    )
  })

  it('is refused by one that calls itself', () => {
    const fn = (n: number): number => {
      const down = (f: (x: number) => number, k: number): number => (k <= 0 ? 0 : f(k) + down(f, k - 1))
      return down((x) => x * x, n)
    }
    expect(() => jit(fn)(3)).toThrow("'down' calls itself, and is given a function")
  })
})

describe('a helper without a result', () => {
  it('may return at any place', () => {
    same(
      (a: Numbers, n: number) => {
        const put = (i: number, x: number): void => {
          if (i < 0 || i >= n) return
          for (let k = i; k < n; k++) {
            if (a[k] === x) return
            if (a[k] > 0.5) {
              a[k] = x
              return
            }
          }
          a[i] -= 1
        }
        for (let i = -2; i < n + 2; i++) put(i, i * 0.25)
      },
      [Float64Array.from({ length: 12 }, (_, i) => Math.cos(i)), 12],
    )
  })
})

describe('a variable without a first value', () => {
  it('has one after a loop that runs once at least', () => {
    same(
      (lo: number, hi: number) => {
        let middle: number
        do {
          middle = (lo + hi) / 2
          if (middle * middle <= 2) lo = middle
          else hi = middle
        } while (hi - lo > 1e-12)
        return middle
      },
      [0, 2],
    )
    same(
      (n: number) => {
        let k: number
        for (;;) {
          k = n * 2
          if (k > 10) break
          n++
        }
        return k
      },
      [1],
    )
  })
})

describe('of BigInts', () => {
  it('sort puts the elements in order', () => {
    const signed = BigInt64Array.of(3n, -1n, 0n, -(2n ** 63n), 2n ** 62n, 2n)
    same((b: BigInt64Array) => b.sort(), [signed], [new BigInt64Array(0)])
    same((b: BigUint64Array) => b.sort(), [BigUint64Array.of(3n, 2n ** 63n, 0n, 2n)])
  })
})

describe('a function of JavaScript’s own', () => {
  it('is named in the place of one that is written', () => {
    same(
      (a: Numbers) => [
        a.map(Math.floor),
        a.filter(Number.isInteger),
        a.filter(Number.isNaN).length,
        a.filter(Boolean).length,
        a.every(Number.isFinite),
        a.findIndex(Number.isNaN),
        Float64Array.from(a, Math.abs),
      ],
      [Float64Array.of(1.5, -2, Number.NaN, -0, Infinity, 3)],
      [new Float64Array(0)],
    )
    same(
      (x: number) => {
        const apply = (f: (x: number) => number, g: (x: number) => number): number => f(g(x))
        return apply(Math.abs, Math.trunc)
      },
      [-2.5],
    )
  })

  it('is refused where it takes more than the element', () => {
    expect(() => jit((a: Any) => a.reduce(Math.max))(new Float64Array(2))).toThrow('reduce needs a function')
  })
})

it('takes no array or object for a number where it has one part', () => {
  const refused = (fn: (a: Any) => unknown): void =>
    expect(() => jit(fn)([1, 2])).toThrow('this function gives no number')
  refused((a) => a.map((x: number) => [x]))
  refused((a) => [...a].map((x: number) => ({ x })))
  refused((a) => {
    const columns = (n: number): number[][] => Array.from({ length: n }, (_, i) => [i])
    return columns(a.length)
  })
})
