import { jit, random, vectorize, zeros } from 'wamba'
import { expectEqual, timed } from '../harness/case.ts'
import { runSuite } from '../harness/suite.ts'
import type { Target } from '../harness/target.ts'
import { multiplyByHand } from '../kernels/byHand.ts'
import { multiply, multiplyInto } from '../kernels/elementwise.ts'
import { multiplyPlain, multiplyPlainConstant } from '../kernels/plain.ts'
import { withNumba } from '../numba.ts'

/** The article's multiplication, shared arrays with `out` given: 1e6 elements fit the caches, 1e7 do not. */
export async function run(): Promise<void> {
  await runSize(1_000_000, 'multiply-1e6', 20, [{ slow: 'plain JS', fast: 'wamba, all threads', least: 2 }])
  await runSize(10_000_000, 'multiply-1e7', 4, [])
}

async function runSize(n: number, name: string, samples: number, targets: readonly Target[]): Promise<void> {
  const a = random(n, { seed: 1 })
  const b = random(n, { seed: 2 })
  const plain = [new Float64Array(a), new Float64Array(b), new Float64Array(n)] as const
  const ufunc = vectorize(['float64(float64, float64)'], multiply)
  const alone = ufunc.with({ threads: 1 })
  const loop = jit(multiplyInto)
  const byHandAlone = multiplyByHand.with({ threads: 1 })
  const outs = { ufunc: zeros(n), alone: zeros(n), loop: zeros(n), byHand: zeros(n), byHandAlone: zeros(n) }

  const want = multiplyPlain(new Float64Array(a), new Float64Array(b), new Float64Array(n))
  const check = (what: string, out: ArrayLike<number>) => ({ samples, verify: () => expectEqual(what, out, want) })

  await withNumba('multiply.py', { size: n }, samples, (numba) =>
    runSuite({
      name,
      baseline: 'plain JS',
      cases: [
        timed('plain JS', multiplyPlainConstant(...plain), check('plain JS', plain[2])),
        timed('plain JS, a function of any arrays', () => multiplyPlain(...plain), check('plain JS', plain[2])),
        timed('wamba, 1 thread', () => alone(a, b, outs.alone), check('1 thread', outs.alone)),
        timed('wamba, all threads', () => ufunc(a, b, outs.ufunc), check('all threads', outs.ufunc)),
        timed('wamba jit, all threads', () => loop(a, b, outs.loop), check('jit', outs.loop)),
        timed('by hand, 1 thread', () => byHandAlone(a, b, outs.byHandAlone), check('by hand', outs.byHandAlone)),
        timed('by hand, all threads', () => multiplyByHand(a, b, outs.byHand), check('by hand', outs.byHand)),
        ...numba,
      ],
      targets: [
        ...targets,
        { slow: 'Numba prange, all threads', fast: 'wamba, all threads', least: 1 },
        { slow: 'Numba @vectorize(parallel)', fast: 'wamba, all threads', least: 8 },
        { fast: 'wamba, all threads', limit: 'by hand, all threads', most: 1.1 },
      ],
    }),
  )
}
