import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { erf, erfc, exp2, gamma, jit, lgamma, prange, random, zeros } from 'wamba'
import { type Competitor, contest } from '../harness/contest.ts'
import type { Stats } from '../harness/stats.ts'
import { formatRatio, formatTable } from '../harness/table.ts'
import { mathByHand } from '../kernels/mathByHand.ts'
import { NumbaTwin } from '../numba.ts'
import { resultsFolder } from '../paths.ts'

/** Two float64 arrays of this length stay in the L2 cache. */
const N = 8192
const CALLS = 8
const BUDGET = { rounds: 40, seconds: 0.05 }

/** The ranges of the operands, the same as those of `bench/python/math_functions.py`. */
const functions: Readonly<Record<string, readonly (readonly [low: number, high: number])[]>> = {
  exp: [[-20, 20]],
  exp2: [[-20, 20]],
  expm1: [[-5, 5]],
  log: [[0.001, 100]],
  log2: [[0.001, 100]],
  log10: [[0.001, 100]],
  log1p: [[-0.5, 100]],
  sin: [[-10, 10]],
  cos: [[-10, 10]],
  tan: [[-10, 10]],
  asin: [[-1, 1]],
  acos: [[-1, 1]],
  atan: [[-10, 10]],
  atan2: [
    [-10, 10],
    [-10, 10],
  ],
  sinh: [[-5, 5]],
  cosh: [[-5, 5]],
  tanh: [[-5, 5]],
  asinh: [[-10, 10]],
  acosh: [[1, 20]],
  atanh: [[-1, 1]],
  pow: [
    [0.01, 100],
    [-10, 10],
  ],
  cbrt: [[-100, 100]],
  hypot: [
    [-10, 10],
    [-10, 10],
  ],
  erf: [[-3, 3]],
  erfc: [[-3, 9]],
  gamma: [[0.1, 30]],
  lgamma: [[0.1, 100]],
}

const EXPORTS = { exp2, erf, erfc, gamma, lgamma }
const COLUMNS = ['wamba', 'V8', 'by hand', 'NumPy', 'Numba'] as const
type Dtype = 'float64' | 'float32'
type Floats = Float64Array | Float32Array
type Loop = (x: Floats, y: Floats, out: Floats) => void

interface Row {
  readonly name: string
  readonly dtype: Dtype
  readonly results: ReadonlyMap<string, Stats>
}

/**
 * The elementary functions, nanoseconds an element, one thread, arrays in the cache: wamba's kernels, V8's `Math` in a plain loop, functions
 * written by hand, NumPy and Numba. `--functions=exp,sin` chooses some.
 */
export async function run(): Promise<void> {
  const wanted = process.argv
    .find((arg) => arg.startsWith('--functions='))
    ?.slice(12)
    .split(',')
  const names = Object.keys(functions).filter((name) => wanted?.includes(name) ?? true)
  const twin = await NumbaTwin.start('math_functions.py', { size: N, calls: CALLS })
  const rows: Row[] = []
  try {
    for (const dtype of ['float64', 'float32'] as const)
      for (const name of names) rows.push({ name, dtype, results: await measure(name, dtype, twin) })
  } finally {
    twin?.close()
  }
  report(rows)
  mkdirSync(resultsFolder, { recursive: true })
  const saved = rows.map(({ name, dtype, results }) => ({ name, dtype, seconds: Object.fromEntries(results) }))
  writeFileSync(join(resultsFolder, 'math.json'), JSON.stringify(saved, null, 2))
}

async function measure(name: string, dtype: Dtype, twin: NumbaTwin | undefined): Promise<Row['results']> {
  const ranges = functions[name]
  const [x, y] = [ranges[0], ranges.at(-1)!].map(([low, high], i) => {
    const array = random(N, { seed: i + 1, dtype }) as Floats
    return array.map((u) => low + (high - low) * u)
  })
  const shared = [x, y].map((array) => {
    const copy = zeros(N, dtype) as Floats
    copy.set(array)
    return copy
  })
  const out = zeros(N, dtype) as Floats
  const plainOut = x.slice()
  const kernel = kernelOf(name, ranges.length)
  const competitors: Competitor[] = [competitor('wamba', () => kernel(shared[0], shared[1], out))]
  if (name in Math) {
    const plain = plainLoop(name, ranges.length)
    competitors.push(competitor('V8', () => plain(x, y, plainOut)))
  }
  const hand = mathByHand(name, dtype === 'float64' ? 'f64' : 'f32')
  if (hand) competitors.push(competitor('by hand', () => hand(shared[0], shared[1], out)))
  for (const kind of ['NumPy', 'Numba']) {
    const title = `${name} ${dtype} ${kind}`
    if (twin?.names.includes(title))
      competitors.push({ name: kind, sample: async () => (await twin.measure(title, 1)).seconds[0] })
  }
  return contest(competitors, BUDGET)
}

function competitor(name: string, run: () => void): Competitor {
  // Until V8 has compiled it for good.
  for (let i = 0; i < 100; i++) run()
  return {
    name,
    sample: () => {
      const start = performance.now()
      for (let i = 0; i < CALLS; i++) run()
      return (performance.now() - start) / 1e3 / CALLS
    },
  }
}

function kernelOf(name: string, operands: number): Loop {
  const call = `${name in EXPORTS ? '' : 'Math.'}${name}(${operands === 2 ? 'x[i], y[i]' : 'x[i]'})`
  const text = `(x, y, out) => { for (const i of prange(out.length)) out[i] = ${call} }`
  const scope = { prange, ...EXPORTS }
  const kernel = jit(new Function(...Object.keys(scope), `return ${text}`)(...Object.values(scope)) as Loop)
  return kernel.with({ threads: 1 }) as Loop
}

/** A function of its own for each, so that V8 sees one type of array. */
function plainLoop(name: string, operands: number): Loop {
  const call = `Math.${name}(${operands === 2 ? 'x[i], y[i]' : 'x[i]'})`
  return new Function('x', 'y', 'out', `for (let i = 0; i < out.length; i++) out[i] = ${call}`) as Loop
}

const nanoseconds = ({ results }: Row, column: string): number | undefined => {
  const stats = results.get(column)
  return stats && (stats.min / N) * 1e9
}

const ratio = (row: Row, above: string, below: string): number | undefined => {
  const [a, b] = [nanoseconds(row, above), nanoseconds(row, below)]
  return a && b && a / b
}

function report(rows: readonly Row[]): void {
  const cells = rows.map((row) => [
    `${row.name} ${row.dtype}`,
    ...COLUMNS.map((column) => nanoseconds(row, column)?.toFixed(2) ?? ''),
    ...['V8', 'by hand', 'NumPy', 'Numba'].map((column) => {
      const found = ratio(row, column, 'wamba')
      return found === undefined ? '' : formatRatio(found)
    }),
  ])
  const header = ['', ...COLUMNS, 'than V8', 'than by hand', 'than NumPy', 'than Numba']
  console.log(`\nmath: nanoseconds an element, and how many times faster wamba is\n${formatTable(header, cells)}`)
  verdict('at least 2× V8’s Math', rows, (row) => (ratio(row, 'V8', 'wamba') ?? 2) >= 2, 'V8', 'wamba')
  const most = ({ name, dtype }: Row): number =>
    ['tanh', 'erf'].includes(name) || (name === 'sin' && dtype === 'float32') ? 1.6 : 1.3
  const near = (row: Row): boolean => (ratio(row, 'wamba', 'by hand') ?? 0) <= most(row)
  verdict('within 1.3× of by hand (tanh, erf, float32 sin 1.6×)', rows, near, 'wamba', 'by hand')
}

function verdict(
  target: string,
  rows: readonly Row[],
  holds: (row: Row) => boolean,
  above: string,
  below: string,
): void {
  const missed = rows.filter((row) => !holds(row))
  const which = missed.map((row) => `${row.name} ${row.dtype} ${formatRatio(ratio(row, above, below)!)}`).join(', ')
  console.log(`${missed.length === 0 ? 'reached' : 'missed '}  ${target}${which && `: ${which}`}`)
}
