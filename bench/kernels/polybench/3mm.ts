import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** G = (A B) (C D), through E = A B and F = C D. */
function kernel(
  ni: number,
  nj: number,
  nk: number,
  nl: number,
  nm: number,
  E: Float64Array,
  A: Float64Array,
  B: Float64Array,
  F: Float64Array,
  C: Float64Array,
  D: Float64Array,
  G: Float64Array,
): void {
  for (const i of prange(ni)) {
    for (let j = 0; j < nj; j++) {
      E[i * nj + j] = 0
      for (let k = 0; k < nk; k++) E[i * nj + j] += A[i * nk + k] * B[k * nj + j]
    }
  }
  for (const i of prange(nj)) {
    for (let j = 0; j < nl; j++) {
      F[i * nl + j] = 0
      for (let k = 0; k < nm; k++) F[i * nl + j] += C[i * nm + k] * D[k * nl + j]
    }
  }
  for (const i of prange(ni)) {
    for (let j = 0; j < nl; j++) {
      G[i * nl + j] = 0
      for (let k = 0; k < nj; k++) G[i * nl + j] += E[i * nj + k] * F[k * nl + j]
    }
  }
}

export const threeMm: Workload = {
  name: '3mm',
  kernel,
  sizes: { MINI: [16, 18, 20, 22, 24], MEDIUM: [180, 190, 200, 210, 220], LARGE: [800, 900, 1000, 1100, 1200] },
  fields: (ni, nj, nk, nl, nm) => ({
    ni,
    nj,
    nk,
    nl,
    nm,
    E: field([ni, nj]),
    A: field([ni, nk], (i, j) => ((i * j + 1) % ni) / (5 * ni)),
    B: field([nk, nj], (i, j) => ((i * (j + 1) + 2) % nj) / (5 * nj)),
    F: field([nj, nl]),
    C: field([nj, nm], (i, j) => ((i * (j + 3)) % nl) / (5 * nl)),
    D: field([nm, nl], (i, j) => ((i * (j + 2) + 2) % nk) / (5 * nk)),
    G: field([ni, nl]),
  }),
}
