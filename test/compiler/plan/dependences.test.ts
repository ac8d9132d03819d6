import { afterAll, describe, expect, it } from 'vitest'
import { close, jit } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true
afterAll(close)

type Numbers = Float64Array | Float32Array | Int32Array | Int8Array
type Program = (x: Numbers, y: Numbers, n: number, d: number, e: number) => void

const program = (text: string): Program => new Function(`return (x, y, n, d, e) => { ${text} }`)() as Program

const types = [Float64Array, Float32Array, Int32Array, Int8Array] as const
const LENGTH = 120

function filled(type: (typeof types)[number], seed: number): Numbers {
  const numbers = new type(LENGTH)
  for (let i = 0; i < LENGTH; i++) numbers[i] = ((i * 37 + seed * 11) % 23) - 9
  return numbers
}

/** Runs a program on both sides, for several distances of run time; all in one array, then in two. */
function compare(text: string, distances: readonly (readonly [number, number])[] = [[0, 0]]): string {
  const fn = program(text)
  const kernel = jit(program(text))
  let emitted = ''
  for (const type of types)
    for (const [d, e] of distances) {
      const want = [filled(type, 1), filled(type, 2)]
      const got = want.map((each) => each.slice())
      fn(want[0], want[1], LENGTH, d, e)
      kernel(got[0], got[1], LENGTH, d, e)
      expect(got, `${text} on ${type.name}, d = ${d}, e = ${e}`).toEqual(want)
      emitted ||= kernel.inspect('assembly')
    }
  return emitted
}

const up = (body: string): string => `for (let i = 30; i < n - 30; i++) { ${body} }`
const down = (body: string): string => `for (let i = n - 31; i >= 30; i--) { ${body} }`
const loops = [up, down]

describe('lanes of a loop that reads what other iterations write', () => {
  it('keep the order of the source at every constant distance', () => {
    for (const loop of loops)
      for (let by = -17; by <= 17; by += by < -9 || by > 8 ? 4 : 1) {
        compare(loop(`x[i] = x[i + ${by}] * 0.5 + 1`))
        if (by % 2 === 0) compare(loop(`x[i + ${by}] = x[i] + 1; y[i] = x[i + 2] - x[i + ${by}]`))
      }
  })

  it('keep it where one iteration writes two elements', () => {
    for (const loop of loops)
      for (const by of [-9, -8, -4, -2, -1, 1, 2, 3, 8, 16]) {
        compare(loop(`x[i] = y[i]; x[i + ${by}] = y[i] + 1`))
        compare(loop(`const t = x[i]; x[i] = x[i + ${by}] + t; x[i + ${by}] = t - y[i]`))
      }
  })

  it('keep it at distances that are known when the loop runs', () => {
    const some = [-30, -16, -9, -8, -7, -4, -3, -2, -1, 0, 1, 2, 5, 8, 16, 30]
    const distances = some.map((d, at) => [d, some[(at * 5 + 3) % some.length]] as const)
    for (const loop of loops) {
      compare(loop('x[i] = x[i + d] * 0.5 + y[i]'), distances)
      compare(loop('const t = x[i + d]; x[i + d] = x[i] + t; x[i] = t - y[i]'), distances)
      compare(loop('x[i + d] = y[i]; y[i] = x[i + e] + 1'), distances)
      compare(loop('if (y[i] > 0) x[i] = x[i + d] + 1; else x[i + e] = y[i]'), distances)
    }
  })

  it('keep it where one element is read that the loop may write', () => {
    for (const loop of loops)
      compare(
        loop('x[i] = x[i] * 0.5 + x[d]'),
        [0, 5, 29, 30, 31, 60, 89, 90, 119].map((d) => [d, 0]),
      )
  })

  it('keep it where several elements are read that the loop writes in its midst, each before it is and after', () => {
    const pairs = [
      [30, 31],
      [30, 30],
      [50, 40],
      [89, 88],
      [45, 120],
      [-1, 60],
      [47, 48],
    ].map(([d, e]) => [Math.max(0, d), Math.min(119, e)] as const)
    for (const loop of loops) {
      compare(loop('x[i] = x[d] - x[i] + x[e]'), pairs)
      compare(loop('if (y[i] > 0) x[i] = x[d] + 1; else y[i] = x[e] + y[d]'), pairs)
      compare(loop('const t = x[i + ((d - e) >> 2)] + x[d]; x[i] = Math.min(t, x[i])'), pairs)
    }
    expect(compare(up('x[i] = Math.min(x[i], x[d] + y[i])'), pairs)).toContain('crossing')
  })

  it('keep it where the index falls as the counter rises', () => {
    const distances = [-9, -1, 0, 1, 2, 9].map((d) => [d, 0] as const)
    for (const loop of loops) compare(loop('x[n - i] = x[n - i + d] + y[i]'), distances)
  })

  it('are made of a loop with halves at a distance of run time, and of one that counts down to an element', () => {
    expect(compare(up('const t = x[i + d]; x[i + d] = x[i] - t; x[i] = x[i] + t'), [[16, 0]])).toContain('v128.store')
    expect(compare('for (let c = n - 1; c >= 12; c--) x[c] = Math.max(x[c], x[c - 12] + y[0])')).toContain('v128.store')
  })
})

describe('a loop down to a number that is included', () => {
  const fill = (x: Int32Array, least: Int32Array): number => {
    let count = 0
    for (let i = least[0] + 20; i >= least[0]; i--) {
      x[count % x.length] = i
      count++
    }
    for (let i = least[1] - 20; i <= least[1]; i++) count += i > 0 ? 2 : 1
    return count
  }

  it('takes the last int32 too', () => {
    for (const ends of [
      [-(2 ** 31), 2 ** 31 - 1],
      [5, 7],
      [-(2 ** 31) + 1, 2 ** 31 - 2],
    ]) {
      const want = new Int32Array(32)
      const got = new Int32Array(32)
      const count = fill(want, new Int32Array(ends))
      expect(jit(fill)(got, new Int32Array(ends))).toBe(count)
      expect(got).toEqual(want)
    }
  })
})
