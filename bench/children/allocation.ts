/** Says how many bytes of heap a warm call allocates: of the name given, `vectorize` or `jit`. */
import { PerformanceObserver } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { jit, random, vectorize, zeros } from 'wamba'
import { multiply, multiplyInto } from '../kernels/elementwise.ts'

const a = random(1_000, { seed: 1 })
const b = random(1_000, { seed: 2 })
const out = zeros(1_000)
const kernel = process.argv[2] === 'jit' ? jit(multiplyInto) : vectorize(['float64(float64, float64)'], multiply)

function repeat(calls: number): void {
  for (let i = 0; i < calls; i++) kernel(a, b, out)
}

// Until the optimising compiler of the engine is done, calls allocate feedback and code.
for (let i = 0; i < 20; i++) {
  repeat(10_000)
  await setTimeout(5)
}

let collections = 0
new PerformanceObserver((list) => {
  collections += list.getEntries().length
}).observe({ entryTypes: ['gc'] })

const total = 1_000_000
const before = process.memoryUsage().heapUsed
repeat(total)
const bytes = Math.max(0, process.memoryUsage().heapUsed - before) / total
await setTimeout(20)
console.log(JSON.stringify({ bytes, collections, total }))
