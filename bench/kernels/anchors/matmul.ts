import { prange } from 'wamba'
import { byHand } from '../../harness/byHand.ts'
import { field } from '../workload.ts'
import type { Anchor } from './anchor.ts'
import { uniform } from './data.ts'

/** C = A B, of (n, n): the textbook's loops. */
function kernel(n: number, A: Float64Array, B: Float64Array, C: Float64Array): void {
  for (const i of prange(n)) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += A[i * n + k] * B[k * n + j]
      C[i * n + j] = sum
    }
  }
}

/** The loops in the order that is fast in JavaScript. */
function plain(n: number, A: Float64Array, B: Float64Array, C: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) C[i * n + j] = 0
    for (let k = 0; k < n; k++) {
      const a = A[i * n + k]
      for (let j = 0; j < n; j++) C[i * n + j] += a * B[k * n + j]
    }
  }
}

function kernel32(n: number, A: Float32Array, B: Float32Array, C: Float32Array): void {
  for (const i of prange(n)) {
    for (let j = 0; j < n; j++) {
      let sum = Math.fround(0)
      for (let k = 0; k < n; k++) sum = Math.fround(sum + Math.fround(A[i * n + k] * B[k * n + j]))
      C[i * n + j] = sum
    }
  }
}

function plain32(n: number, A: Float32Array, B: Float32Array, C: Float32Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) C[i * n + j] = 0
    for (let k = 0; k < n; k++) {
      const a = A[i * n + k]
      for (let j = 0; j < n; j++) C[i * n + j] += Math.fround(a * B[k * n + j])
    }
  }
}

const sizes = { MINI: [19], MEDIUM: [512], LARGE: [1024] } as const

export const matmul: Anchor = {
  name: 'matmul f64',
  title: 'matmul 1024 f64 (by hand: register tiles, not packed)',
  kernel,
  plain,
  byHand: byHand('void(int32, float64[:], float64[:], float64[:])', 'bench/assembly/matmul.ts', kernel, {
    name: 'matmul64',
    iterations: 0,
    writes: [3],
    cost: 100_000,
    block: 4,
  }),
  sizes,
  fields: (n) => ({ n, A: field([n, n], uniform(1)), B: field([n, n], uniform(2)), C: field([n, n]) }),
  reset: [],
}

export const matmul32: Anchor = {
  name: 'matmul f32',
  title: 'matmul 1024 f32 (by hand: register tiles, not packed)',
  kernel: kernel32,
  plain: plain32,
  byHand: byHand('void(int32, float32[:], float32[:], float32[:])', 'bench/assembly/matmul.ts', kernel32, {
    name: 'matmul32',
    iterations: 0,
    writes: [3],
    cost: 50_000,
    block: 4,
  }),
  sizes,
  fields: (n) => ({
    n,
    A: field([n, n], uniform(1), 'float32'),
    B: field([n, n], uniform(2), 'float32'),
    C: field([n, n], undefined, 'float32'),
  }),
  reset: [],
}
