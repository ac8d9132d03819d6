import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { type Any, same } from '../same.ts'

const irOf = (fn: (...args: Any[]) => unknown, ...args: unknown[]): string => {
  const kernel = jit(fn)
  kernel(...args)
  return kernel.inspect('ir')
}
const text = (n: number, by: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (i * by) % 4)

/** Longest common subsequences, with a table that is made in several ways. */
const tables: Record<string, (a: Uint8Array, b: Uint8Array) => number> = {
  'rows that are pushed': (a, b) => {
    const [n, m] = [a.length, b.length]
    const d: number[][] = []
    for (let i = 0; i <= n; i++) d.push(new Array(m + 1).fill(0))
    for (let i = 1; i <= n; i++)
      for (let j = 1; j <= m; j++)
        d[i][j] = a[i - 1] === b[j - 1] ? d[i - 1][j - 1] + 1 : Math.max(d[i - 1][j], d[i][j - 1])
    return d[n][m] * 1000 + d.length + d[0].length
  },
  'rows that are assigned, and their first elements': (a, b) => {
    const [n, m] = [a.length, b.length]
    const d: number[][] = new Array(n + 1)
    for (let i = 0; i < n + 1; i++) {
      d[i] = new Array(m + 1).fill(9)
      d[i][0] = i
    }
    for (let j = 0; j <= m; j++) d[0][j] = j
    for (let i = 1; i <= n; i++)
      for (let j = 1; j <= m; j++)
        d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    return d[n][m]
  },
  'typed rows': (a, b) => {
    const d: Float64Array[] = []
    for (let i = 0; i < a.length; i++) d[i] = new Float64Array(b.length)
    for (let i = 0; i < a.length; i++)
      for (let j = 0; j < b.length; j++) d[i][j] = a[i] * b[j] + (i > 0 ? d[i - 1][j] : 0)
    return a.length > 0 && b.length > 0 ? d[a.length - 1][b.length - 1] : -1
  },
  'rows that are pushed element by element': (a, b) => {
    const d: number[][] = []
    for (let i = 0; i < a.length; i++) {
      const row: number[] = []
      for (let j = 0; j < b.length; j++) row.push(a[i] + 2 * b[j])
      d.push(row)
    }
    let s = 0
    for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) s += d[i][j] * (i - j)
    return s
  },
  'rows that are filled by index': (a, b) => {
    const d: number[][] = []
    for (let i = 0; i < a.length; i++) {
      d[i] = []
      for (let j = 0; j < b.length; j++) {
        let s = 0
        for (let k = 0; k <= j; k++) s += a[i] * b[k]
        d[i][j] = s
      }
    }
    return a.length > 0 && b.length > 1 ? d[a.length - 1][1] : 0
  },
}

describe.each(Object.entries(tables))('%s', (_, fn) => {
  it('are an array of two dimensions', () => {
    same(fn, [text(9, 3), text(7, 5)], [text(1, 1), text(2, 3)], [text(0, 1), text(5, 1)], [text(4, 1), text(0, 1)])
    expect(irOf(fn, text(9, 3), text(7, 5))).toMatch(/d = new float64\[[^\]]*, /)
  })
})

describe('rows stay rows', () => {
  const others: Record<string, (n: number) => unknown> = {
    'where their lengths differ': (n) => {
      const t: number[][] = []
      for (let i = 0; i < n; i++) t.push(new Array(i + 1).fill(1))
      return t[n - 1].length
    },
    'where one is pushed later': (n) => {
      const t: number[][] = []
      for (let i = 0; i < n; i++) t.push(new Array(3).fill(i))
      t.push(new Array(5).fill(7))
      return t[n][4] + t.length
    },
    'where the loop is left': (n) => {
      const t: number[][] = []
      for (let i = 0; i < n; i++) {
        t.push(new Array(3).fill(i))
        if (i === 2) break
      }
      return t.length
    },
    'where an element is pushed to one': (n) => {
      const t: number[][] = []
      for (let i = 0; i < n; i++) t.push(new Array(2).fill(i))
      t[1].push(5)
      return t[1].length + t[0].length
    },
    'where a row is looked at that has not been made': (n) => {
      const t: number[][] = []
      let seen = 0
      for (let i = 0; i < n; i++) {
        t.push(new Array(2).fill(i))
        seen += t.length
      }
      return seen
    },
    'where the length is counted in the loop': (n) => {
      const t: number[][] = []
      let m = 1
      for (let i = 0; i < n; i++) {
        t.push(new Array(m).fill(i))
        m++
      }
      return t[n - 1].length
    },
  }

  it.each(Object.entries(others))('%s', (_, fn) => {
    same(fn, [4], [5])
  })
})

it('a bound that is a fraction makes as many rows as the loop', () => {
  const rows = (n: number) => {
    const t: number[][] = []
    for (let i = 0; i < n; i++) t.push(new Array(2).fill(i))
    const u: number[][] = []
    for (let i = 0; i <= n; i++) u.push(new Array(2).fill(i))
    return t.length * 100 + u.length
  }
  same(rows, [2.5], [3], [-1], [0])
})

describe('rows are made as the loop says where lengths that it reads change', () => {
  const changes: Record<string, (n: number) => unknown> = {
    'where the bound becomes shorter': (n) => {
      const q = [1, 2, 3, 4, 5, 6]
      const t: number[][] = []
      for (let i = 0; i < q.length; i++) {
        t.push(new Array(n).fill(1))
        q.pop()
      }
      return t.length * 10 + q.length
    },
    'where rows become shorter': (n) => {
      const q = [1, 2, 3, 4, 5, 6]
      const t: number[][] = []
      for (let i = 0; i < n; i++) {
        t.push(new Array(q.length).fill(1))
        q.pop()
      }
      return t[0].length * 10 + t[n - 1].length
    },
    'where a row becomes shorter as it is filled': (n) => {
      const q = [1, 2, 3, 4, 5, 6, 7]
      const t: number[][] = []
      for (let i = 0; i < n; i++) {
        const row: number[] = []
        for (let j = 0; j < q.length; j++) {
          q.pop()
          row.push(i * 1)
        }
        t.push(row)
      }
      return t[0].length
    },
    'where an array grows before the loop': (n) => {
      const q = [1, 2]
      const t: number[][] = []
      q.push(4)
      for (let i = 0; i < q.length; i++) t.push(new Array(q.length).fill(n))
      return t.length * 10 + t[0].length
    },
    'where a length is assigned before the loop': (n) => {
      const q = [1, 2, 3]
      const t: number[][] = []
      q.length = 1
      for (let i = 0; i < q.length; i++) t.push(new Array(n).fill(1))
      return t.length
    },
  }

  it.each(Object.entries(changes))('%s', (_, fn) => {
    same(fn, [3], [2])
  })
})
