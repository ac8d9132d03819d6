import { jit, type Kernel, type NdArray, prange, random, threads, zeros } from 'wamba'
import { statistics } from '../harness/stats.ts'
import { formatRatio, formatTable, formatTime } from '../harness/table.ts'
import { multiplyInto } from '../kernels/elementwise.ts'
import { sumOfSquares } from '../kernels/reductions.ts'

/** All threads may take this much longer than one, … */
const MOST = 1.1
/** … and by more seconds than the clock may be wrong by: a single call is timed in steps of some 10 ns. */
const CLOCK = 2e-8
/** What two threads gain where iterations are uneven. */
const UNEVEN = 1.8
/** Seconds that a sample lasts at least. */
const SAMPLE = 1e-3
/** Milliseconds of calls that are not counted. */
const WARM = 40
/** Milliseconds of other work before each call of the second scenario, in which the workers fall asleep. */
const PAUSE = 0.2

/**
 * V8 keeps vectors that have left their registers wherever its stack happens to be: at every other depth of calls a kernel may take an eighth
 * longer, on one thread and on all. So both are called at both.
 */
const DEPTHS = [0, 1]

interface Contender {
  readonly name: string
  readonly kernel: Kernel<never[], unknown>
  readonly sizes: readonly number[]
  /** Arguments for a size. */
  args(n: number): unknown[]
  readonly uneven?: boolean
}

const upTo = (most: number): number[] =>
  Array.from({ length: 15 }, (_, i) => Math.round(10 ** (i / 2))).filter((n) => n <= most)

const contenders: readonly Contender[] = [
  {
    name: 'multiply',
    kernel: jit(multiplyInto) as never,
    sizes: upTo(1e7),
    args: (n) => [random(n, { seed: 1 }), random(n, { seed: 2 }), zeros(n)],
  },
  {
    name: 'sum of squares',
    kernel: jit(sumOfSquares) as never,
    sizes: upTo(1e7),
    args: (n) => [random(n, { seed: 1 })],
  },
  {
    name: 'exp and sin',
    kernel: jit((x: Float64Array, y: Float64Array) => {
      for (const i of prange(x.length)) y[i] = Math.exp(-x[i] * x[i]) * Math.sin(x[i])
    }) as never,
    sizes: upTo(1e7),
    args: (n) => [random(n, { seed: 1 }), zeros(n)],
  },
  {
    name: 'triangle',
    kernel: jit((x: Float64Array, y: Float64Array) => {
      for (const i of prange(x.length)) {
        let s = 0
        for (let j = 0; j < i; j++) s += x[j] * x[i - j]
        y[i] = s
      }
    }) as never,
    sizes: upTo(1e4),
    args: (n) => [random(n, { seed: 1 }), zeros(n)],
    uneven: true,
  },
  {
    name: 'mandelbrot rows',
    kernel: jit((counts: Int32Array, width: number, height: number) => {
      for (const row of prange(height)) {
        for (let column = 0; column < width; column++) {
          const cr = (3.5 * column) / width - 2.5
          const ci = (2 * row) / height - 1
          let x = 0
          let y = 0
          let k = 0
          while (k < 200 && x * x + y * y <= 4) {
            const t = x * x - y * y + cr
            y = 2 * x * y + ci
            x = t
            k++
          }
          counts[row * width + column] = k
        }
      }
    }) as never,
    sizes: upTo(1e3),
    args: (n) => [zeros(n * n, 'int32'), n, n],
    uneven: true,
  },
  {
    name: 'stencil n × n',
    kernel: jit((a: NdArray<'float64'>, b: NdArray<'float64'>) => {
      for (const i of prange(a.shape[0])) {
        for (let j = 1; j < a.shape[1] - 1; j++) b.set(i, j, 0.5 * (a.get(i, j - 1) + a.get(i, j + 1)))
      }
    }) as never,
    sizes: upTo(3e3),
    args: (n) => [random([n, n], { seed: 1 }), zeros([n, n])],
  },
]

/** Calls on one thread and on all take turns, from one iteration to ten million: no size may be slower for having threads. */
export async function run(): Promise<void> {
  console.log(`\nscaling: speed-up of ${threads()} threads over one, of medians`)
  const slower: string[] = []
  const uneven: string[] = []
  for (const contender of contenders) {
    const rows = contender.sizes.map((n) => {
      const [warm, paused] = [compare(contender, n, false), compare(contender, n, true)]
      for (const [how, { one, all, ratio }] of Object.entries({ warm, paused })) {
        if (all > MOST * one && all - one > CLOCK)
          slower.push(`${contender.name} of ${n} (${how}): ${formatRatio(ratio)}`)
      }
      return [String(n), formatTime(warm.one), formatRatio(warm.ratio), formatRatio(paused.ratio)]
    })
    console.log(`\n${contender.name}\n${formatTable(['n', 'one thread', 'at once', 'after a pause'], rows)}`)
    const last = Number.parseFloat(rows[rows.length - 1][2])
    if (contender.uneven && last < UNEVEN) uneven.push(`${contender.name}: ${formatRatio(last)}`)
  }
  console.log(
    `\n${slower.length === 0 ? 'reached' : 'missed '}  no size is more than ${Math.round((MOST - 1) * 100)} % slower with ${threads()} threads` +
      slower.map((text) => `\n           ${text}`).join(''),
  )
  console.log(
    `${uneven.length === 0 ? 'reached' : 'missed '}  uneven loops gain at least ${formatRatio(UNEVEN)}${uneven.map((text) => `\n           ${text}`).join('')}`,
  )
}

function compare({ kernel, args }: Contender, n: number, pauses: boolean): { one: number; all: number; ratio: number } {
  const given = args(n) as never[]
  const alone = kernel.with({ threads: 1 })
  const calls = pauses ? 1 : Math.max(1, Math.ceil(SAMPLE / time(alone, given, 1, 0)))
  for (const until = performance.now() + WARM; performance.now() < until; ) {
    time(alone, given, calls, 0)
    time(kernel, given, calls, 0)
  }
  const samples = DEPTHS.map(() => ({ one: [] as number[], all: [] as number[] }))
  const start = performance.now()
  for (let round = 0; round < 64 && (round < 8 || performance.now() - start < 120); round++) {
    const depth = (round >> 1) % DEPTHS.length
    const both: readonly (readonly [number[], Kernel<never[], unknown>])[] = [
      [samples[depth].one, alone],
      [samples[depth].all, kernel],
    ]
    for (const [found, which] of round % 2 ? both : both.toReversed()) {
      if (pauses) pause()
      found.push(time(which, given, calls, DEPTHS[depth]))
    }
  }
  const [one, all] = (['one', 'all'] as const).map(
    (which) => samples.reduce((sum, each) => sum + statistics(each[which]).median, 0) / DEPTHS.length,
  )
  return { one, all, ratio: one / all }
}

/** Seconds of a call, `depth` calls further down the stack. */
function time(kernel: (...args: never[]) => unknown, args: never[], calls: number, depth: number): number {
  if (depth > 0) return time(kernel, args, calls, depth - 1)
  const start = performance.now()
  for (let i = 0; i < calls; i++) kernel(...args)
  return (performance.now() - start) / 1e3 / calls
}

function pause(): void {
  const until = performance.now() + PAUSE
  while (performance.now() < until);
}
