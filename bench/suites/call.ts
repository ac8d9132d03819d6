import { jit, random, vectorize, zeros } from 'wamba'
import { expectClose, expectEqual, timed } from '../harness/case.ts'
import { runChild } from '../harness/child.ts'
import { runSuite } from '../harness/suite.ts'
import { axpy, multiply, multiplyInto } from '../kernels/elementwise.ts'
import { multiplyPlain, sumOfSquaresPlain } from '../kernels/plain.ts'
import { sumOfSquares } from '../kernels/reductions.ts'
import { withNumba } from '../numba.ts'

const calls = 1_000

/** A warm call on 1,000 elements in shared memory: what it costs to get from JavaScript into a kernel and back. */
export async function run(n = 1_000): Promise<void> {
  const a = random(n, { seed: 1 })
  const b = random(n, { seed: 2 })
  const plain = [new Float64Array(a), new Float64Array(b), new Float64Array(n)] as const
  const ufunc = vectorize(['float64(float64, float64)'], multiply)
  const loop = jit(multiplyInto)
  const add = jit(axpy)
  const sum = jit(sumOfSquares)
  const outs = { ufunc: zeros(n), loop: zeros(n), axpy: zeros(n) }

  const want = multiplyPlain(...plain).slice()
  const product = (out: ArrayLike<number>) => ({ calls, verify: () => expectEqual('multiply', out, want) })

  await withNumba('multiply.py', { size: n, calls }, 1, (numba) =>
    runSuite({
      name: 'call',
      repeats: 8,
      baseline: 'plain JS',
      cases: [
        timed('plain JS', () => multiplyPlain(...plain), product(plain[2])),
        timed('wamba vectorize, out', () => ufunc(a, b, outs.ufunc), product(outs.ufunc)),
        timed('wamba jit, out', () => loop(a, b, outs.loop), product(outs.loop)),
        timed('wamba jit, scalar and out', () => add(0.5, a, outs.axpy), { calls }),
        timed('wamba jit, sum of squares', () => sum(a), {
          calls,
          verify: (got) => expectClose('the sum of squares', got, sumOfSquaresPlain(plain[0]), 1e-13),
        }),
        ...numba,
      ],
      targets: [
        { fast: 'wamba vectorize, out', below: 2e-6 },
        { fast: 'wamba jit, out', below: 2e-6 },
      ],
    }),
  )

  for (const name of ['vectorize', 'jit'] as const) {
    const { bytes, calls } = await runChild('allocation', [name], {})
    const verdict = bytes < 1 ? 'reached' : 'missed '
    const text = `${bytes.toFixed(2)} bytes of JavaScript heap a call`
    console.log(`${verdict}  ${name}: ${text}, sampled over ${calls.toLocaleString('en')} calls, target none`)
  }
}
