/**
 * Measures the first calls of a process, in milliseconds, with whatever the cache folder of WAMBA_CACHE_DIR holds. Arguments: which of the
 * further kernels comes first, how many milliseconds of rest precede each, and `polybench` for its programs in the place of small kernels.
 */
import { subscribe } from 'node:diagnostics_channel'
import { setTimeout } from 'node:timers/promises'
import type { KernelRow } from '../kernels/table.ts'

// Node announces each new thread: the compiler's helper, where it is loaded, is one.
let started = 0
subscribe('worker_threads', () => {
  started++
})

const start = performance.now()
const { jit, random } = await import('wamba')
const imported = performance.now()

// The kernels themselves import wamba, so they are imported after it.
const { sumOfSquares } = await import('../kernels/reductions.ts')
const data = random(1_000, { seed: 1 })
const ready = performance.now()
const sum = jit(sumOfSquares)(data)
const called = performance.now()
const threads = started
if (!(sum > 0)) throw new Error(`the sum of squares gave ${sum}`)

const [turn = 0, rest = 0] = process.argv.slice(2).map(Number)
const further: number[] = []
const programs = process.argv[4] === 'polybench' ? await polybenchPrograms() : await tablePrograms()
for (let i = 0; i < programs.length; i++) {
  const program = programs[(turn + i) % programs.length]
  if (rest > 0) await setTimeout(rest)
  const began = performance.now()
  program()
  further.push(performance.now() - began)
}

/** The other small kernels, each to be compiled and called once. */
async function tablePrograms(): Promise<(() => unknown)[]> {
  const { argumentsOf, kernels } = await import('../kernels/table.ts')
  return kernels
    .filter((row: KernelRow) => row.name !== 'sumOfSquares')
    .map((row: KernelRow) => {
      const args = argumentsOf(row, 1_000) as never[]
      return () => jit(row.fn)(...args)
    })
}

async function polybenchPrograms(): Promise<(() => unknown)[]> {
  const { polybench } = await import('../kernels/polybench/table.ts')
  const { workloadArguments } = await import('../kernels/workload.ts')
  return polybench.map((workload) => {
    const args = workloadArguments(workload, 'MINI') as never[]
    return () => jit(workload.kernel, { scope: workload.scope })(...args)
  })
}

console.log(
  JSON.stringify({ import: imported - start, first: called - ready, total: called - start, threads, further }),
)
