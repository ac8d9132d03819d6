import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** A[r, q, p] = sum over s of A[r, q, s] C4[s, p], each line through a copy. */
function kernel(nr: number, nq: number, np: number, A: Float64Array, C4: Float64Array): void {
  for (const r of prange(nr)) {
    const sum = new Float64Array(np)
    for (let q = 0; q < nq; q++) {
      for (let p = 0; p < np; p++) {
        sum[p] = 0
        for (let s = 0; s < np; s++) sum[p] += A[(r * nq + q) * np + s] * C4[s * np + p]
      }
      for (let p = 0; p < np; p++) A[(r * nq + q) * np + p] = sum[p]
    }
  }
}

export const doitgen: Workload = {
  name: 'doitgen',
  kernel,
  sizes: { MINI: [8, 10, 12], MEDIUM: [40, 50, 60], LARGE: [140, 150, 160] },
  fields: (nq, nr, np) => ({
    nr,
    nq,
    np,
    A: field([nr, nq, np], (i, j, k) => ((i * j + k) % np) / np),
    C4: field([np, np], (i, j) => ((i * j) % np) / np),
  }),
}
