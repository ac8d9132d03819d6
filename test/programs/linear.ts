import { type NdArray, prange, zeros } from 'wamba'
import { type Program, uniform } from './program.ts'

/** A well-conditioned matrix, flat. */
const matrix = (n: number): Float64Array => uniform(3, n * n).map((u, k) => u + (k % (n + 1) === 0 ? n : 0))
const table = (n: number, m: number): NdArray<'float64'> => {
  const a = zeros([n, m])
  const values = uniform(5, n * m)
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) a.set(i, j, values[i * m + j] - 0.5)
  return a
}

export const programs: Program[] = [
  {
    title: 'LU with partial pivoting, then both substitutions',
    fn: (a: Float64Array, b: Float64Array) => {
      const n = b.length
      const perm = new Int32Array(n)
      for (let i = 0; i < n; i++) perm[i] = i
      let sign = 1
      for (let k = 0; k < n; k++) {
        let pivot = k
        for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i
        if (a[pivot * n + k] === 0) throw new RangeError(`column ${k} has no pivot`)
        if (pivot !== k) {
          for (let j = 0; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j], a[k * n + j]]
          ;[perm[k], perm[pivot]] = [perm[pivot], perm[k]]
          sign = -sign
        }
        for (let i = k + 1; i < n; i++) {
          // biome-ignore lint/suspicious/noAssignInExpressions: as people write it
          const factor = (a[i * n + k] /= a[k * n + k])
          for (let j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j]
        }
      }
      const x = new Float64Array(n)
      for (let i = 0; i < n; i++) {
        x[i] = b[perm[i]]
        for (let j = 0; j < i; j++) x[i] -= a[i * n + j] * x[j]
      }
      let determinant = sign
      for (let i = n - 1; i >= 0; i--) {
        for (let j = i + 1; j < n; j++) x[i] -= a[i * n + j] * x[j]
        x[i] /= a[i * n + i]
        determinant *= a[i * n + i]
      }
      return { x, determinant }
    },
    args: () => [matrix(7), uniform(4, 7)],
  },
  {
    title: 'LU says which column has no pivot',
    fn: (a: Float64Array, n: number) => {
      for (let k = 0; k < n; k++) {
        if (a[k * n + k] === 0) throw new RangeError(`column ${k} of ${n} has no pivot`)
        for (let i = k + 1; i < n; i++) {
          const f = a[i * n + k] / a[k * n + k]
          for (let j = k; j < n; j++) a[i * n + j] -= f * a[k * n + j]
        }
      }
    },
    args: () => [Float64Array.of(1, 2, 3, 2, 4, 5, 1, 0, 1), 3],
  },
  {
    title: 'Gauss-Jordan inverse in an n-d array that it makes',
    fn: (a: NdArray<'float64'>) => {
      const n = a.shape[0]
      const work = zeros([n, 2 * n])
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) work.set(i, j, a.get(i, j))
        work.set(i, n + i, 1)
      }
      for (let c = 0; c < n; c++) {
        const p = work.get(c, c)
        for (let j = 0; j < 2 * n; j++) work.set(c, j, work.get(c, j) / p)
        for (let i = 0; i < n; i++) {
          if (i === c) continue
          const f = work.get(i, c)
          if (f === 0) continue
          for (let j = 0; j < 2 * n; j++) work.set(i, j, work.get(i, j) - f * work.get(c, j))
        }
      }
      const inverse = zeros([n, n])
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) inverse.set(i, j, work.get(i, n + j))
      return inverse
    },
    args: () => {
      const a = table(5, 5)
      for (let i = 0; i < 5; i++) a.set(i, i, 4)
      return [a]
    },
  },
  {
    title: 'Cholesky by rows, with a dot product helper over rows',
    fn: (a: NdArray<'float64'>) => {
      const [n] = a.shape
      const dot = (x: Float64Array, y: Float64Array, k: number) => {
        let s = 0
        for (let i = 0; i < k; i++) s += x[i] * y[i]
        return s
      }
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) {
          const s = dot(a.row(i) as never, a.row(j) as never, j)
          a.set(i, j, (a.get(i, j) - s) / a.get(j, j))
        }
        const d = a.get(i, i) - dot(a.row(i) as never, a.row(i) as never, i)
        if (!(d > 0)) throw new Error('the matrix is not positive definite')
        a.set(i, i, Math.sqrt(d))
      }
    },
    args: () => {
      const a = table(6, 6)
      for (let i = 0; i < 6; i++) {
        a.set(i, i, 6)
        for (let j = 0; j < i; j++) a.set(j, i, a.get(i, j))
      }
      return [a]
    },
  },
  {
    title: 'matrix exponential by scaling and squaring',
    fn: (a: Float64Array, n: number) => {
      let norm = 0
      for (let i = 0; i < n; i++) {
        let row = 0
        for (let j = 0; j < n; j++) row += Math.abs(a[i * n + j])
        norm = Math.max(norm, row)
      }
      let squarings = 0
      while (norm > 0.5) {
        norm /= 2
        squarings++
      }
      const scale = 1 / (1 << squarings)
      const multiply = (x: Float64Array, y: Float64Array, out: Float64Array) => {
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            let s = 0
            for (let k = 0; k < n; k++) s += x[i * n + k] * y[k * n + j]
            out[i * n + j] = s
          }
      }
      const scaled = a.map((v) => v * scale)
      let term = new Float64Array(n * n)
      let next = new Float64Array(n * n)
      let sum = new Float64Array(n * n)
      for (let i = 0; i < n; i++) term[i * n + i] = sum[i * n + i] = 1
      for (let k = 1; k <= 12; k++) {
        multiply(term, scaled, next)
        for (let i = 0; i < n * n; i++) sum[i] += next[i] /= k
        ;[term, next] = [next, term]
      }
      for (let s = 0; s < squarings; s++) {
        multiply(sum, sum, next)
        const swapped = sum
        sum = next
        next = swapped
      }
      return sum
    },
    args: () => [uniform(8, 16), 4],
  },
  {
    title: 'power iteration with an early end',
    fn: (a: NdArray<'float64'>, { steps = 50, tolerance = 1e-9 } = {}) => {
      const n = a.shape[0]
      let x = new Float64Array(n).fill(1)
      let y = new Float64Array(n)
      let value = 0
      let used = 0
      for (let s = 0; s < steps; s++) {
        for (const i of prange(n)) {
          let sum = 0
          for (let j = 0; j < n; j++) sum += a.get(i, j) * x[j]
          y[i] = sum
        }
        let largest = 0
        for (const v of y) if (Math.abs(v) > Math.abs(largest)) largest = v
        for (let i = 0; i < n; i++) y[i] /= largest
        ;[x, y] = [y, x]
        used++
        const change = Math.abs(largest - value)
        value = largest
        if (change < tolerance) break
      }
      return [value, used, x]
    },
    args: () => [table(6, 6)],
  },
  {
    title: 'Jacobi sweeps that choose the array by parity',
    fn: (u: Float64Array, n: number, sweeps: number) => {
      const other = u.slice()
      for (let s = 0; s < sweeps; s++) {
        const from = s % 2 === 0 ? u : other
        const to = s % 2 === 0 ? other : u
        for (const i of prange(1, n - 1))
          for (let j = 1; j < n - 1; j++)
            to[i * n + j] =
              0.25 * (from[(i - 1) * n + j] + from[(i + 1) * n + j] + from[i * n + j - 1] + from[i * n + j + 1])
      }
      return sweeps % 2 === 0 ? u : other
    },
    args: () => [uniform(2, 144), 12, 5],
  },
  {
    title: 'conjugate gradients on a banded matrix',
    fn: (b: Float64Array, diagonal: number, off: number) => {
      const n = b.length
      const x = new Float64Array(n)
      const r = b.slice()
      const p = b.slice()
      const q = new Float64Array(n)
      const dot = (u: Float64Array, v: Float64Array) => {
        let s = 0
        for (let i = 0; i < n; i++) s += u[i] * v[i]
        return s
      }
      let rr = dot(r, r)
      let k = 0
      while (rr > 1e-20 && k++ < 3 * n) {
        for (let i = 0; i < n; i++) q[i] = diagonal * p[i] + off * ((i > 0 ? p[i - 1] : 0) + (i < n - 1 ? p[i + 1] : 0))
        const alpha = rr / dot(p, q)
        for (let i = 0; i < n; i++) {
          x[i] += alpha * p[i]
          r[i] -= alpha * q[i]
        }
        const next = dot(r, r)
        const beta = next / rr
        rr = next
        for (let i = 0; i < n; i++) p[i] = r[i] + beta * p[i]
      }
      return { x, k, rr }
    },
    args: () => [uniform(6, 30), 4, -1],
  },
]
