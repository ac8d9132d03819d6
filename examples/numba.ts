/**
 * The article's two Numba programs, in TypeScript: the sum of squares of 100,000,000 random doubles, and the product
 * of two arrays of 1,000,000. `npm start` runs it; a first argument gives another number of doubles.
 */
import { close, jit, prange, random, threads, vectorize, zeros } from 'wamba'
import { statistics } from '../bench/harness/stats.ts'
import { formatRatio, formatTable, formatTime } from '../bench/harness/table.ts'
import { NumbaTwin, numbaHint } from '../bench/numba.ts'

const sumOfSquares = jit((a: Float64Array) => {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i] ** 2
  return sum
})

const multiply = vectorize(['float64(float64, float64)'], (a, b) => a * b)

/** One row: what runs, and how its results differ from JavaScript's. */
interface Row {
  readonly name: string
  /** Runs `times` times and returns the seconds of each. */
  readonly measure: (times: number) => readonly number[] | Promise<readonly number[]>
  readonly difference: () => string
}

function timed(name: string, run: () => void, difference: () => string): Row {
  const once = () => {
    const start = performance.now()
    run()
    return (performance.now() - start) / 1e3
  }
  return { name, measure: (times) => Array.from({ length: times }, once), difference }
}

async function numbaRows(script: string, size: number, wanted: readonly string[]): Promise<[Row[], () => void]> {
  const twin = await NumbaTwin.start(script, { size })
  if (!twin) return [[], () => {}]
  const rows = wanted.map((name) => ({
    name: name.replace('Numba', `Numba ${twin.version}`),
    measure: async (times: number) => (await twin.measure(name, times)).seconds,
    difference: () => '–',
  }))
  return [rows, () => twin.close()]
}

/** Measures all rows in turns, so that a machine that slows down slows all of them, and prints the table. */
async function compare(title: string, rows: readonly Row[], rounds: number, times: number): Promise<void> {
  const samples = rows.map(() => [] as number[])
  for (const row of rows) await row.measure(times)
  for (let round = 0; round < rounds; round++) {
    for (const [i, row] of rows.entries()) samples[i].push(...(await row.measure(times)))
  }
  const stats = samples.map(statistics)
  const cells = rows.map((row, i) => [
    row.name,
    formatTime(stats[i].min),
    formatTime(stats[i].median),
    formatRatio(stats[0].min / stats[i].min),
    row.difference(),
  ])
  console.log(`\n${title}\n${formatTable(['', 'best', 'median', 'speed-up', 'largest difference from JS'], cells)}`)
}

async function firstProgram(n: number): Promise<void> {
  const data = random(n, { seed: 1 })
  const plain = new Float64Array(data)
  const alone = sumOfSquares.with({ threads: 1 })
  const sums = { js: 0, alone: 0, all: 0 }
  const difference = (sum: number) =>
    sum === sums.js ? '0' : `${Math.abs(sum - sums.js).toExponential(1)} in ${sums.js.toExponential(1)}`

  const [numba, stop] = await numbaRows('sum_of_squares.py', n, ['Numba prange, 1 thread', 'Numba prange, all threads'])
  await compare(
    `Sum of squares of ${n.toLocaleString('en')} random doubles`,
    [
      timed(
        'plain JavaScript',
        () => {
          let sum = 0
          for (let i = 0; i < plain.length; i++) sum += plain[i] * plain[i]
          sums.js = sum
        },
        () => '',
      ),
      timed(
        'wamba, 1 thread',
        () => {
          sums.alone = alone(data)
        },
        () => difference(sums.alone),
      ),
      timed(
        'wamba, all threads',
        () => {
          sums.all = sumOfSquares(data)
        },
        () => difference(sums.all),
      ),
      ...numba,
    ],
    7,
    1,
  )
  stop()
}

async function secondProgram(n: number): Promise<void> {
  const a = random(n, { seed: 2 })
  const b = random(n, { seed: 3 })
  const plain = { a: new Float64Array(a), b: new Float64Array(b), out: new Float64Array(n) }
  const outs = { alone: zeros(n), all: zeros(n) }
  const alone = multiply.with({ threads: 1 })
  const difference = (out: Float64Array) => String(largestDifference(out, plain.out))

  const [numba, stop] = await numbaRows('multiply.py', n, [
    'Numba prange, 1 thread',
    'Numba prange, all threads',
    'Numba @vectorize(parallel)',
  ])
  await compare(
    `Product of two arrays of ${n.toLocaleString('en')} random doubles`,
    [
      timed(
        'plain JavaScript',
        () => {
          for (let i = 0; i < n; i++) plain.out[i] = plain.a[i] * plain.b[i]
        },
        () => '',
      ),
      timed(
        'wamba, 1 thread',
        () => alone(a, b, outs.alone),
        () => difference(outs.alone),
      ),
      timed(
        'wamba, all threads',
        () => multiply(a, b, outs.all),
        () => difference(outs.all),
      ),
      ...numba,
    ],
    10,
    10,
  )
  stop()
}

function largestDifference(x: Float64Array, y: Float64Array): number {
  let largest = 0
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i] - y[i]))
  return largest
}

const n = Number(process.argv[2] ?? 100_000_000)
if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`${process.argv[2]} is not a number of elements`)
console.log(`Node ${process.version}, ${threads()} threads`)
await firstProgram(n)
await secondProgram(1_000_000)
if (!NumbaTwin.available()) console.log(`\n${numbaHint}`)
await close()
