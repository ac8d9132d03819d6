/** What a soak does, each with how often beside the others. */
import {
  asarray,
  close,
  disposable,
  empty,
  free,
  info,
  NdArray,
  random,
  setThreads,
  tidy,
  WorkerLostError,
  zeros,
} from 'wamba'
import { teamInfo } from '#wamba/team/team.js'
import {
  add,
  advance,
  doubled,
  histogram,
  iterate,
  multiply,
  newKernel,
  pick,
  scale,
  smallest,
  sweeps,
  total,
  triangle,
} from './kernels.ts'
import { turn, type World } from './world.ts'

export interface Action {
  readonly name: string
  readonly weight: number
  run(world: World): void | Promise<void>
}

/** Integers, in shared memory or not. */
function integers(world: World, n: number, shared = world.random() < 0.8): Float64Array {
  const plain = Float64Array.from({ length: n }, () => world.below(1000))
  return shared ? (asarray(plain) as Float64Array) : plain
}

function limited<K extends { with(options: { threads: number }): K }>(world: World, kernel: K): K {
  return world.random() < 0.8 ? kernel : kernel.with({ threads: 1 + world.below(4) })
}

/** Runs a call that a dying worker may leave in doubt. True where it was done. */
function orLost(world: World, call: () => void, arrays: readonly string[]): boolean {
  world.calls++
  try {
    call()
    return true
  } catch (error) {
    if (!(error instanceof WorkerLostError)) throw error
    world.lost++
    world.expect(
      error.arrays.every((name) => arrays.includes(name)),
      () => `in doubt are ${error.arrays}`,
    )
    return false
  }
}

function iterated(x: number, steps: number): number {
  for (let k = 0; k < steps; k++) x = x * 0.5 + 1
  return x
}

/** One call of some kernel, compared with plain JavaScript. */
const calls: readonly ((world: World) => void)[] = [
  (world) => {
    const a = integers(world, world.length())
    const out = world.random() < 0.5 ? empty(a.length) : new Float64Array(a.length)
    const by = world.below(100)
    limited(world, scale)(a, out, by)
    world.same(
      out,
      a.map((x) => x * by + 1),
    )
  },
  (world) => {
    const a = integers(world, world.length())
    const typed = world.pick([
      a,
      Float32Array.from(a),
      Int32Array.from(a),
      asarray(a, { dtype: 'float32' }),
    ]) as Float64Array
    const got = limited(world, total)(typed)
    world.same([got], [a.reduce((x, y) => x + y, 0)])
  },
  (world) => {
    const a = integers(world, world.length())
    const [best, at] = smallest(a) as unknown as [number, number]
    const expected = a.reduce((x, y) => Math.min(x, y), Infinity)
    world.same([best, at], [expected, a.indexOf(expected)])
  },
  (world) => {
    const a = integers(world, world.length())
    const counts = zeros(64, 'int32')
    if (!orLost(world, () => histogram(a, counts), ['counts'])) return
    const expected = new Int32Array(64)
    for (const x of a) expected[x & 63]++
    world.same(counts, expected)
  },
  (world) => {
    const n = 1 + world.below(600)
    const out = zeros(n)
    limited(world, triangle)(n, out)
    world.same(
      out,
      Array.from({ length: n }, (_, i) => (i * (i + 1)) / 2),
    )
  },
  (world) => {
    const a = integers(world, world.length())
    world.same(
      doubled(a) as Float64Array,
      a.map((x) => 2 * x),
    )
  },
  (world) => {
    const a = integers(world, 1 + world.below(5000), true)
    const before = a.slice()
    const times = 1 + world.below(10)
    if (orLost(world, () => sweeps(a, zeros(a.length), times), ['a', 'b']))
      world.same(
        a,
        before.map((x) => x + 2 * times),
      )
  },
  (world) => {
    const [rows, columns] = [1 + world.below(60), 1 + world.below(60)]
    const grid = new NdArray(integers(world, rows * columns), [rows, columns])
    const row = integers(world, columns)
    const got = add(grid, row) as unknown as NdArray<'float64'>
    world.same(
      got.data,
      (grid.data as Float64Array).map((x, i) => x + row[i % columns]),
    )
    world.same(
      multiply(row, 3) as Float64Array,
      row.map((x) => x * 3),
    )
  },
]

/** Milliseconds that the best call of `steady` has taken. */
let usual = Infinity
const STEADY = 60_000
/** Some ten milliseconds on two threads. */
const STEPS = 2000
/** Before the first kill, so that its time is that of a call whose kernel is compiled. */
const PRACTICE = 5
let steady: [Float64Array, Float64Array] | undefined

/** One call of known length, right whatever dies. Returns the milliseconds. */
function steadyCall(world: World): number {
  steady ??= [zeros(STEADY), zeros(STEADY)]
  const [a, out] = steady
  out[0] = out[STEADY - 1] = 0
  const began = performance.now()
  world.calls++
  iterate(a, out, STEPS)
  const took = performance.now() - began
  world.expect(
    out.every((x) => x === 2),
    () => `got ${out.find((x) => x !== 2)}`,
  )
  return took
}

export const actions: readonly Action[] = [
  {
    name: 'calls',
    weight: 60,
    run(world) {
      for (let i = world.below(10); i >= 0; i--) {
        world.calls++
        world.pick(calls)(world)
      }
    },
  },
  {
    name: 'in place',
    weight: 6,
    run(world) {
      const a = integers(world, world.length(), true)
      const before = a.slice()
      if (orLost(world, () => advance(a, 20), ['a']))
        world.same(
          a,
          before.map((x) => iterated(x, 20)),
        )
    },
  },
  {
    name: 'arrays',
    weight: 8,
    run(world) {
      const kept = tidy(() => {
        const a = random(world.length(), { seed: 7 })
        const b = zeros(world.length())
        if (world.random() < 0.3) free(b)
        return { part: a.subarray(a.length >> 1), all: a }
      })
      world.same(kept.part, random(kept.all.length, { seed: 7 }).subarray(kept.all.length >> 1))
      free(kept.all)
      for (let i = 0; i < 50; i++) empty(world.length())
      const view = asarray([1, 2, 3]) as Float64Array & Partial<Disposable>
      disposable(view)[Symbol.dispose]()
    },
  },
  {
    name: 'errors',
    weight: 4,
    run(world) {
      const a = integers(world, 10)
      try {
        pick(a, 10 + world.below(5))
        world.expect(false, () => 'no RangeError')
      } catch (error) {
        world.expect(error instanceof RangeError && /out of bounds/.test(error.message), () => String(error))
      }
      world.same([pick(a, 3)], [a[3]])
    },
  },
  {
    name: 'new kernels',
    weight: 1.5,
    run(world) {
      const constant = world.below(1e9)
      const kernel = newKernel(constant)
      world.kernels++
      const a = integers(world, world.length())
      const out = zeros(a.length)
      try {
        kernel(a, out)
      } catch (error) {
        // The assembler was killed; the next call starts another.
        if (!/helper thread ended/.test(String(error))) throw error
        kernel(a, out)
      }
      world.same(
        out,
        a.map((x) => x * constant + (x > constant ? 1 : 2)),
      )
    },
  },
  {
    name: 'threads',
    weight: 2,
    run(world) {
      setThreads(1 + world.below(4))
    },
  },
  {
    name: 'kill',
    weight: 1.5,
    async run(world) {
      if (info().threads < 2) setThreads(3)
      for (let i = usual === Infinity ? PRACTICE : 1; i > 0; i--) usual = Math.min(usual, steadyCall(world))
      const living = [...world.workers].filter(({ threadId }) => threadId >= 0)
      if (living.length === 0) return
      const victims = world.random() < 0.8 ? [world.pick(living)] : living
      const began = performance.now()
      const ends = victims.map((worker) => worker.terminate())
      world.kills += victims.length
      // One of these calls has the worker die in it, or begins without it.
      const took = [steadyCall(world), steadyCall(world), steadyCall(world)]
      world.recoveries.push(Math.max(0, Math.max(...took) - usual))
      const a = integers(world, 20_000, true)
      const before = a.slice()
      if (orLost(world, () => advance(a, 50), ['a']))
        world.same(
          a,
          before.map((x) => iterated(x, 50)),
        )
      if (world.random() < 0.5) await Promise.all(ends)
      world.expect(performance.now() - began < 30_000, () => `took ${performance.now() - began} ms`)
    },
  },
  {
    name: 'kill while they work',
    weight: 1,
    async run(world) {
      if (info().threads < 2) setThreads(3)
      const [a, out] = [zeros(STEADY), zeros(STEADY)]
      const inPlace = integers(world, STEADY, true)
      const before = inPlace.slice()
      const results = [iterate.async(a, out, 4 * STEPS), advance.async(inPlace, 50)]
      // In the midst of their work or, now and then, anywhere.
      const meant = Math.min(results.length, world.below(4))
      let over = 0
      for (const each of results)
        void each.then(
          () => over++,
          () => over++,
        )
      while (over < meant && teamInfo().working === 0) await turn()
      for (let i = world.below(40); i >= 0; i--) await turn()
      const ends = [...world.workers].filter(() => world.random() < 0.5).map((worker) => worker.terminate())
      world.kills += ends.length
      world.asyncCalls += results.length
      const [first, second] = await Promise.allSettled(results)
      for (const each of [first, second]) {
        if (each.status === 'fulfilled') continue
        if (!(each.reason instanceof WorkerLostError)) throw each.reason
        world.lost++
      }
      if (first.status === 'fulfilled') world.same(out, out.slice().fill(2))
      if (second.status === 'fulfilled')
        world.same(
          inPlace,
          before.map((x) => iterated(x, 50)),
        )
      // The end of a thread does not keep the process alive.
      const alive = setInterval(() => {}, 1000)
      await Promise.all(ends)
      clearInterval(alive)
    },
  },
  {
    name: 'kill the assembler',
    weight: 0.1,
    async run(world) {
      for (const worker of world.assemblers) {
        world.killsOfTheAssembler++
        await worker.terminate()
      }
    },
  },
  {
    name: 'exhaust the memory',
    weight: 0.15,
    run(world) {
      tidy(() => {
        const held: unknown[] = []
        try {
          for (;;) held.push(empty(2 ** 25))
        } catch (error) {
          world.expect((error as Error).name === 'MemoryError' && held.length > 0, () => String(error))
        }
      })
      world.pick(calls)(world)
    },
  },
  {
    name: 'close',
    weight: 0.15,
    async run(world) {
      const closing = close()
      world.pick(calls)(world)
      await closing
    },
  },
  {
    name: 'async',
    weight: 3,
    async run(world) {
      const a = integers(world, world.length(), true)
      const out = zeros(a.length)
      const results = [total.async(a), iterate.async(a, out, 20), total.async(a.slice())]
      if (world.random() < 0.3) world.workers.size > 0 && world.pick([...world.workers]).terminate()
      world.pick(calls)(world)
      const settled = await Promise.allSettled(results)
      world.asyncCalls += settled.length
      const sum = a.reduce((x, y) => x + y, 0)
      for (const [i, each] of settled.entries()) {
        if (each.status === 'fulfilled' && i !== 1) world.same([each.value as number], [sum])
        else if (each.status === 'fulfilled')
          world.same(
            out,
            a.map((x) => iterated(x, 20)),
          )
        else if (each.reason instanceof WorkerLostError) world.lost++
        else throw each.reason
      }
      await turn()
    },
  },
]
