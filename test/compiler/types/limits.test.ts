import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { elements, walk } from './indices.ts'

type Run = (a: Float64Array, b: Float64Array, n: number) => number[]

/** What a function gives, or the name of what it throws. */
function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return (error as Error).name
  }
}

/** The arrays of the checks that a kernel keeps, after its result was found to be the function's. */
function checksOf<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): string[] {
  const copies = args.map((arg) => (ArrayBuffer.isView(arg) ? (arg as Float64Array).slice() : arg)) as A
  const kernel = jit(fn)
  const given = kernel(...(args as never))
  expect(given).toEqual(fn(...copies))
  expect(args).toEqual(copies)
  return kernel.diagnostics().specialisations[0].loops.flatMap(({ checks }) => checks.map(({ array }) => array))
}

const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => (i * 37) % 101)

describe('an index that tests of the source keep within an array', () => {
  it('needs no check where it begins below the counter of a loop and falls', () => {
    const insertion = (a: Float64Array): void => {
      for (let i = 1; i < a.length; i++) {
        const x = a[i]
        let j = i - 1
        while (j >= 0 && a[j] > x) {
          a[j + 1] = a[j]
          j--
        }
        a[j + 1] = x
      }
    }
    expect(checksOf(insertion, numbers(50))).toEqual([])
  })

  it('needs none in the middle of two bounds, however that is written', () => {
    const search = (a: Float64Array, q: Float64Array, out: Float64Array): void => {
      for (let k = 0; k < q.length; k++) {
        let lo = 0
        let hi = a.length
        while (lo < hi) {
          const mid = (lo + hi) >> 1
          if (a[mid] < q[k]) lo = mid + 1
          else hi = mid
        }
        let from = 0
        let to = a.length - 1
        while (from <= to) {
          const mid = from + Math.floor((to - from) / 2)
          if (a[mid] < q[k]) from = mid + 1
          else to = mid - 1
        }
        out[k] = lo * 1000 + from
      }
    }
    expect(checksOf(search, numbers(40).sort(), numbers(30), new Float64Array(30))).toEqual([])
  })

  it('needs none where two walk towards each other, or one array is merged with another', () => {
    const reverse = (a: Float64Array): void => {
      let i = 0
      let j = a.length - 1
      while (i < j) {
        const t = a[i]
        a[i++] = a[j]
        a[j--] = t
      }
    }
    expect(checksOf(reverse, numbers(31))).toEqual([])
    const common = (a: Float64Array, b: Float64Array): number => {
      let [i, j, n] = [0, 0, 0]
      while (i < a.length && j < b.length) {
        if (a[i] < b[j]) i++
        else if (a[i] > b[j]) j++
        else {
          n++
          i++
          j++
        }
      }
      return n
    }
    expect(checksOf(common, numbers(60).sort(), numbers(20).sort())).toEqual([])
  })

  it('needs none where a loop before it read as many elements, or the same one was read', () => {
    const heapsort = (a: Float64Array, b: Float64Array, n: number): void => {
      for (let i = 0; i < n; i++) b[i] = a[i]
      for (let e = n - 1; e > 0; e--) {
        const t = b[0]
        b[0] = b[e]
        b[e] = t
        let r = 0
        for (;;) {
          let c = 2 * r + 1
          if (c >= e) break
          if (c + 1 < e && b[c] < b[c + 1]) c++
          if (b[r] >= b[c]) break
          const u = b[r]
          b[r] = b[c]
          b[c] = u
          r = c
        }
      }
    }
    expect(checksOf(heapsort, numbers(33), numbers(33), 33)).toEqual([])
    const follow = (next: Int32Array, at: number): number => {
      let steps = 0
      while (next[at] !== at && steps < 100) {
        next[at] = next[at] >> 1
        at = next[at]
        steps++
      }
      return steps
    }
    expect(
      checksOf(
        follow,
        Int32Array.from({ length: 20 }, (_, i) => i >> 1),
        19,
      ),
    ).toEqual(['next'])
  })

  it('is told by diagnostics', () => {
    const scan = jit((a: Uint8Array) => {
      let i = 0
      while (i < a.length && a[i] !== 32) i++
      return i
    })
    expect(scan(Uint8Array.from([65, 66, 32]))).toBe(2)
    expect(String(scan.diagnostics())).toContain('1 element without a bounds check')
  })

  it('keeps its check where an array that is held meanwhile may be shorter', () => {
    const swapped = jit((a: Float64Array, b: Float64Array) => {
      let [x, y, s] = [a, b, 0]
      let i = 0
      while (i < x.length) {
        const t = x
        x = y
        y = t
        s += x[i]
        i++
      }
      return s
    })
    expect(swapped(Float64Array.of(1, 2), Float64Array.of(4, 8))).toBe(4 + 2)
    expect(() => swapped(Float64Array.of(1, 2), new Float64Array())).toThrow(RangeError)
  })
})

it('a kernel that walks through arrays gives what JavaScript does, and throws where an index is outside', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = numbersFrom(seed)
      const { source, twin } = walk(random)
      const kernel = jit(new Function(`return ${source}`)() as Run) as Run
      const plain = new Function('$r', '$w', `return ${twin}`)(elements.$r, elements.$w) as Run
      for (let run = 0; run < 4; run++) {
        const whole = (most: number): number => Math.floor(random() * most)
        const [a, b] = [8, 8].map((most) => Float64Array.from({ length: whole(most) }, () => whole(9)))
        const [c, d] = [a.slice(), b.slice()]
        const n = whole(7)
        expect(
          outcome(() => kernel(a, b, n)),
          source,
        ).toEqual(outcome(() => plain(c, d, n)))
        expect([a, b], source).toEqual([c, d])
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)

/** Numbers from 0 up to 1, the same for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 0x85ebca6b)
    return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32
  }
}
