import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** Maxwell's equations in two dimensions by finite differences in time. */
function kernel(
  tmax: number,
  nx: number,
  ny: number,
  ex: Float64Array,
  ey: Float64Array,
  hz: Float64Array,
  fict: Float64Array,
): void {
  for (let t = 0; t < tmax; t++) {
    for (let j = 0; j < ny; j++) ey[j] = fict[t]
    for (const i of prange(1, nx)) {
      for (let j = 0; j < ny; j++) ey[i * ny + j] = ey[i * ny + j] - 0.5 * (hz[i * ny + j] - hz[(i - 1) * ny + j])
    }
    for (const i of prange(nx)) {
      for (let j = 1; j < ny; j++) ex[i * ny + j] = ex[i * ny + j] - 0.5 * (hz[i * ny + j] - hz[i * ny + j - 1])
    }
    for (const i of prange(nx - 1)) {
      for (let j = 0; j < ny - 1; j++) {
        hz[i * ny + j] =
          hz[i * ny + j] - 0.7 * (ex[i * ny + j + 1] - ex[i * ny + j] + ey[(i + 1) * ny + j] - ey[i * ny + j])
      }
    }
  }
}

export const fdtd2d: Workload = {
  name: 'fdtd-2d',
  kernel,
  sizes: { MINI: [20, 20, 30], MEDIUM: [100, 200, 240], LARGE: [500, 1000, 1200] },
  fields: (tmax, nx, ny) => ({
    tmax,
    nx,
    ny,
    ex: field([nx, ny], (i, j) => (i * (j + 1)) / nx),
    ey: field([nx, ny], (i, j) => (i * (j + 2)) / ny),
    hz: field([nx, ny], (i, j) => (i * (j + 3)) / nx),
    fict: field([tmax], (i) => i),
  }),
}
