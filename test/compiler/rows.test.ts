/** Arrays of arrays whose rows have lengths of their own. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'
import { type Numbers, same } from './same.ts'

const edges = Int32Array.of(0, 1, 1, 2, 2, 3, 0, 4, 4, 5)

describe('an adjacency list', () => {
  it('is read in the order in which it was pushed', () => {
    const walked = (n: number, pairs: Int32Array): number[] => {
      const adj: number[][] = Array.from({ length: n }, () => [])
      for (let i = 0; i < pairs.length; i += 2) {
        adj[pairs[i]].push(pairs[i + 1])
        adj[pairs[i + 1]].push(pairs[i])
      }
      const dist = new Array(n).fill(-1)
      dist[0] = 0
      const queue = [0]
      while (queue.length) {
        const u = queue.shift()!
        for (const v of adj[u])
          if (dist[v] < 0) {
            dist[v] = dist[u] + adj[u].length
            queue.push(v)
          }
      }
      return dist
    }
    same(walked, [6, edges])
  })

  it('holds pairs and objects', () => {
    same(
      (n: number, e: Int32Array) => {
        const pairs: number[][][] = []
        for (let i = 0; i < n; i++) pairs.push([])
        const objects: { to: number; w: number }[][] = new Array(n).fill(0).map(() => [])
        for (let i = 0; i < e.length; i += 2) {
          pairs[e[i]].push([e[i + 1], i / 4])
          objects[e[i + 1]].push({ to: e[i], w: i })
        }
        let sum = 0
        for (let u = 0; u < n; u++) {
          for (const [v, w] of pairs[u]) sum = sum * 3 + v - w
          for (const edge of objects[u]) sum += edge.to * edge.w + objects[u].length
        }
        return sum
      },
      [6, edges],
    )
  })

  it('is read by a function that calls itself, and by the iterations of a prange', () => {
    same(
      (n: number, e: Int32Array) => {
        const adj: number[][] = Array.from({ length: n }, () => [])
        for (let i = 0; i < e.length; i += 2) adj[e[i]].push(e[i + 1])
        const order = new Int32Array(n)
        const degrees = new Float64Array(n)
        let count = 0
        const visit = (u: number): void => {
          order[count++] = u
          for (const v of adj[u]) visit(v)
        }
        visit(0)
        return [order, degrees]
      },
      [6, edges],
    )
    same(
      (n: number, out: Numbers) => {
        const adj: number[][] = Array.from({ length: n }, (_, i) => [i])
        for (let i = 0; i < n; i++) for (let j = 0; j < i % 5; j++) adj[i].push(j / 2)
        for (const u of prange(n)) {
          let sum = 0
          for (const v of adj[u]) sum += v
          out[u] = sum
        }
      },
      [100, new Float64Array(100)],
    )
  })
})

describe('rows that are pushed', () => {
  it('make a triangle, of other rows', () => {
    same(
      (n: number) => {
        const rows: number[][] = []
        for (let i = 0; i < n; i++) {
          const row = [1]
          for (let j = 1; j < i; j++) row.push(rows[i - 1][j - 1] + rows[i - 1][j])
          if (i > 0) row.push(1)
          rows.push(row)
        }
        return rows
      },
      [9],
    )
  })

  it('become longer by stores behind their end', () => {
    same(
      (a: Numbers, b: Numbers) => {
        const dp: number[][] = []
        for (let i = 0; i <= a.length; i++) {
          dp[i] = []
          for (let j = 0; j <= b.length; j++) {
            if (i === 0 || j === 0) dp[i][j] = i + j
            else dp[i][j] = Math.min(dp[i - 1][j], dp[i][j - 1], dp[i - 1][j - 1] - (a[i - 1] === b[j - 1] ? 1 : 0)) + 1
          }
        }
        return dp[a.length][b.length]
      },
      [Float64Array.of(1, 2, 3, 4, 1), Float64Array.of(2, 3, 1, 1)],
    )
    const behind = jit((n: number) => {
      const rows: number[][] = [[], [1]]
      rows[0][n] = 1
      return rows[1][0]
    })
    expect(behind(0)).toBe(1)
    expect(() => behind(1)).toThrow("the index 1 of 'rows' is out of bounds: 'rows' has length 0")
  })

  it('are one row under two names, as in JavaScript', () => {
    same(
      (n: number) => {
        const rows: number[][] = []
        for (let i = 0; i < n; i++) {
          rows.push([])
          for (let j = 0; j <= i; j++) rows[i].push(10 * i + j)
        }
        const first = rows[0]
        ;[rows[0], rows[2]] = [rows[2], rows[0]]
        const kept = rows[1]
        rows[1] = rows[3]
        rows[3] = kept
        kept.push(-1)
        first[0] = 0.5
        rows[4] = first
        first.push(7)
        return rows
      },
      [5],
    )
  })

  it('are found where they are after a value that makes them longer', () => {
    same(
      (n: number) => {
        const rows: number[][] = [[1], [2]]
        const more = (k: number): number => {
          for (let i = 0; i < k; i++) rows[0].push(i)
          return k
        }
        for (let i = 0; i < n; i++) rows[0][i] += more(3)
        return rows
      },
      [40],
    )
  })

  it('grow while they are iterated over', () => {
    same(
      (n: number) => {
        const lists: number[][] = [[1], []]
        for (const v of lists[0])
          if (v < n) {
            lists[0].push(v * 2)
            lists[1].push(v)
          }
        return lists
      },
      [50],
    )
  })

  it('are taken off, sorted and searched', () => {
    same(
      (a: Numbers, k: number) => {
        const buckets: number[][] = Array.from({ length: k }, () => [])
        for (const x of a) buckets[Math.floor(x * k)].push(x)
        const out: number[] = []
        for (const bucket of buckets) {
          bucket.sort((p, q) => p - q)
          while (bucket.length > 2) out.push(bucket.pop()!)
          out.push(bucket.indexOf(0.5), Math.max(...bucket))
        }
        const last = buckets.pop()!
        out.push(last.length, buckets.length)
        return out
      },
      [Float64Array.from({ length: 40 }, (_, i) => (i * 0.618) % 1), 7],
    )
  })

  it('are mapped to numbers, given to functions one by one, and spread', () => {
    same(
      (n: number) => {
        const rows: number[][] = Array.from({ length: n }, (_, i) => new Array(i + 1).fill(i))
        let sum = 0
        rows.forEach((row, i) => {
          sum += row.length * i
          row.push(i)
          rows[0].push(1)
        })
        const list: number[] = [sum]
        for (const row of rows) list.push(...row, -1)
        list.push(...list)
        return [list, rows.map((row, i) => row[0] + i)]
      },
      [4],
    )
  })

  it('have three levels', () => {
    same(
      (n: number) => {
        const cube: number[][][] = []
        for (let i = 0; i < n; i++) {
          cube.push([])
          for (let j = 0; j < n; j++) {
            cube[i].push([])
            for (let k = 0; k <= j; k++) cube[i][j].push(i * j + k)
          }
        }
        return cube
      },
      [4],
    )
  })
})

describe('what a kernel returns', () => {
  it('is an array of objects or of pairs', () => {
    same(
      (n: number) => {
        const points: { x: number; y: number }[] = []
        for (let i = 0; i < n; i++) points.push({ x: i, y: i * i })
        return points
      },
      [0],
      [5],
    )
    same(
      (n: number) => {
        const pairs: number[][] = []
        for (let i = 0; i < n; i++) pairs.push([i, 1 / i])
        return { pairs, n }
      },
      [4],
    )
  })

  it('is an object of objects, arrays and rows', () => {
    same(
      (a: Numbers) => {
        const twice: number[] = []
        const rows: { v: number }[][] = [[], []]
        for (const x of a) {
          twice.push(2 * x)
          rows[x > 1 ? 1 : 0].push({ v: x })
        }
        return { twice, range: { low: a[0], high: { value: a[1], at: [1, 2] } }, rows }
      },
      [Float64Array.of(0, 1, 2)],
    )
  })
})

describe('a list', () => {
  it('becomes longer by stores behind its end', () => {
    same(
      (a: Numbers) => {
        const tails: number[] = []
        for (const x of a) {
          let low = 0
          let high = tails.length
          while (low < high) {
            const middle = (low + high) >> 1
            if (tails[middle] < x) low = middle + 1
            else high = middle
          }
          tails[low] = x
        }
        return tails
      },
      [Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6)],
    )
    same(
      (n: number) => {
        let row = [1]
        for (let i = 0; i < n; i++) {
          const next = [1]
          for (let j = 1; j < row.length; j++) next[j] = row[j] + row[j - 1]
          next[next.length] = 1
          row = next
        }
        return row
      },
      [6],
    )
  })
})

describe('a list that a function which calls itself makes longer', () => {
  it('holds what it pushes, in its order', () => {
    same(
      (n: number, pairs: Int32Array) => {
        const adj: number[][] = Array.from({ length: n }, () => [])
        for (let i = 0; i < pairs.length; i += 2) adj[pairs[i]].push(pairs[i + 1])
        const order: number[] = []
        const seen = new Uint8Array(n)
        const visit = (u: number): void => {
          seen[u] = 1
          for (const v of adj[u]) if (!seen[v]) visit(v)
          order.push(u)
        }
        for (let u = 0; u < n; u++) if (!seen[u]) visit(u)
        return order.reverse()
      },
      [6, edges],
    )
  })

  it('is taken off again, and copied into another', () => {
    same(
      (a: Numbers, k: number) => {
        const found: number[][] = []
        const chosen: number[] = []
        const choose = (from: number): void => {
          if (chosen.length === k) {
            found.push([...chosen])
            return
          }
          for (let i = from; i < a.length; i++) {
            chosen.push(a[i])
            choose(i + 1)
            chosen.pop()
          }
        }
        choose(0)
        return found
      },
      [Float64Array.of(1, 2, 3, 4, 5), 3],
    )
  })

  it('throws where it would have too many elements', () => {
    const fill = jit((n: number, depth: number) => {
      const moves: number[] = []
      const go = (d: number): void => {
        if (d > 0) go(d - 1)
        for (let i = 0; i < n; i++) moves.push(d)
      }
      go(depth)
      return moves.length
    })
    expect(fill(100, 9)).toBe(1000)
    expect(() => fill(200_000, 9)).toThrow('too many elements: 1,048,576')
  })
})

it('a method that walks a row refuses a function that changes its length and its elements', () => {
  const fn = (n: number): number => {
    const rows: number[][] = []
    for (let i = 0; i < n; i++) rows.push([i, 1, 2])
    rows[0].forEach((x, k) => {
      rows[0].push(x)
      if (k < 2) rows[0][k + 1] = x + 10
    })
    return rows[0].length
  }
  expect(() => jit(fn)).toThrow(/changes the length and the elements of rows while a method walks one/)
})

it('an object in a row is not assigned to by what changes the lengths of rows', () => {
  const fn = (n: number): number => {
    const rows: { to: number; w: number }[][] = []
    for (let i = 0; i < n; i++) rows.push([{ to: i, w: 1 }])
    const longer = (): number => {
      rows[0].push({ to: 9, w: 5 })
      return 2
    }
    for (let i = 0; i < n; i++) rows[i][0].w = longer()
    return rows[0][0].w
  }
  expect(() => jit(fn)).toThrow(/this changes the lengths of rows while an object in one is assigned to/)
})

it('are returned as Array.from makes them', () => {
  same((n: number) => Array.from({ length: n }, (_, i) => [i, i * i]), [0], [1], [4])
  same((n: number) => Array.from({ length: n }, (_, i) => [i]), [0], [3])
  same((n: number) => Array.from({ length: n }, (_, i) => Array.from({ length: i }, (_, j) => i * j)), [0], [4])
  same(
    (n: number) => {
      const rows = [1, 2]
      if (n > 2) return Array.from({ length: n }, (_, i) => [i, rows[0]])
      for (let i = 0; i < 3; i++) if (i === n) return Array.from({ length: 2 }, () => [i, n])
      return Array.from({ length: 2 }, (_, i) => [i, rows[1]])
    },
    [0],
    [-1],
    [4],
  )
})

describe('rows that grow hold float64', () => {
  it('typed arrays of other elements are refused as such rows, and are no doubles', () => {
    const refused = (fn: (n: number) => number): void =>
      expect(() => jit(fn)(3)).toThrow('this is a Uint8Array, and arrays of arrays that grow hold float64')
    refused((n) => {
      const rows: Uint8Array[] = []
      for (let i = 0; i < n; i++) {
        const row = new Uint8Array(n)
        row[0] = 300
        rows.push(row)
      }
      return rows[1][0]
    })
    refused((n) => {
      const rows = Array.from({ length: n }, (_, i) => new Uint8Array(n + i))
      rows[0][0] = 300
      return rows[0][0]
    })
    refused((n) => {
      const row = Uint8Array.of(n)
      const rows: Uint8Array[] = []
      rows.push(row.slice())
      rows[0][0] = 300
      return rows[0][0]
    })
  })

  it('Float64Arrays are such rows', () => {
    same(
      (n: number) => {
        const rows: Float64Array[] = []
        for (let i = 0; i < n; i++) {
          const row = new Float64Array(n)
          row[0] = 300 + i / 3
          rows.push(row)
        }
        return rows[1][0]
      },
      [3],
    )
  })
})
