import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/** Deriche's edge detector: a recursive filter in both directions along the rows, and then along the columns, in float32. */
function kernel(
  w: number,
  h: number,
  alpha: number,
  imgIn: Float32Array,
  imgOut: Float32Array,
  y1: Float32Array,
  y2: Float32Array,
): void {
  const k = ((1 - Math.exp(-alpha)) * (1 - Math.exp(-alpha))) / (1 + 2 * alpha * Math.exp(-alpha) - Math.exp(2 * alpha))
  const a1 = k
  const a2 = k * Math.exp(-alpha) * (alpha - 1)
  const a3 = k * Math.exp(-alpha) * (alpha + 1)
  const a4 = -k * Math.exp(-2 * alpha)
  const b1 = 2 ** -alpha
  const b2 = -Math.exp(-2 * alpha)

  for (const i of prange(w)) {
    let ym1 = 0
    let ym2 = 0
    let xm1 = 0
    for (let j = 0; j < h; j++) {
      y1[i * h + j] = a1 * imgIn[i * h + j] + a2 * xm1 + b1 * ym1 + b2 * ym2
      xm1 = imgIn[i * h + j]
      ym2 = ym1
      ym1 = y1[i * h + j]
    }
  }
  for (const i of prange(w)) {
    let yp1 = 0
    let yp2 = 0
    let xp1 = 0
    let xp2 = 0
    for (let j = h - 1; j >= 0; j--) {
      y2[i * h + j] = a3 * xp1 + a4 * xp2 + b1 * yp1 + b2 * yp2
      xp2 = xp1
      xp1 = imgIn[i * h + j]
      yp2 = yp1
      yp1 = y2[i * h + j]
    }
  }
  for (const i of prange(w)) {
    for (let j = 0; j < h; j++) imgOut[i * h + j] = y1[i * h + j] + y2[i * h + j]
  }

  for (const j of prange(h)) {
    let tm1 = 0
    let ym1 = 0
    let ym2 = 0
    for (let i = 0; i < w; i++) {
      y1[i * h + j] = a1 * imgOut[i * h + j] + a2 * tm1 + b1 * ym1 + b2 * ym2
      tm1 = imgOut[i * h + j]
      ym2 = ym1
      ym1 = y1[i * h + j]
    }
  }
  for (const j of prange(h)) {
    let tp1 = 0
    let tp2 = 0
    let yp1 = 0
    let yp2 = 0
    for (let i = w - 1; i >= 0; i--) {
      y2[i * h + j] = a3 * tp1 + a4 * tp2 + b1 * yp1 + b2 * yp2
      tp2 = tp1
      tp1 = imgOut[i * h + j]
      yp2 = yp1
      yp1 = y2[i * h + j]
    }
  }
  for (const i of prange(w)) {
    for (let j = 0; j < h; j++) imgOut[i * h + j] = y1[i * h + j] + y2[i * h + j]
  }
}

export const deriche: Workload = {
  name: 'deriche',
  kernel,
  sizes: { MINI: [64, 64], MEDIUM: [720, 480], LARGE: [4096, 2160] },
  fields: (w, h) => ({
    w,
    h,
    alpha: 0.25,
    imgIn: field([w, h], (i, j) => Math.fround((313 * i + 991 * j) % 65536) / 65535, 'float32'),
    imgOut: field([w, h], undefined, 'float32'),
    y1: field([w, h], undefined, 'float32'),
    y2: field([w, h], undefined, 'float32'),
  }),
  // The coefficients are exponentials, which may differ in their last bit; what is stored is float32.
  tolerance: 1e-6,
}
