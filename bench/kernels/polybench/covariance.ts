import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** The covariance matrix of m variables over n observations. */
function kernel(m: number, n: number, data: Float64Array, cov: Float64Array, mean: Float64Array): void {
  for (const j of prange(m)) {
    mean[j] = 0
    for (let i = 0; i < n; i++) mean[j] += data[i * m + j]
    mean[j] /= n
  }
  for (const i of prange(n)) {
    for (let j = 0; j < m; j++) data[i * m + j] -= mean[j]
  }
  for (const i of prange(m)) {
    for (let j = i; j < m; j++) {
      cov[i * m + j] = 0
      for (let k = 0; k < n; k++) cov[i * m + j] += data[k * m + i] * data[k * m + j]
      cov[i * m + j] /= n - 1
      cov[j * m + i] = cov[i * m + j]
    }
  }
}

export const covariance: Workload = {
  name: 'covariance',
  kernel,
  sizes: { MINI: [28, 32], MEDIUM: [240, 260], LARGE: [1200, 1400] },
  fields: (m, n) => ({
    m,
    n,
    data: field([n, m], (i, j) => (i * j) / m),
    cov: field([m, m]),
    mean: field([m]),
  }),
}
