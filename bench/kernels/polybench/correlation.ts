import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** The correlation matrix of m variables over n observations. */
function kernel(
  m: number,
  n: number,
  data: Float64Array,
  corr: Float64Array,
  mean: Float64Array,
  stddev: Float64Array,
): void {
  const eps = 0.1
  for (const j of prange(m)) {
    mean[j] = 0
    for (let i = 0; i < n; i++) mean[j] += data[i * m + j]
    mean[j] /= n
  }
  for (const j of prange(m)) {
    stddev[j] = 0
    for (let i = 0; i < n; i++) stddev[j] += (data[i * m + j] - mean[j]) * (data[i * m + j] - mean[j])
    stddev[j] /= n
    stddev[j] = Math.sqrt(stddev[j])
    // A deviation near zero would be a division by it below.
    stddev[j] = stddev[j] <= eps ? 1 : stddev[j]
  }
  for (const i of prange(n)) {
    for (let j = 0; j < m; j++) {
      data[i * m + j] -= mean[j]
      data[i * m + j] /= Math.sqrt(n) * stddev[j]
    }
  }
  for (const i of prange(m - 1)) {
    corr[i * m + i] = 1
    for (let j = i + 1; j < m; j++) {
      corr[i * m + j] = 0
      for (let k = 0; k < n; k++) corr[i * m + j] += data[k * m + i] * data[k * m + j]
      corr[j * m + i] = corr[i * m + j]
    }
  }
  corr[(m - 1) * m + m - 1] = 1
}

export const correlation: Workload = {
  name: 'correlation',
  kernel,
  sizes: { MINI: [28, 32], MEDIUM: [240, 260], LARGE: [1200, 1400] },
  fields: (m, n) => ({
    m,
    n,
    data: field([n, m], (i, j) => (i * j) / m + i),
    corr: field([m, m]),
    mean: field([m]),
    stddev: field([m]),
  }),
}
