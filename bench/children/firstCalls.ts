/**
 * Measures the first calls of a process, in milliseconds, with whatever the cache folder of WAMBA_CACHE_DIR holds. Arguments: which of the
 * further kernels comes first, and how many milliseconds of rest precede each.
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

const { argumentsOf, kernels } = await import('../kernels/table.ts')
const others = kernels.filter((row: KernelRow) => row.name !== 'sumOfSquares')
const [turn = 0, rest = 0] = process.argv.slice(2).map(Number)
const further: number[] = []
for (let i = 0; i < others.length; i++) {
  const row = others[(turn + i) % others.length]
  const args = argumentsOf(row, 1_000) as never[]
  if (rest > 0) await setTimeout(rest)
  const began = performance.now()
  jit(row.fn)(...args)
  further.push(performance.now() - began)
}

console.log(
  JSON.stringify({ import: imported - start, first: called - ready, total: called - start, threads, further }),
)
