/** Operations on hard values of each type: as JavaScript, whichever instructions compute them. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'

const hard = [
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, -0.2, 0.49999999999999994, Number.NaN, Number.POSITIVE_INFINITY],
  ...[Number.NEGATIVE_INFINITY, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), 2 ** 32, 2 ** 32 + 5, -(2 ** 32) - 3, 2 ** 53],
  ...[2 ** 53 + 2, 1e300, -1e300, 5e-324, 1e-10, 254.5, 255, 255.5, 256, -256, 65536, 4294967295],
]
const firsts = hard.flatMap((a) => hard.map(() => a))
const seconds = hard.flatMap(() => hard)

const expressions = [
  ...['a + b', 'a - b', 'a * b', 'a / b', 'a % b', '-a', '0 * a', 'a ** 2', 'Math.fround(a)', 'Math.sign(a)'],
  ...['+(a < b)', '+(a <= b)', '+!(a > b)', '+!(a >= b)', '+(a === b)', '+(a !== b)', 'a && b', 'a || b', 'a ? b : -b'],
  ...['a & b', 'a | b', 'a ^ b', '~a', 'a << b', 'a >> b', 'a >>> b', '(a | 0) << 33', 'a >> 32', '(a >>> -1) + 1'],
  ...[
    'Math.min(a, b)',
    'Math.max(a, b)',
    'Math.max(-0, a)',
    'Math.min(0, a, b)',
    'Math.min(a | 0, b)',
    'Math.abs(a | 0)',
  ],
  ...['Math.round(a)', '1 / Math.round(a)', 'Math.floor(a)', 'Math.ceil(a)', '1 / Math.ceil(a)', 'Math.trunc(a)'],
  ...['Math.imul(a, b)', 'Math.clz32(a)', '(a / 0) | 0', '(a / b) | 0', '((a | 0) / (b | 0)) | 0', '(a * b) | 0'],
  ...['(a | 0) + (b | 0)', '(a | 0) * (b | 0)', '((a | 0) * (b | 0)) | 0', '((a | 0) - (b | 0)) | 0', '(a | 0) ** 2'],
  ...[
    '(a >>> 0) + (b >>> 0)',
    '(a >>> 0) * (b >>> 0)',
    '(a >>> 0) - (b | 0)',
    '+((a >>> 0) < (b | 0))',
    '((a >>> 0) / 2) | 0',
  ],
  ...['(a | 0) % (b | 0)', '(a >>> 0) % ((b >>> 0) || 1)', '1 / ((a | 0) % 5)', '-((a | 0) % 7)', '(a | 0) % -7'],
  ...['-(a | 0)', '1 / -(a | 0)', '1 / ((a | 0) * 0)', '0 * -(b | 0)', '(a | 0) * -1', '-(a >>> 0)'],
]

type Loop = (a: ArrayLike<number>, b: ArrayLike<number>, out: Float64Array) => void

function expectSame(loop: Loop, a: ArrayLike<number>, b: ArrayLike<number>): void {
  const [plain, compiled] = [new Float64Array(a.length), new Float64Array(a.length)]
  loop(a, b, plain)
  jit(loop as (...args: never[]) => void, { cache: false })(a as never, b as never, compiled as never)
  for (let i = 0; i < plain.length; i++)
    if (!Object.is(plain[i], compiled[i])) expect([a[i], b[i], compiled[i]]).toEqual([a[i], b[i], plain[i]])
}

describe('an operation', () => {
  const loops = (text: string): [Loop, Loop] => {
    const body = `{ const a = x[i], b = y[i]; out[i] = ${text} }`
    const make = new Function(
      'prange',
      `return [(x, y, out) => { for (const i of prange(x.length)) ${body} }, (x, y, out) => { for (let i = 0; i < x.length; i++) ${body} }]`,
    )
    return make(prange) as [Loop, Loop]
  }

  it.each(expressions)('gives of hard values what JavaScript gives: %s', (text) => {
    const [parallel, serial] = loops(text)
    expectSame(parallel, Float64Array.from(firsts), Float64Array.from(seconds))
    expectSame(parallel, Int32Array.from(firsts), Uint32Array.from(seconds))
    expectSame(serial, Uint32Array.from(firsts), Int32Array.from(seconds))
    expectSame(parallel, Int16Array.from(firsts), Uint8Array.from(seconds))
    const scalar = new Function(`return (a, b) => ${text}`)() as (a: number, b: number) => number
    const kernel = jit(scalar, { cache: false })
    for (let i = 0; i < firsts.length; i += 7) {
      const [a, b] = [firsts[i], seconds[i]]
      expect([a, b, kernel(a, b)]).toEqual([a, b, scalar(a, b)])
    }
  })
})

describe('a store', () => {
  it.each([Float32Array, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array])(
    'converts as %o does',
    (Type) => {
      type Stores = (x: Float64Array, y: Int32Array) => void
      const kernels: Stores[] = [
        (x, y) => {
          for (const i of prange(x.length)) y[i] = x[i]
        },
        (x, y) => {
          for (let i = 0; i < x.length; i++) y[i] = x[i]
        },
        (x, y) => {
          for (const i of prange(x.length))
            if (x[i] > 0) y[i] = x[i] * 1.5
            else y[i] -= x[i]
        },
        (x, y) => {
          for (const i of prange(x.length)) {
            y[i] += i
            y[i] *= 30
            y[i]--
          }
        },
        (x, y) => {
          for (const i of prange(x.length)) y[i] = x[i] >>> 0
        },
      ]
      for (const fn of kernels) {
        // Sums in float32 stay float32: those are not JavaScript's.
        if (Type === Float32Array && fn === kernels[3]) continue
        const [plain, compiled] = [new Type(hard.length), new Type(hard.length)] as unknown as [Int32Array, Int32Array]
        fn(Float64Array.from(hard), plain)
        jit(fn, { cache: false })(Float64Array.from(hard), compiled)
        expect(compiled).toEqual(plain)
      }
    },
  )
})

describe('arrays over the same bytes', () => {
  const all = (): Float64Array => Float64Array.from({ length: 200 }, (_, i) => Math.sin(i) * 10)
  type Fn = (a: Float64Array, b: Float64Array) => void
  const forward: Fn = (a, b) => {
    for (let i = 0; i < 90; i++) b[i] = a[i] * 2 + 1
  }
  const backward: Fn = (a, b) => {
    for (let i = 89; i >= 0; i--) b[i] = a[i] * 2 + 1
  }
  const kept: Fn = (a, b) => {
    for (let i = 0; i < 90; i++) for (let j = 0; j < 5; j++) a[i] += b[j + i] * 0.25
  }
  const swept: Fn = (a, b) => {
    for (let t = 0; t < 3; t++) for (let i = 0; i < 90; i++) b[i] += a[i]
  }
  const strided: Fn = (a, b) => {
    for (let i = 0; i < 40; i++) b[2 * i + 1] = a[i] - b[i]
  }

  it.each([0, 1, 2, 3, 4, 8, 50])('give JavaScript’s answer in serial loops: %i elements apart', (shift) => {
    for (const fn of [forward, backward, kept, swept, strided]) {
      const kernel = jit(fn, { cache: false })
      for (const back of [false, true]) {
        const run = (f: Fn): Float64Array => {
          const x = all()
          const [low, high] = [x.subarray(0, 100), x.subarray(shift, shift + 100)]
          if (back) f(high, low)
          else f(low, high)
          return x
        }
        expect(run(kernel)).toEqual(run(fn))
      }
    }
  })

  it('of other types, too', () => {
    const fn = (a: Float64Array, words: Int32Array): void => {
      for (let i = 0; i < a.length; i++) {
        words[i] = i
        a[i] += words[i + 1]
      }
    }
    const run = (f: typeof fn): Float64Array => {
      const x = all()
      f(x, new Int32Array(x.buffer))
      return x
    }
    expect(run(jit(fn, { cache: false }))).toEqual(run(fn))
  })
})
