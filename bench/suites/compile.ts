import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from '../harness/child.ts'
import { runSuite } from '../harness/suite.ts'
import { withNumba } from '../numba.ts'

const seconds = (ms: number): number => ms / 1e3

/** First calls, each in a fresh process: with an empty disk cache and with one that holds the kernels. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wamba-bench-'))
  try {
    const warm = { WAMBA_CACHE_DIR: join(folder, 'warm') }
    await runChild('firstCalls', [], warm)
    const { threads } = await runChild('firstCalls', [], warm)
    let cold = 0
    const runCold = () => runChild('firstCalls', [], { WAMBA_CACHE_DIR: join(folder, `cold-${cold++}`) })

    await withNumba('compile.py', {}, 1, (numba) =>
      runSuite({
        name: 'compile',
        rounds: 2,
        repeats: 3,
        cases: [
          { name: 'first kernel, cold cache', sample: async () => [seconds((await runCold()).first)] },
          { name: 'further kernels, cold cache', sample: async () => (await runCold()).further.map(seconds) },
          { name: "import 'wamba'", sample: async () => [seconds((await runChild('firstCalls', [], warm)).import)] },
          {
            name: 'import to first result, warm cache',
            sample: async () => [seconds((await runChild('firstCalls', [], warm)).total)],
          },
          {
            name: 'further kernels, warm cache',
            sample: async () => (await runChild('firstCalls', [], warm)).further.map(seconds),
          },
          ...numba,
        ],
        targets: [
          { fast: 'first kernel, cold cache', below: 0.55 },
          { fast: 'further kernels, cold cache', below: 0.015 },
          { fast: 'import to first result, warm cache', below: 0.06 },
        ],
      }),
    )
    const verdict = threads === 0 ? 'reached' : 'missed '
    console.log(
      `${verdict}  threads started before the first result, warm cache: ${threads}, target none (the compiler is one)`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
