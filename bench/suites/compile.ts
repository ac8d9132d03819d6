import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from '../harness/child.ts'
import { runSuite } from '../harness/suite.ts'
import { withNumba } from '../numba.ts'

const seconds = (ms: number): number => ms / 1e3

/** Between kernels of a script that does something else meanwhile. */
const REST = 100

/**
 * First calls, each in a fresh process: with an empty disk cache and with one that holds the kernels. A process compiles a dozen different
 * kernels, one after the other.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wamba-bench-'))
  try {
    const warm = { WAMBA_CACHE_DIR: join(folder, 'warm') }
    await runChild('firstCalls', [], warm)
    const { threads } = await runChild('firstCalls', [], warm)
    let cold = 0
    // Another kernel comes first each time: the earlier, the colder the compiler.
    const runCold = (rest = 0, kernels = 'small') =>
      runChild('firstCalls', [`${cold}`, `${rest}`, kernels], { WAMBA_CACHE_DIR: join(folder, `cold-${cold++}`) })

    await withNumba('compile.py', {}, 1, (numba) =>
      runSuite({
        name: 'compile',
        rounds: 2,
        repeats: 3,
        cases: [
          { name: 'first kernel, cold cache', sample: async () => [seconds((await runCold()).first)] },
          { name: 'second kernel, at once', sample: async () => [seconds((await runCold()).further[0])] },
          { name: 'further kernels, cold cache', sample: async () => (await runCold()).further.map(seconds) },
          {
            name: `further kernels, ${REST} ms apart`,
            sample: async () => (await runCold(REST)).further.map(seconds),
          },
          { name: 'PolyBench, cold cache', sample: async () => (await runCold(0, 'polybench')).further.map(seconds) },
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
          { fast: `further kernels, ${REST} ms apart`, below: 0.015 },
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
