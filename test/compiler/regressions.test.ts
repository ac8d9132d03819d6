/** Kernels that the fuzzer found wrong once, as small as it made them. */
import { describe, expect, it } from 'vitest'
import { CompileError, jit, prange, range } from 'wamba'
import { SourceText } from '#wamba/base/source.js'
import { compileKernel, law, parseKernel } from '#wamba/compiler/compile.js'

/** The kernel's result and its arguments after the call equal the function's. */
function same<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): void {
  const copies = (): A => args.map((arg) => (ArrayBuffer.isView(arg) ? (arg as Float64Array).slice() : arg)) as A
  const [plain, compiled] = [copies(), copies()]
  const expected = fn(...plain)
  const kernel = jit(fn, { cache: false })
  expect(kernel(...(compiled as never))).toEqual(expected)
  expect(compiled).toEqual(plain)
  expect(kernel.verify(...(copies() as never)).ok).toBe(true)
}

describe('literals in the generated text', () => {
  it('keep the type of their operation below a cast', () => {
    same(
      (a: Int32Array, v: number) => {
        v = 8 - (100 & ((v >>> 0) % a.length))
        return v
      },
      new Int32Array(3),
      7.5,
    )
    same(
      (a: Float32Array, n: number) => {
        for (let i = a.length - 1; i > 0; i -= 1) for (const j of prange(n)) a[j * 2] = 3 - i
      },
      new Float32Array(8),
      4,
    )
    same(
      (a: Float32Array, p: number) => {
        for (const i of prange(a.length)) a[i] = p === i ? 10 : i
      },
      new Float32Array(40),
      3,
    )
    same((a: Float32Array) => {
      for (const i of prange(a.length)) a[i] = a.length <= 31 ? 2 : a.length
    }, new Float32Array(50))
  })

  it('keep it below the cast of a sum that wraps', () => {
    same(
      (a: Int16Array, b: Int32Array) => {
        for (let j = a.length; j-- > 0; ) a[j] = (255 >>> j) - ~b[5]
      },
      new Int16Array(9),
      new Int32Array(6),
    )
  })

  it('and elements keep the width of their operation below a cast', () => {
    same(
      (a: Int32Array, d: Float32Array) => {
        for (const i of prange(a.length)) a[i] = 1 + (a[i] << d.length)
      },
      Int32Array.of(-152, 7, 2 ** 30),
      new Float32Array(33),
    )
  })

  it('do not become type arguments after a less-than sign', () => {
    same(
      (a: Uint32Array, flag: boolean) => {
        let n = 0
        while (n < 5 && a.length < (flag ? n : 7)) n++
        return n
      },
      new Uint32Array(2),
      false,
    )
    same((b: Int16Array) => {
      let x = 8
      const flag = x < (b.length | x)
      x = b.length * x
      return flag ? x : -x
    }, new Int16Array(9))
  })

  it('may be indices far outside of any array', () => {
    const kernel = jit((a: Float64Array, b: Float32Array) => {
      for (const x of a) b[2147483647] = x
    })
    expect(() => kernel(new Float64Array(2), new Float32Array(3))).toThrow(/2147483647/)
    expect(kernel(new Float64Array(0), new Float32Array(3))).toBeUndefined()
  })
})

describe('loops', () => {
  it('whose counter ends at the end of int32 end there', () => {
    same(() => {
      let count = 0
      for (let j = -2147483645; j >= -2147483648; j--) count++
      for (let j = 2147483643; j <= 2147483647; j++) count += 10
      return count
    })
    same((n: number) => {
      let count = 0
      for (let i = 2147483640; i < n; i += 5) {
        count++
        if (count > 10) break
      }
      for (const i of range(-2147483640, -n, -5)) {
        count += i < 0 ? 100 : 0
        if (count > 1000) break
      }
      return count
    }, 2147483647)
  })
})

describe('code that never runs', () => {
  it.each([
    'for (const i of prange(a.length)) { if (false) b[2 * i + 1] = 1.5; else a[i] = i }',
    'if (false) for (const i of prange(a.length)) a[i] = i',
    'if (true) a[1] = 1; else a[2147483647] = -Infinity - 0',
    'return 1; b[0] = 1.5',
  ])('is left out, whatever its types: %s', (body) => {
    const fn = new Function('prange', `return (a, b) => { ${body} }`)(prange) as (
      a: Float64Array,
      b: Uint16Array,
    ) => void
    same(fn, new Float64Array(5), new Uint16Array(5))
  })
})

describe('indices out of bounds', () => {
  it('are told with their lengths where they are in the text of an error', () => {
    const kernel = jit((a: Float64Array, p: number) => {
      throw new RangeError(`bad ${p} ${a[5]}`)
    })
    expect(() => kernel(Float64Array.of(1, 2, 3), 7)).toThrow(/the index 5 of 'a' is out of bounds: 'a' has length 3/)
  })

  it('are reported before what an assignment within an expression stores', () => {
    const kernel = jit((a: Int32Array) => {
      a[5] = a[a[7]] = a[3]
    })
    expect(() => kernel(new Int32Array(0))).toThrow(/the index 7 of/)
    same(
      (a: Int32Array) => {
        a[0] = a[a[1]] = a[1] = 2
      },
      Int32Array.of(7, 3, 8, 9),
    )
  })

  const message = (run: () => unknown): string => {
    try {
      run()
    } catch (error) {
      return (error as Error).message.split('\n')[0]
    }
    return 'nothing'
  }

  it('are found in the order of evaluation: the index, the value, the element', () => {
    const kernel = jit(function kernel(a: Float64Array, b: Float64Array) {
      b[a[5] | 0] = b[-7]
    })
    expect(message(() => kernel(new Float64Array(2), new Float64Array(2)))).toMatch(/index 5 of 'a'/)
    expect(message(() => kernel(new Float64Array(6), new Float64Array(2)))).toMatch(/index -7 of 'b'/)
  })

  it('count in conditions without consequence', () => {
    const kernel = jit((a: Float64Array, b: Int32Array) => {
      for (const i of prange(a.length)) {
        if (b[-2] === i + 2) {
        }
      }
    })
    expect(message(() => kernel(new Float64Array(1), new Int32Array(0)))).toMatch(/index -2 of 'b'/)
  })
})

describe('what JavaScript tells apart and a number does not', () => {
  it('is a CompileError', () => {
    expect(() => jit('float64(float64, float64)', (x, y) => (((x < y) as unknown) === 1 ? 1 : 0))).toThrow(
      /a boolean is compared with a number/,
    )
    expect(() => jit('float64(float64)', (x) => (x < 1 ? true : 2) as number)).toThrow(/a boolean or a number/)
    expect(() => jit('float64(float64, float64)', (x, y) => (x < 1 && y) as number)).toThrow(/a boolean or a number/)
  })

  it('is a CompileError where the end is reached without a value', () => {
    const fn = ((x: number) => {
      if (x > 1) return 5
    }) as (x: number) => number
    expect(() => jit('float64(float64)', fn)).toThrow(CompileError)
  })
})

describe('a prange', () => {
  it('computes with a condition as the number that it is where 32 bits tell all', () => {
    same(
      (c: Int32Array) => {
        for (const i of prange(c.length)) {
          let v = c[0] ** 2
          v = Math.trunc(((7 >= i) as never) - c[i])
          if (v > 1e9) c[i] = 0
        }
      },
      Int32Array.from({ length: 19 }, (_, i) => (i - 9) * 230_000_000),
    )
    same((c: Int32Array) => {
      for (const i of prange(c.length)) {
        let _v = c[0] ** 2
        _v = Math.trunc(((7 >= i) as never) - c[i])
      }
    }, new Int32Array(19))
  })

  it('has at most 31 sums and products', () => {
    const names = Array.from({ length: 33 }, (_, i) => `s${i}`)
    const text = `(a) => { ${names.map((n) => `let ${n} = 0`).join('; ')}
      for (const i of prange(a.length)) { ${names.map((n) => `${n} += a[i]`).join('; ')} }
      return ${names.join(' + ')} }`
    const kernel = parseKernel(new SourceText(text))
    expect(() => compileKernel(kernel, [{ kind: 'array', dtype: 'float64', ndim: 1 }])).toThrow(
      /33 sums and products, and 31 are the most/,
    )
  })

  it('may stand in another while the IR is checked', () => {
    law.checks = true
    const kernel = parseKernel(
      new SourceText(
        '(a, b) => { for (const i of prange(a.length)) { for (const j of prange(b.length)) { a[i] += b[j] } } }',
      ),
    )
    const array = { kind: 'array', dtype: 'float64', ndim: 1 } as const
    expect(() => compileKernel(kernel, [array, array])).not.toThrow()
    law.checks = false
  })
})

describe('a variable that counts in step with others', () => {
  it('may be set to an element that nobody asks for, which throws where it lies outside', () => {
    const text = `return (a) => {
      for (const i of prange(2, a.length)) {
        let at = i, last = i
        last = 0
        for (let k = 0; k < (at & 7); k += 2) last++
        let k = 0
        for (;;) {
          if (k++ >= 5) break
          let n = 0
          do {
            if (++n > 1) break
            last = a[at]
            at = -n
          } while (n & 3)
        }
      }
    }`
    const fn = new Function('prange', text)(prange) as (a: Int8Array) => void
    expect(() => jit(fn)(new Int8Array(18))).toThrow(/index -1 of 'a'/)
  })
})

it('a result that is chosen does not throw before one that stands before it', () => {
  const fn = (a: Int32Array, i: number): number[] => [a[i], a[i + 1] > 3 ? i : i]
  expect(() => jit(fn)(new Int32Array(0), 5)).toThrow(/index 5 of 'a'/)
  same(fn, new Int32Array(9), 5)
})

it('a variable that may begin beyond 2^53 is stepped as in JavaScript', () => {
  const fn = (a: Int32Array, p: number): number => {
    let x = p * 1e21
    x -= Math.min(3, a.length - 1)
    return a[~x & 3] + (x | 0)
  }
  for (const p of [0, 1, 2]) same(fn, Int32Array.of(1, 2, 3, 4), p)
})
