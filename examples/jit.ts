/** `jit`: an ordinary function with a parallel loop, compiled for the types of its arguments at the first call. */
import { jit, linspace, prange, zeros } from 'wamba'

type Floats = Float64Array | Float32Array

const axpy = jit((alpha: number, x: Floats, y: Floats) => {
  for (const i of prange(y.length)) y[i] += alpha * x[i]
})

const x = linspace(0, 1, 1_000_000)
const y = zeros(1_000_000)
axpy(2, x, y)
console.log('y[0], y[last]:', y[0], y[y.length - 1])

// Plain arrays work too: they are copied in and, where the kernel writes them, out again.
const plain = new Float64Array(5).fill(1)
axpy(10, Float64Array.of(1, 2, 3, 4, 5), plain)
console.log('plain arrays:', ...plain)

// One specialisation for each combination of argument types; with a signature it is compiled at once.
axpy(2, new Float32Array(3), new Float32Array(3))
console.log('specialisations:', ...axpy.signatures)

const mean = jit('float64(float64[:])', (a) => {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i]
  return sum / a.length
})
console.log('mean:', mean(x))
