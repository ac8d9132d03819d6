import { SourceText } from '#wamba/base/source.js'
import { compileKernel, compileUfunc, parseKernel } from '#wamba/compiler/compile.js'
import type { ArgType, Compilation } from '#wamba/compiler/manifest.js'
import type { CompileOptions } from '#wamba/compiler/options.js'

/** Small kernels as text, so that no tool rewrites them, with the types of their arguments. */
export interface Golden {
  readonly name: string
  readonly types: readonly ArgType[]
  readonly ufunc?: true
  readonly options?: CompileOptions
  readonly source: string
}

const array = (dtype: 'float64' | 'float32' | 'int32' | 'uint8'): ArgType => ({ kind: 'array', dtype, ndim: 1 })
const scalar = (dtype: 'float64' | 'uint20'): ArgType => ({ kind: 'scalar', dtype })
const [f64s, f32s, i32s, u8s] = [array('float64'), array('float32'), array('int32'), array('uint8')]
const [f64, int] = [scalar('float64'), scalar('uint20')]

export const kernels: readonly Golden[] = [
  {
    name: 'blendBytes',
    types: [u8s, u8s, u8s, f64],
    source: `(a, b, out, t) => {
  for (const i of prange(out.length)) out[i] = a[i] > t ? (a[i] * 77 + b[i] * 179) >> 8 : 0
}`,
  },
  {
    name: 'sumOfSquares',
    types: [f64s],
    source: `(a) => {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i] ** 2
  return sum
}`,
  },
  { name: 'multiply', types: [f64s, f64s], ufunc: true, source: '(a, b) => a * b' },
  {
    name: 'axpyFloat32',
    types: [f64, f32s, f32s],
    source: `(alpha, x, y) => {
  for (const i of prange(y.length)) y[i] += alpha * x[i]
}`,
  },
  {
    name: 'lowAndHigh',
    types: [f64s],
    source: `(a) => {
  let low = Infinity
  let high = -Infinity
  for (const i of prange(a.length)) {
    low = Math.min(low, a[i])
    high = Math.max(high, a[i])
  }
  return [low, high]
}`,
  },
  {
    name: 'smooth',
    types: [f64s, f64s],
    source: `(a, b) => {
  for (const i of prange(a.length)) {
    if (i > 0 && i < a.length - 1) b[i] = 0.25 * a[i - 1] + 0.5 * a[i] + 0.25 * a[i + 1]
    else b[i] = a[i]
  }
}`,
  },
  {
    name: 'rowSums',
    types: [f64s, int, int, f64s],
    source: `(a, n, m, sums) => {
  for (const i of prange(n)) {
    let s = 0
    for (let j = 0; j < m; j++) s += a[i * m + j]
    sums[i] = s
  }
}`,
  },
  {
    name: 'serialPrefix',
    types: [f64s],
    source: `(a) => {
  for (let i = 1; i < a.length; i++) a[i] += a[i - 1]
}`,
  },
  {
    name: 'matrixVector',
    types: [int, f64s, f64s, f64s],
    source: `(n, a, x, y) => {
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) y[i] += a[i * n + j] * x[j]
}`,
  },
  {
    name: 'escape',
    types: [f64s, f64, i32s],
    source: `(c, most, steps) => {
  for (const i of prange(c.length)) {
    let z = 0
    let k = 0
    while (z * z < 4 && k < most) {
      z = z * z + c[i]
      k++
    }
    steps[i] = k
  }
}`,
  },
  {
    name: 'histogram',
    types: [f64s, i32s],
    source: `(a, bins) => {
  for (const i of prange(a.length)) bins[Math.floor(a[i] * bins.length)]++
}`,
  },
  {
    name: 'sweeps',
    types: [f64s, f64s, int],
    source: `(a, b, steps) => {
  let now = a
  let next = b
  for (let t = 0; t < steps; t++) {
    for (const i of prange(now.length)) next[i] = now[i] * 0.5
    ;[now, next] = [next, now]
  }
  return now
}`,
  },
  {
    name: 'scratch',
    types: [int, f64s],
    source: `(k, out) => {
  for (const i of prange(out.length)) {
    const t = new Float64Array(k)
    for (let j = 0; j < k; j++) t[j] = i + j
    out[i] = t[0] + t[k - 1]
  }
}`,
  },
  {
    name: 'matrixProduct',
    types: [int, f64s, f64s, f64s],
    source: `(n, a, b, c) => {
  for (const i of prange(n))
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j]
}`,
  },
  {
    name: 'fastDot',
    types: [f64s, f64s],
    options: { fastmath: true },
    source: `(a, b) => {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i] * b[i]
  return s
}`,
  },
  {
    name: 'uncheckedGather',
    types: [i32s, f64s, f64s],
    options: { boundscheck: false },
    source: `(at, a, out) => {
  for (const i of prange(out.length)) out[i] = a[at[i]]
}`,
  },
  {
    name: 'argmin',
    types: [f64s],
    source: `(a) => {
  let least = Infinity
  let at = -1
  for (const i of prange(a.length)) {
    if (a[i] < least) {
      least = a[i]
      at = i
    }
  }
  return at
}`,
  },
]

export function compiled({ name, types, ufunc, source, options }: Golden): Compilation {
  const kernel = parseKernel(new SourceText(source), { name, ...options })
  return ufunc ? compileUfunc(kernel, types) : compileKernel(kernel, types)
}
