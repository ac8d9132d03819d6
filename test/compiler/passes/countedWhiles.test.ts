import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { type Any, same } from '../same.ts'

const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i * 1.5 - 4)
const lanesOf = (fn: (...args: Any[]) => unknown, ...args: unknown[]): (number | undefined)[] => {
  const kernel = jit(fn)
  kernel(...args)
  return kernel.diagnostics().specialisations[0].loops.map(({ lanes }) => lanes)
}

const counting: Record<string, (a: Float64Array, out: Float64Array, n: number) => unknown> = {
  'a while loop': (a, out, n) => {
    let i = 0
    while (i < n) {
      out[i] = a[i] * 2 + 1
      i++
    }
    return i
  },
  'a loop over a variable that lives on': (a, out, n) => {
    let i: number
    for (i = 2; i < n; i++) out[i] = a[i] - a[i - 2]
    return i
  },
  'a bound with an offset': (a, out, n) => {
    let i = 1
    while (i < n - 1) {
      const both = a[i - 1] + a[i + 1]
      out[i] = both / 2
      i += 1
    }
    return i
  },
}

const shapes: Record<string, (a: Float64Array, out: Float64Array, n: number) => unknown> = {
  'while (i--)': (a, out, n) => {
    let i = a.length
    while (i--) out[i] = a[i] + 1
    return i + n
  },
  'for (; i-- > 0; )': (a, out, n) => {
    let i = n
    for (; i-- > 0; ) out[i] = a[i] + 1
    return i
  },
  'a test of a copy that something is less than': (a, out, n) => {
    let i = n
    while (i-- > 2) out[i] = a[i] * 2
    return i
  },
  'i !== n': (a, out, n) => {
    let i = 0
    for (; i !== a.length; i++) out[i] = a[i] + 1
    return i + n
  },
  'a loop that comes down to a bound': (a, out, n) => {
    let i = a.length - 1
    while (i !== -1) {
      out[i] = a[i] + 1
      i--
    }
    return i + n
  },
  'while (++i < n)': (a, out, n) => {
    let i = -1
    while (++i < n) out[i] = a[i] + 1
    return i
  },
  'while (i > 0) with the step first': (a, out, n) => {
    let i = n
    while (i > 0) {
      i--
      out[i] = a[i] + 1
    }
    return i
  },
  'while (i >= 0)': (a, out, n) => {
    let i = n - 1
    while (i >= 0) {
      out[i] = a[i] + 1
      i--
    }
    return i
  },
  'a loop that is left at its head': (a, out, n) => {
    let i = 0
    for (;;) {
      if (i >= n) break
      out[i] = a[i] + 1
      i++
    }
    return i
  },
}

describe.each(Object.entries(shapes))('%s', (_, fn) => {
  it('counts, and leaves its variable where JavaScript leaves it', () => {
    for (const length of [0, 1, 2, 3, 50]) same(fn, [numbers(length), numbers(length), length])
    same(fn, [numbers(9), numbers(9), 3])
    expect(lanesOf(fn, numbers(50), numbers(50), 50)[0]).toBe(8)
  })
})

it('a loop that tests after its iterations runs once at least', () => {
  const once = (a: Float64Array, out: Float64Array, n: number) => {
    let i = 0
    do {
      out[i] = a[i] + 1
      i++
    } while (i < n)
    return i
  }
  for (const n of [-5, 0, 1, 2, 9, 50]) same(once, [numbers(50), numbers(50), n])
  expect(lanesOf(once, numbers(50), numbers(50), 50)[0]).toBe(8)
})

it('a loop that passes its bound goes on as it is written', () => {
  const past = (a: Float64Array, start: number) => {
    let i = start
    let s = 0
    while (i !== 5) {
      s += a[i]
      i++
    }
    return s
  }
  same(past, [numbers(50), 3], [numbers(50), 5])
  expect(() => jit(past)(numbers(50), 6)).toThrow(RangeError)
})

describe.each(Object.entries(counting))('%s', (_, fn) => {
  it('becomes lanes, and leaves its variable where JavaScript leaves it', () => {
    for (const length of [0, 1, 2, 3, 50]) same(fn, [numbers(length), numbers(length), length])
    same(fn, [numbers(9), numbers(9), 3], [numbers(9), numbers(9), -3])
    expect(lanesOf(fn, numbers(50), numbers(50), 50)[0]).toBe(8)
  })
})

it('loops that change their variable or their bound, or are left, run as they are written', () => {
  same(
    (a: Float64Array, out: Float64Array, n: number) => {
      let [i, m, skipped] = [0, n, 0]
      while (i < m) {
        if (a[i] > 20) m--
        out[i] = m
        i++
      }
      let j = 0
      while (j < n) {
        if (a[j] > 10) break
        out[j] += j
        j++
      }
      let k = 0
      while (k < n) {
        if (a[k] < 3) k++
        skipped += k
        k++
      }
      return [i, j, k, skipped]
    },
    [numbers(50), numbers(50), 50],
  )
})
