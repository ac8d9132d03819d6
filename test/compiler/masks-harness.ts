import { describe, expect, it } from 'vitest'
import { jit } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

// biome-ignore lint/suspicious/noExplicitAny: the table holds functions of every signature
export type Any = any

export interface Program {
  readonly fn: (...args: Any[]) => unknown
  /** The arguments for n iterations. */
  readonly args: (n: number) => Any[]
  /** Units in the last place that elementary functions may be off. */
  readonly ulps?: number
  /** The program is no faster in lanes. */
  readonly inOrder?: true
}

export const f64 = (n: number, s = 1) => Float64Array.from({ length: n }, (_, i) => Math.sin(i * 1.7 + s) * 10)
export const f32 = (n: number, s = 1) => Float32Array.from(f64(n, s))
export const i32 = (n: number, s = 1) => Int32Array.from({ length: n }, (_, i) => (((i + s) * 7919) % 101) - 50)
export const u8 = (n: number, s = 1) => Uint8Array.from({ length: n }, (_, i) => (i * 97 + s * 13) & 255)
export const i16 = (n: number, s = 1) => Int16Array.from({ length: n }, (_, i) => ((i * 7001 + s) & 65535) - 32768)
export const u16 = (n: number, s = 1) => Uint16Array.from({ length: n }, (_, i) => (i * 7001 + s) & 65535)
export const u32 = (n: number, s = 1) => Uint32Array.from({ length: n }, (_, i) => (i * 2654435761 + s) >>> 0)

/** Every rest of a gang, and lengths around those of several. */
const lengths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 16, 17, 23, 31, 32, 33, 47, 63, 64, 65, 67]

/** The value of an element or a result, and whether two are the same bits, or as close as they must be. */
const same = (a: unknown, b: unknown, ulps = 0): boolean =>
  Object.is(a, b) || Math.abs((a as number) - (b as number)) <= ulps * 2 ** -52 * Math.abs(a as number)

/** Compares divergent programs, by name, with JavaScript. */
export function testPrograms(programs: Readonly<Record<string, Program>>): void {
  describe('lanes under masks give what JavaScript gives, at every length', () => {
    it.each(Object.entries(programs))('%s', (name, { fn, args, ulps, inOrder }) => {
      const kernel = jit(fn, { name })
      for (const n of lengths) {
        const [want, got] = [args(n), args(n)]
        const [result, ours] = [fn(...want), kernel(...got)]
        expect(same(result, ours, ulps), `${n} iterations: ${ours}, not ${result}`).toBe(true)
        want.forEach((array, j) => {
          if (typeof array === 'number') return
          const at = Array.from(array as number[]).findIndex((x, i) => !same(x, got[j][i], ulps))
          expect(at, `${n} iterations: argument ${j} at ${at} is ${got[j][at]}, not ${array[at]}`).toBe(-1)
        })
      }
      const plan = kernel.inspect('plan')
      if (!inOrder) expect(plan).toMatch(/vector: \d+ iterations together|the loop over '\w+' in it is/)
    })
  })
}
