import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** s = Aᵀ r and q = A p, of an (n, m) matrix. The sums of s run down the columns, so that each iteration owns its element. */
function kernel(
  m: number,
  n: number,
  A: Float64Array,
  s: Float64Array,
  q: Float64Array,
  p: Float64Array,
  r: Float64Array,
): void {
  for (const j of prange(m)) {
    s[j] = 0
    for (let i = 0; i < n; i++) s[j] += r[i] * A[i * m + j]
  }
  for (const i of prange(n)) {
    q[i] = 0
    for (let j = 0; j < m; j++) q[i] += A[i * m + j] * p[j]
  }
}

function plain(
  m: number,
  n: number,
  A: Float64Array,
  s: Float64Array,
  q: Float64Array,
  p: Float64Array,
  r: Float64Array,
): void {
  for (let i = 0; i < m; i++) s[i] = 0
  for (let i = 0; i < n; i++) {
    q[i] = 0
    for (let j = 0; j < m; j++) {
      s[j] += r[i] * A[i * m + j]
      q[i] += A[i * m + j] * p[j]
    }
  }
}

export const bicg: Workload = {
  name: 'bicg',
  kernel,
  plain,
  sizes: { MINI: [38, 42], MEDIUM: [390, 410], LARGE: [1900, 2100] },
  fields: (m, n) => ({
    m,
    n,
    A: field([n, m], (i, j) => ((i * (j + 1)) % n) / n),
    s: field([m]),
    q: field([n]),
    p: field([m], (i) => (i % m) / m),
    r: field([n], (i) => (i % n) / n),
  }),
}
