import { describe, expect, it } from 'vitest'
import { CompileError } from 'wamba'
import { compilationOf, float64, float64s, int32s, uint20 } from '../compiled.ts'

const types = [float64s, float64s, int32s, uint20, float64]
const compile = (body: string): unknown => compilationOf(`(a, b, at, n, x) => { ${body} }`, types)

describe('a race that can be seen is an error', () => {
  it.each([
    'for (const i of prange(n)) a[0] = i',
    'for (const i of prange(n)) a[n - 1] = i',
    'for (const i of prange(1, n)) a[i] = a[i - 1]',
    'for (const i of prange(n)) a[i] = a[i + 1]',
    'for (const i of prange(n)) a[2 * i + 2] = a[2 * i]',
    'for (const i of prange(0, n, 2)) a[i] = a[i + 4]',
    'for (const i of prange(n)) { a[i] = 1; a[i + 1] = 2 }',
    'for (const i of prange(n)) { b[i] = a[i + 1]; if (x > 1) a[i] = 0 }',
    'let last = 0; for (const i of prange(n)) last = a[i]; a[0] = last',
    'let last = 0; for (const i of prange(n)) { last = i; b[i] = last } a[0] = last',
    'for (const i of prange(n)) { if (a[i] > x) break }',
    'for (const i of prange(n)) { if (a[i] > x) return }',
    'let m = a; for (const i of prange(n)) m = b; m[0] = 1',
  ])('%s', (body) => {
    expect(() => compile(body)).toThrow(CompileError)
    try {
      compile(body)
    } catch (error) {
      expect((error as CompileError).code).toBe('race')
    }
  })
})

describe('what is no race, or cannot be seen to be one, compiles', () => {
  it.each([
    'for (const i of prange(n)) a[i] = a[i] + 1',
    'for (const i of prange(n)) { a[2 * i] = 1; a[2 * i + 1] = 2 }',
    'for (const i of prange(0, n, 2)) { a[i] = 1; a[i + 1] = 2 }',
    'for (const i of prange(1, n)) b[i] = a[i - 1]',
    'for (const i of prange(n)) a[at[i]] = i',
    'for (const i of prange(n)) a[n - 1 - i] = i',
    'for (const i of prange(n)) { let t = a[i]; t = t * t; b[i] = t }',
    'for (const i of prange(n)) for (let j = 0; j < n; j++) a[i * n + j] = b[i] * b[j]',
    'let s = 0; for (const i of prange(n)) { s += a[i]; if (a[i] > x) s -= 1 } a[0] = s',
    'for (let t = 0; t < n; t++) for (const i of prange(n)) a[i] = t',
    'for (const i of prange(n)) for (const j of prange(n)) a[i] += b[j]',
  ])('%s', (body) => {
    expect(() => compile(body)).not.toThrow()
  })
})
