/** Says how many bytes of JavaScript heap a warm call allocates: of the kind given, `vectorize` or `jit`. */
import { type HeapProfiler, Session } from 'node:inspector/promises'
import { setTimeout } from 'node:timers/promises'
import { jit, random, vectorize, zeros } from 'wamba'
import { multiply, multiplyInto } from '../kernels/elementwise.ts'

const a = random(1_000, { seed: 1 })
const b = random(1_000, { seed: 2 })
const out = zeros(1_000)
const kernel = process.argv[2] === 'jit' ? jit(multiplyInto) : vectorize(['float64(float64, float64)'], multiply)

function repeatedCalls(calls: number): void {
  for (let i = 0; i < calls; i++) kernel(a, b, out)
}

// Until the optimising compiler of the engine is done, calls allocate feedback and code.
for (let i = 0; i < 100; i++) {
  repeatedCalls(10_000)
  await setTimeout(5)
}

// The heap's size says nothing, as collections come between: the sampling profiler counts what was allocated, and where.
const calls = 1_000_000
const session = new Session()
session.connect()
await session.post('HeapProfiler.startSampling', {
  samplingInterval: 256,
  includeObjectsCollectedByMinorGC: true,
  includeObjectsCollectedByMajorGC: true,
} as HeapProfiler.StartSamplingParameterType)
repeatedCalls(calls)
const { profile } = await session.post('HeapProfiler.stopSampling')

type Node = HeapProfiler.SamplingHeapProfileNode
const under = (node: Node): number => node.children.reduce((sum, child) => sum + under(child), node.selfSize)
const find = (node: Node): number =>
  node.callFrame.functionName === 'repeatedCalls' ? under(node) : node.children.reduce((sum, n) => sum + find(n), 0)

console.log(JSON.stringify({ bytes: find(profile.head) / calls, calls }))
session.disconnect()
