/** Arrays of objects and of short arrays, which a kernel makes: as plain JavaScript, or an error where two names would be one object. */
import { describe, expect, it } from 'vitest'
import { CompileError, jit } from 'wamba'
import { law } from '#wamba/compiler/compile.js'
import { type Any, type Numbers, same } from './same.ts'

law.checks = true

interface Point {
  x: number
  y: number
}

function refused(fn: (...args: Any[]) => unknown, message: string): void {
  expect(() => jit(fn)(3)).toThrow(CompileError)
  expect(() => jit(fn)(3)).toThrow(message)
}

describe('a list of short arrays', () => {
  it('is a stack of positions', () => {
    same(
      (grid: Uint8Array, w: number, h: number) => {
        const stack = [[2, 2]]
        let count = 0
        while (stack.length > 0) {
          const [x, y] = stack.pop()!
          if (x < 0 || y < 0 || x >= w || y >= h || grid[y * w + x] !== 0) continue
          grid[y * w + x] = 7
          count++
          stack.push([x + 1, y], [x - 1, y])
          for (const [dx, dy] of [
            [0, 1],
            [0, -1],
          ])
            stack.push([x + dx, y + dy])
        }
        return count
      },
      [Uint8Array.from({ length: 90 }, (_, i) => (i % 7 === 3 ? 1 : 0)), 10, 9],
    )
  })

  it('is a heap whose elements change places', () => {
    same(
      (a: Numbers) => {
        const heap: [number, number][] = []
        const swap = (i: number, j: number): void => {
          const t = heap[i]
          heap[i] = heap[j]
          heap[j] = t
        }
        const push = (item: [number, number]): void => {
          heap.push(item)
          let i = heap.length - 1
          while (i > 0) {
            const p = (i - 1) >> 1
            if (heap[p][0] <= heap[i][0]) break
            swap(i, p)
            i = p
          }
        }
        const pop = (): [number, number] => {
          const top = heap[0]
          const last = heap.pop()!
          if (heap.length > 0) {
            heap[0] = last
            for (let i = 0; ; ) {
              let least = i
              if (2 * i + 1 < heap.length && heap[2 * i + 1][0] < heap[least][0]) least = 2 * i + 1
              if (2 * i + 2 < heap.length && heap[2 * i + 2][0] < heap[least][0]) least = 2 * i + 2
              if (least === i) break
              ;[heap[i], heap[least]] = [heap[least], heap[i]]
              i = least
            }
          }
          return top
        }
        for (let i = 0; i < a.length; i++) push([a[i], i])
        const order = new Int32Array(a.length)
        for (let i = 0; heap.length > 0; i++) {
          const [, at] = pop()
          order[i] = at
        }
        return order
      },
      [Float64Array.from({ length: 60 }, (_, i) => Math.sin(i * i))],
    )
  })

  it('is put in order by a function, equal ones as they were', () => {
    same(
      (n: number) => {
        const list: number[][] = []
        for (let i = 0; i < n; i++) list.push([(i * 37) % 11, i, -i])
        list.sort(([p], [q]) => q - p)
        let hash = 0
        for (const [k, i, m] of list) hash = (hash * 31 + k * 7 + i - m) | 0
        return hash
      },
      [0],
      [1],
      [50],
    )
  })
})

describe('a list of objects', () => {
  it('is a queue that is read while it grows', () => {
    same(
      (n: number) => {
        const queue = [{ id: 0, depth: 0 }]
        let sum = 0
        for (const { id, depth } of queue) {
          sum += id * depth
          if (2 * id + 1 < n) queue.push({ id: 2 * id + 1, depth: depth + 1 })
        }
        for (let head = 0; head < queue.length; head++) {
          const { id, depth } = queue[head]
          if (id > 0 && id < 9) queue.push({ id: id * 3, depth })
        }
        return [sum, queue.length, queue.at(-1)!.id]
      },
      [40],
    )
    same(
      (n: number) => {
        const queue: Point[] = []
        queue.push({ x: 0, y: n })
        let sum = 0
        while (queue.length > 0) {
          const p = queue.shift()!
          sum += p.x
          if (p.y > 0) queue.push({ x: p.x + p.y, y: p.y - 1 })
        }
        queue.push({ x: 1, y: 2 }, { x: 3, y: 4 })
        queue.length = 1
        return [sum, queue.length, queue[0].y]
      },
      [12],
    )
  })

  it('holds what is written to an element, under its own name and another', () => {
    same(
      (n: number) => {
        const ps = Array.from({ length: n }, (_, i) => ({ x: i, v: 0.5, m: 3 }))
        const p = ps[3]
        p.x = 10
        ps[3].x++
        p.v += p.x++
        const move = (q: { x: number; v: number }, dt: number): void => {
          q.x += q.v * dt
          q.v *= 0.9
        }
        for (let i = 0; i < n; i++) move(ps[i], 0.1)
        for (const q of ps) move(q, 1)
        ps.forEach((q, i) => {
          q.m -= i
        })
        return [p.x, p.v, ps[3].m, ps[n - 1].x]
      },
      [10],
    )
  })

  it('is told by methods, and by functions that it is passed to', () => {
    same(
      (n: number) => {
        const ps: Point[] = []
        for (let i = 0; i < n; i++) ps.push({ x: (i * 7) % 5, y: i })
        const far = (p: Point, q: Point): number => Math.sqrt((p.x - q.x) ** 2 + (p.y - q.y) ** 2)
        const sum = (list: Point[], key: number): number => list.reduce((s, p) => s + p.x * key, 0)
        const add = (list: Point[], x: number): void => {
          list.push({ ...list[0], x })
        }
        add(ps, 77)
        let best = ps[0]
        for (const p of ps) if (p.x > best.x) best = p
        return [
          far(ps[0], ps[1]) + sum(ps, 2),
          ps.map((p) => p.y - p.x).length,
          ps.some((p) => p.x === 77) ? 1 : 0,
          ps.every((p) => p.y >= 0) ? 1 : 0,
          ps.findIndex(({ y }) => y === 4),
          best.x,
        ]
      },
      [9],
    )
  })

  it('gives copies where elements change places', () => {
    same(
      (n: number) => {
        const ps = [{ x: 1 }, { x: 2 }, { x: 3 }]
        const p = ps[0]
        ps[0] = ps[2]
        return ps[0].x * 10 + p.x + n
      },
      [3],
    )
  })

  it('is refused where two would be one object', () => {
    refused((n: number) => {
      const ps = [{ x: 1 }, { x: 2 }]
      const p = ps[0]
      ps[0] = { x: n }
      p.x = n
      return ps[0].x
    }, "'p' and an element of 'ps' would be one object")
    refused((n: number) => {
      const ps = [{ x: 1 }, { x: 2 }]
      ps[0] = ps[1]
      ps[0].x = n
      return ps[1].x
    }, "an element of 'ps' and this would be one object")
    refused((n: number) => {
      const ps = [{ x: 1 }]
      const p = { x: n }
      ps.push(p)
      p.x = 5
      return ps[1].x
    }, "an element of 'ps' and this would be one object")
  })

  it('is refused where its elements differ, or it is a number', () => {
    refused((n: number) => {
      const ps: Any[] = [{ x: 1 }]
      ps.push({ y: n })
      return ps[0].x
    }, "the elements of 'ps' have x")
    refused((n: number) => {
      const ps: Any = [{ x: n }]
      return ps + 1
    }, "'ps' is an array of objects")
  })
})

describe('an index outside of a list of objects', () => {
  const objects = jit((i: number) => {
    const ps: { x: number; y: number }[] = []
    for (let k = 0; k < 4; k++) ps.push({ x: k, y: -k })
    ps[i].y += 1
    return ps[i].x
  })

  it('is told as that of the object', () => {
    expect(objects(3)).toBe(3)
    expect(() => objects(4)).toThrow("the index 4 of 'ps' is out of bounds: 'ps' has length 4")
    expect(() => objects(-1)).toThrow("the index -1 of 'ps' is out of bounds: 'ps' has length 4")
  })

  it('is no place of another value where it is a fraction', () => {
    expect(() => objects(0.5)).toThrow("the index of 'ps' is not an integer: 'ps' has length 4")
    const half = jit((n: number) => {
      const ps = [
        { x: n, y: 1 },
        { x: 2, y: 3 },
      ]
      return ps[n / 2].x
    })
    expect(half(2)).toBe(2)
    expect(() => half(1)).toThrow('is not an integer')
  })
})
