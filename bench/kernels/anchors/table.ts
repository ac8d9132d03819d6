import type { Anchor } from './anchor.ts'
import { blackScholes, expSin, multiply, sumOfSquares } from './elementwise.ts'
import { histogram } from './histogram.ts'
import { jacobi } from './jacobi.ts'
import { mandelbrot, mandelbrot32 } from './mandelbrot.ts'
import { matmul, matmul32 } from './matmul.ts'
import { monteCarlo, monteCarloHash } from './monteCarlo.ts'
import { nbody } from './nbody.ts'
import { pairwise } from './pairwise.ts'
import { perlin } from './perlin.ts'
import { blend, gray, threshold } from './pixels.ts'
import { rayMarching } from './rayMarching.ts'
import { sobel } from './sobel.ts'
import { softmax } from './softmax.ts'

/** The work that wamba is measured by, in the order of the report. */
export const anchors: readonly Anchor[] = [
  sumOfSquares,
  multiply,
  expSin,
  mandelbrot,
  mandelbrot32,
  blackScholes,
  nbody,
  matmul,
  matmul32,
  jacobi,
  monteCarlo,
  monteCarloHash,
  softmax,
  histogram,
  pairwise,
  sobel,
  threshold,
  blend,
  gray,
  perlin,
  rayMarching,
]
