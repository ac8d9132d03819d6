/** Lists of the kernel's own: what makes, joins, moves and changes them, and loops over those that change, as plain JavaScript does it. */
import { describe, expect, it } from 'vitest'
import { CompileError, jit } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, type Numbers, same } from './same.ts'

law.checks = true

const numbers = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6)

describe('a loop over what its body changes', () => {
  it('goes on to the elements that are pushed meanwhile', () => {
    same(
      (n: number) => {
        const queue = [1]
        let sum = 0
        for (let i = 0; i < queue.length; i++) {
          sum += queue[i]
          if (queue[i] < n) queue.push(queue[i] * 2)
        }
        return sum + queue.length * 1000
      },
      [100],
    )
    same(
      (n: number) => {
        const queue = [1]
        let sum = 0
        for (const x of queue) {
          if (x % 8 === 4) {
            queue.push(x + 1)
            continue
          }
          sum += x
          if (x < n) queue.push(x * 2)
        }
        return [sum, queue.length]
      },
      [100],
    )
  })

  it('ends where elements are taken off meanwhile', () => {
    same(
      (n: number) => {
        const queue = [1, 2, 3, 4, 5, 6]
        let sum = 0
        for (const x of queue) {
          sum += x * n
          queue.pop()
        }
        return [sum, queue.length]
      },
      [100],
    )
  })

  it('sees what a helper does to its bound', () => {
    same(
      (n: number) => {
        let m = n
        let sum = 0
        const less = (): void => {
          m--
        }
        for (let i = 0; i < m; i++) {
          sum += i
          if (i % 3 === 0) less()
        }
        return sum
      },
      [20],
    )
    same(
      (n: number) => {
        const list: number[] = []
        const size = (): number => list.length
        const add = (x: number): void => {
          if (x < n) list.push(x * 2)
        }
        list.push(1)
        let sum = 0
        for (let i = 0; i < size(); i++) {
          sum += list[i]
          add(list[i])
        }
        return sum
      },
      [50],
    )
  })

  it('runs over the array that its variable held when it began', () => {
    const calls = [[numbers, Float64Array.of(7)]]
    same(
      (a: Numbers, b: Numbers) => {
        let sum = 0
        let c = a
        for (const x of c) {
          sum = sum * 3 + x
          c = b
        }
        return sum
      },
      ...calls,
    )
    same(
      (a: Numbers, b: Numbers) => {
        let sum = 0
        let c = a
        c.forEach((x) => {
          sum = sum * 3 + x
          c = b
        })
        return sum
      },
      ...calls,
    )
    same(
      (a: Numbers, b: Numbers) => {
        let sum = 0
        let c = a
        const turn = (): void => {
          c = b
        }
        for (let i = 0; i < c.length; i++) {
          sum = sum * 3 + c[i]
          if (i === 1) turn()
        }
        return sum
      },
      [numbers, Float64Array.of(7, 8, 9, 10)],
    )
  })

  it('calls a callback for the elements that there were', () => {
    same(
      (n: number) => {
        const list = [1, 2, 3]
        const found = list.some((x) => {
          list.push(x)
          return list.length > n
        })
        const mapped = list.map((x) => list.push(x))
        return [found ? 1 : 0, list.length, mapped.length]
      },
      [10],
    )
  })
})

describe('a list', () => {
  it('is made of arrays that are spread, joined or copied', () => {
    same((a: Numbers) => [...a], [numbers], [new Float64Array(0)])
    same(
      (a: Int32Array, b: Numbers) => {
        const c = [...a, 0.5, ...b, ...a]
        c.push(3)
        return c
      },
      [Int32Array.of(1, 2), numbers],
    )
    same((a: Numbers) => Array.from(a).sort((x, y) => x - y), [numbers])
    same(
      (n: number) => {
        const k = [1, 2].concat([3], n + 1, [n])
        k.push(1)
        return k
      },
      [9],
    )
    same(
      (n: number) => {
        const k = new Array(n).fill(1)
        k.push(9)
        return k
      },
      [3],
    )
  })

  it('stays an array of JavaScript’s own when it is copied', () => {
    same(() => [10, 9, 1].slice(1), [])
    same(() => [10, 9, 1].map((x) => x / 4), [])
    same((n: number) => new Array(n).fill(true).map((x) => (x ? 0.5 : 2)), [3])
    same(
      (n: number) => {
        const own = Array.from({ length: n }, () => new Array(n).fill(0.5))
        const typed = Array.from({ length: n }, () => new Int8Array(n))
        return [own[1].slice(), typed[1].slice(), own[0].map((x) => x / 4), typed[0].map((x) => x + 0.5)]
      },
      [3],
    )
    same(() => {
      const list = [10, 9, 1]
      const kept = list.filter((x) => x > 2)
      kept.push(7)
      return kept
    }, [])
    expect(() =>
      jit(() => {
        const list = [10, 9, 1]
        return list.slice().sort()
      })(),
    ).toThrow(CompileError)
  })

  it('changes at its front and within', () => {
    same(
      (n: number) => {
        const list: number[] = []
        for (let i = 0; i < n; i++) {
          list.unshift(i)
          if (i % 3 === 0) list.shift()
        }
        return list
      },
      [40],
    )
    const places = [-9, -3, 0, 1.9, 3, 8, 20, Number.NaN].flatMap((i) => [-1, 0, 1, 2.5, 30].map((c) => [i, c]))
    same(
      (i: number, c: number) => {
        const list = [0, 1, 2, 3, 4, 5, 6, 7]
        const gone = list.splice(i, c)
        return [list.length, gone.length, gone.length > 0 ? gone[0] : -1, list.length > 2 ? list[2] : -1]
      },
      ...places,
    )
    same(
      (i: number, c: number) => {
        const list = [0, 1, 2, 3, 4, 5, 6, 7]
        list.splice(i, c, 100, 200)
        return list
      },
      ...places,
    )
    same(
      (a: Numbers) => {
        const sorted: number[] = []
        for (const x of a) {
          let i = 0
          while (i < sorted.length && sorted[i] < x) i++
          sorted.splice(i, 0, x)
        }
        return sorted
      },
      [numbers],
    )
  })

  it('is given to another name, where the first is not used again', () => {
    same(
      (n: number) => {
        let now = [0]
        let total = 0
        let depth = 0
        while (now.length > 0 && depth < n) {
          const next: number[] = []
          for (const x of now) {
            total += x
            if (x < 50) next.push(2 * x + 1, 2 * x + 2)
          }
          now = next
          depth++
        }
        return [total, depth]
      },
      [10],
    )
    same(
      (n: number) => {
        let now = [0]
        let next: number[] = []
        let total = 0
        for (let d = 0; d < n; d++) {
          next.length = 0
          for (const x of now) {
            total += x
            if (x < 50) next.push(2 * x + 1)
          }
          ;[now, next] = [next, now]
          if (d === 3) now = []
          now.push(d)
        }
        return [total, now.length]
      },
      [10],
    )
  })

  it('has two names where neither is given another list', () => {
    same(
      (n: number) => {
        const list: number[] = []
        list.push(n)
        const other = list
        for (let i = 0; i < 100; i++) list.push(i)
        const held = { other, n }
        list[0] = 77
        return [other.length, other[0], held.other.length]
      },
      [5],
    )
  })

  it('has methods of the names of helpers', () => {
    same(
      (a: Numbers) => {
        const heap: number[] = []
        const push = (x: number): void => {
          heap.push(x)
        }
        const pop = (): number => {
          const top = heap[0]
          const last = heap.pop()!
          if (heap.length > 0) heap[0] = last
          return top
        }
        for (const x of a) push(x)
        let hash = 0
        while (heap.length > 0) hash = hash * 3 + pop()
        return hash
      },
      [numbers],
    )
  })
})

describe('of an array of arrays', () => {
  it('a row is taken apart', () => {
    same(
      (k: number) => {
        const steps = [
          [0, 1],
          [1, 0],
          [0, -1],
          [-1, 0],
        ]
        let sum = 0
        for (const [dx, dy] of steps) sum = sum * 3 + dx * k + dy
        const [x, y, z = 5] = steps[k]
        return sum + x * 10 + y + z
      },
      [2],
    )
  })
})

describe('what a helper returns', () => {
  it('is read by its keys where it is called', () => {
    same(
      (a: Any) => {
        const stats = (v: Numbers): { mean: number; most: number } => ({
          mean: v.reduce((s, x) => s + x, 0) / v.length,
          most: Math.max(...v),
        })
        const two = (x: number): [number, number] => [x, x * x]
        const list = (n: number): number[] => new Array(n).fill(2)
        return stats(a).mean + stats(a).most + two(a[2])[1] + list(3)[1] + list(4).length
      },
      [numbers],
    )
  })
})
