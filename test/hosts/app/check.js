/** What must hold wherever the package runs: the README's program, parallel loops on a team, errors, memory. Throws where it does not. */
import assert from 'node:assert/strict'
import { arange, asarray, free, info, jit, NdArray, prange, random, setThreads, tidy, vectorize, zeros } from 'wamba'

const sumOfSquares = jit((a) => {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i] ** 2
  return sum
})
const multiply = vectorize(['float64(float64, float64)'], (a, b) => a * b)
const axpy = jit('void(float64, float64[:], float64[:])', (alpha, x, y) => {
  for (const i of prange(y.length)) y[i] += alpha * x[i]
})
const half = (x) => x / 2
const rows = jit(
  (grid, out) => {
    for (const i of prange(grid.shape[0])) {
      let s = 0
      for (let j = 0; j < grid.shape[1]; j++) s += half(grid.get(i, j))
      out[i] = s
    }
  },
  { scope: { half } },
)

/** Resolves to what the kernels ran as. */
export async function check() {
  const data = random(1_000_000, { seed: 1 })
  assert.ok(sumOfSquares.verify(data).ok)
  setThreads(2)
  const sum = sumOfSquares(data)
  if (info().target === 'wasm') while (info().workers < 1) await new Promise((resolve) => setImmediate(resolve))
  for (let i = 0; i < 20; i++) assert.equal(sumOfSquares(data), sum)

  assert.deepEqual([...multiply(arange(4), 2)], [0, 2, 4, 6])
  assert.deepEqual([...multiply([1, 2], new Float64Array([3, 4]))], [3, 8])
  const y = new Float64Array([1, 1, 1])
  axpy(2, [1, 2, 3], y)
  assert.deepEqual([...y], [3, 5, 7])
  const grid = asarray([
    [1, 2],
    [3, 4],
  ])
  assert.ok(grid instanceof NdArray)
  const out = zeros(2)
  rows(grid, out)
  assert.deepEqual([...out], [1.5, 3.5])

  assert.throws(() => jit((a) => new WeakMap(a).size)(y), { name: 'CompileError' })
  assert.throws(() => jit((a, k) => a[k])(y, 3), { name: 'RangeError' })
  const freed = zeros(3)
  free(freed)
  assert.throws(() => sumOfSquares(freed), { name: 'MemoryError' })
  assert.deepEqual([...tidy(() => multiply(multiply(out, 2), 2))], [6, 14])
  return info().target
}
