import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { same } from '../same.ts'

const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i * 1.5 - 4)

type Images = (a: Float64Array, out: Float64Array, w: number, h: number) => unknown
const moving: Record<string, Images> = {
  'an index that is stepped after its use': (a, out, w, h) => {
    let p = 0
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) {
        out[p] = a[p] * 2 + x
        p++
      }
    return p
  },
  'an index that is stepped in its use': (a, out, w, h) => {
    let p = 0
    for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) out[p++] = a[y * w + x] - y
    return p
  },
  'an index beside the counter': (a, out, w, h) => {
    for (let y = 0; y < h; y++) for (let x = 0, p = y * w; x < w; x++, p++) out[p] = a[p] + x * y
  },
  'an index that is read between its steps': (a, out, w, h) => {
    let [p, q] = [0, w * h]
    for (let y = 0; y < h; y++)
      for (let x = 1; x < w - 1; x += 1) {
        q--
        out[p++] = a[q]
        out[p++] = a[q] * x + q
      }
    return [p, q]
  },
}

describe.each(Object.entries(moving))('%s', (_, fn) => {
  it('is what it is in JavaScript, in every iteration and after the loop', () => {
    for (const [w, h] of [
      [0, 5],
      [1, 3],
      [2, 2],
      [7, 5],
      [20, 9],
      [-3, 4],
    ]) {
      const length = Math.abs(w * h) * 2 + 1
      same(fn, [numbers(length), numbers(length), w, h])
    }
  })
})

it('loops become lanes whose variables only move', () => {
  for (const name of Object.keys(moving).slice(0, 3)) {
    const kernel = jit(moving[name])
    kernel(numbers(100), numbers(100), 10, 10)
    const loops = kernel.diagnostics().specialisations[0].loops
    expect(loops.find(({ counter }) => counter?.startsWith('x'))?.lanes, name).toBeGreaterThan(1)
  }
})

it('variables that a branch moves, or that a loop leaves early, stay as they are written', () => {
  same(
    (a: Float64Array, out: Float64Array, w: number) => {
      let [n, p] = [0, 0]
      for (let i = 0; i < w; i++) if (a[i] > 2) out[n++] = a[i]
      for (let i = 0; i < w; i++) {
        p += 2
        if (a[i] > 20) break
        out[i] += p
      }
      for (let i = 0; i < w; i++) {
        if (i % 3 === 0) continue
        p++
      }
      return [n, p]
    },
    [numbers(40), numbers(40), 40],
    [numbers(40), numbers(40), 0],
  )
})

it('an index out of bounds is the one of the iteration, and what came before it is written', () => {
  const kernel = jit((out: Float64Array, n: number) => {
    let p = 0
    for (let i = 0; i < n; i++) out[p++] = i + 1
    return p
  })
  const out = new Float64Array(5)
  expect(() => kernel(out, 9)).toThrow(/the index 5 of 'out' is out of bounds/)
  expect([...out]).toEqual([1, 2, 3, 4, 5])
})
