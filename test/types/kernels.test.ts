import { describe, expectTypeOf, it } from 'vitest'
import { assembly, jit, math, type NdArray, type Progress, prange, vectorize, zeros } from 'wamba'

const js = (a: Float64Array): number => a[0]
const text = 'export function f(lo: i32, hi: i32, a: usize, a_length: i32): f64 { return 0 }'

describe('types', () => {
  it('of a kernel are those of its function, and arrays may be number[]', () => {
    const kernel = jit((a: Float64Array, n: number, on?: boolean) => (on ? a[n] : 0))
    expectTypeOf(kernel).parameters.toEqualTypeOf<[a: Float64Array | number[], n: number, on?: boolean]>()
    expectTypeOf(kernel).returns.toEqualTypeOf<number>()
    expectTypeOf(kernel.js).toEqualTypeOf<(a: Float64Array, n: number, on?: boolean) => number>()
    expectTypeOf(kernel.verify).parameters.toEqualTypeOf<[a: Float64Array | number[], n: number, on?: boolean]>()
    // @ts-expect-error: the kernel takes an array first
    expectTypeOf(() => kernel(1, 2)).toBeFunction()
  })

  it('of parameters are inferred from a signature', () => {
    const kernel = jit('float64(float64[:], float64)', (a, x) => a[0] * x)
    expectTypeOf(kernel.js).parameters.toEqualTypeOf<[Float64Array, number]>()
    expectTypeOf(kernel).parameters.toEqualTypeOf<[Float64Array | number[], number]>()
    expectTypeOf(kernel).returns.toEqualTypeOf<number>()
  })

  it('know short names, every dtype, bool and void, and spaces', () => {
    const kernel = jit(' void ( f32[:], u8[ : ],i32 , bool ) ', (a, b, n, on) => {
      for (let i = 0; i < n; i++) if (on) a[i] = b[i]
    })
    expectTypeOf(kernel.js).parameters.toEqualTypeOf<[Float32Array, Uint8Array, number, boolean]>()
    expectTypeOf(kernel).returns.toEqualTypeOf<void>()
    const positive = jit('bool(float64)', (x) => x > 0)
    expectTypeOf(positive).returns.toEqualTypeOf<boolean>()
    const three = jit('float64()', () => 3)
    expectTypeOf(three).parameters.toEqualTypeOf<[]>()
    expectTypeOf(three).returns.toEqualTypeOf<number>()
  })

  it('of an asynchronous call are those of a call, in a promise', () => {
    const kernel = jit((a: Float64Array, n: number) => a[n])
    expectTypeOf(kernel.async).parameters.toEqualTypeOf<[a: Float64Array | number[], n: number]>()
    expectTypeOf(kernel.async).returns.toEqualTypeOf<Promise<number>>()
    const scale = jit('void(float32[:], float64)', (a, by) => {
      for (const i of prange(a.length)) a[i] *= by
    })
    expectTypeOf(scale.async).parameters.toEqualTypeOf<[Float32Array | number[], number]>()
    expectTypeOf(scale.async).returns.toEqualTypeOf<Promise<void>>()
    const signal = AbortSignal.timeout(1000)
    const onProgress = (progress: Progress): number => progress.done / progress.total
    expectTypeOf(scale.with({ threads: 2, signal, onProgress })).toEqualTypeOf(scale)
    // @ts-expect-error: the kernel takes an array first
    expectTypeOf(() => kernel.async(1, 2)).toBeFunction()

    const several = jit(['float64(float64[:])', 'bool(int32[:])'], (a) => a[0] as never)
    expectTypeOf(() => several.async(new Float64Array(1))).returns.toEqualTypeOf<Promise<number>>()
    expectTypeOf(() => several.async(new Int32Array(1))).returns.toEqualTypeOf<Promise<boolean>>()
    // @ts-expect-error: no signature takes a Uint8Array
    expectTypeOf(() => several.async(new Uint8Array(1))).toBeFunction()

    const multiply = vectorize(['float64(float64, float64)'], (x, y) => x * y)
    const a = new Float64Array(2)
    expectTypeOf(() => multiply.async(1, 2)).returns.toEqualTypeOf<Promise<number>>()
    expectTypeOf(() => multiply.async(a, 2)).returns.toEqualTypeOf<Promise<Float64Array>>()
    expectTypeOf(() => multiply.async(a, 2, { out: new Float32Array(2) })).returns.toEqualTypeOf<
      Promise<Float32Array<ArrayBuffer>>
    >()
    expectTypeOf(() => multiply.async(zeros([2, 2]), a)).returns.toEqualTypeOf<Promise<NdArray<'float64'>>>()
    const sum = assembly('float64(float64[:])', text, { js })
    expectTypeOf(sum.async).returns.toEqualTypeOf<Promise<number>>()
  })

  it('of the result are the function’s where the signature names none', () => {
    const kernel = jit('(float64[:])', (a) => a[0] > 0)
    expectTypeOf(kernel).returns.toEqualTypeOf<boolean>()
  })

  it('of several signatures are a union in the function and overloads in the kernel', () => {
    const kernel = jit(['float64(float64[:])', 'float32(float32[:])'], (a) => {
      let sum = 0
      for (const i of prange(a.length)) sum += a[i] ** 2
      return sum
    })
    expectTypeOf(kernel.js).parameter(0).toEqualTypeOf<Float64Array | Float32Array>()
    expectTypeOf(kernel(new Float32Array(1))).toEqualTypeOf<number>()
    expectTypeOf(kernel(new Float64Array(1))).toEqualTypeOf<number>()
    // @ts-expect-error: no signature takes an Int32Array
    expectTypeOf(() => kernel(new Int32Array(1))).toBeFunction()
  })

  it('reject a signature that does not parse, a result that does not fit, and a wrong parameter', () => {
    expectTypeOf(() => {
      // @ts-expect-error: unknown type 'floot64'
      jit('floot64(float64)', () => 0)
      // @ts-expect-error: an array of two dimensions is [:,:]
      jit('float64(float64[:,])', () => 0)
      // @ts-expect-error: a scalar is float64, float32, int32 or bool
      jit('float64(int8)', () => 0)
      // @ts-expect-error: expected 'result(type, …)'
      jit('float64', () => 0)
      // @ts-expect-error: the function returns a boolean
      jit('float64(float64)', (x) => x > 0)
      // @ts-expect-error: the function takes an Int32Array
      jit('float64(float64[:])', (a: Int32Array) => a[0])
      // @ts-expect-error: one of the signatures does not parse
      jit(['float64(float64)', 'f65(float64)'], () => 0)
      // @ts-expect-error: there is no such option
      jit((x: number) => x, { fastmaths: true })
    }).toBeFunction()
  })

  it('of n-d arrays are NdArrays, and those of other libraries are taken too', () => {
    const kernel = jit('void(float64[:,:], f32[::, ::,::], float64[:])', (a, b, c) => {
      c[0] = a.get(0, 0) + b.get(0, 0, 0) + a.row(0)[0]
    })
    expectTypeOf(kernel.js).parameters.toEqualTypeOf<[NdArray<'float64'>, NdArray<'float32'>, Float64Array]>()
    const other = { data: new Float64Array(1), shape: [1, 1], stride: [1, 1], offset: 0 }
    expectTypeOf(kernel).toBeCallableWith(other, zeros([1, 1, 1], 'float32'), [1])
  })

  it('allow a signature that is not known before it runs', () => {
    const signature: string = 'float64(float64)'
    expectTypeOf(jit(signature, (x: number) => x)).returns.toEqualTypeOf<number>()
  })

  it('of a ufunc follow the inputs and the output', () => {
    const multiply = vectorize(['float64(float64, float64)'], (a, b) => a * b)
    expectTypeOf(multiply.js).parameters.toEqualTypeOf<[number, number]>()
    expectTypeOf(multiply(1, 2)).toEqualTypeOf<number>()
    expectTypeOf(multiply(new Float64Array(1), 2)).toEqualTypeOf<Float64Array>()
    expectTypeOf(multiply([1], [2])).toEqualTypeOf<Float64Array>()
    expectTypeOf(multiply([1], [2], { where: [true] })).toEqualTypeOf<Float64Array>()
    const out = new Float64Array(1)
    expectTypeOf(multiply([1], 2, out)).toEqualTypeOf<Float64Array<ArrayBuffer>>()
    expectTypeOf(multiply([1], 2, { out })).toEqualTypeOf<Float64Array<ArrayBuffer>>()
    expectTypeOf(() => {
      // @ts-expect-error: an input is missing
      multiply([1])
      // @ts-expect-error: element types, not arrays
      vectorize('float64(float64[:])', (x) => x)
    }).toBeFunction()
  })

  it('of a ufunc without a signature are those of its function', () => {
    const scale = vectorize((x: number, by: number) => x * by)
    expectTypeOf(scale(1, 2)).toEqualTypeOf<number>()
    expectTypeOf(scale([1], 2)[0]).toEqualTypeOf<number>()
    expectTypeOf(scale.js).toEqualTypeOf<(x: number, by: number) => number | boolean>()
  })

  it('of the ready ufuncs are those of their functions', () => {
    expectTypeOf(math.exp(1)).toEqualTypeOf<number>()
    expectTypeOf(math.exp([1])).toEqualTypeOf<Float64Array | Float32Array>()
    expectTypeOf(math.atan2.js).parameters.toEqualTypeOf<[y: number, x: number]>()
    const out = new Float32Array(1)
    expectTypeOf(math.pow(new Float32Array(1), 2, out)).toEqualTypeOf<Float32Array<ArrayBuffer>>()
    expectTypeOf(() => {
      // @ts-expect-error: an exponent is missing
      math.pow([1])
    }).toBeFunction()
  })

  it('of a hand-written kernel come from its signature', () => {
    const kernel = assembly('float64(float64[:])', text, { js, cache: false })
    expectTypeOf(kernel).parameters.toEqualTypeOf<[Float64Array | number[]]>()
    expectTypeOf(kernel).returns.toEqualTypeOf<number>()
  })
})
