import { jit, random } from 'wamba'
import { expectClose, timed } from '../harness/case.ts'
import { runSuite } from '../harness/suite.ts'
import { sumOfSquaresByHand } from '../kernels/byHand.ts'
import { sumOfSquaresPlain } from '../kernels/plain.ts'
import { sumOfSquares } from '../kernels/reductions.ts'
import { withNumba } from '../numba.ts'

/** The article's sum of squares: 1e8 doubles, 800 MB, so memory bandwidth is the limit of the last rows. */
export async function run(n = 100_000_000): Promise<void> {
  const shared = random(n, { seed: 1 })
  const plain = new Float64Array(shared)
  const kernel = jit(sumOfSquares)
  const alone = kernel.with({ threads: 1 })
  const byHandAlone = sumOfSquaresByHand.with({ threads: 1 })

  const want = sumOfSquaresPlain(plain)
  // n terms of one sign: the sequential sum is off by up to n/2 units in the last place, typically by their square root.
  const verify = (got: number) => expectClose('the sum of squares', got, want, 1e-10)
  if (kernel(shared) !== alone(shared)) throw new Error('the sum depends on the number of threads')

  await withNumba('sum_of_squares.py', { size: n }, 1, (numba) =>
    runSuite({
      name: 'sum-of-squares',
      baseline: 'plain JS',
      cases: [
        timed('plain JS', () => sumOfSquaresPlain(plain), { verify }),
        timed('wamba, 1 thread', () => alone(shared), { verify }),
        timed('wamba, all threads', () => kernel(shared), { verify }),
        timed('by hand, 1 thread', () => byHandAlone(shared), { verify }),
        timed('by hand, all threads', () => sumOfSquaresByHand(shared), { verify }),
        ...numba,
      ],
      targets: [
        { slow: 'plain JS', fast: 'wamba, all threads', least: 2.5 },
        { slow: 'Numba prange, all threads', fast: 'wamba, all threads', least: 1.1 },
        { fast: 'wamba, all threads', limit: 'by hand, all threads', most: 1.1 },
        { fast: 'wamba, 1 thread', limit: 'by hand, 1 thread', most: 1.1 },
      ],
    }),
  )
}
