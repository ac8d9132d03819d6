import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { threads } from 'wamba'
import { type Competitor, contest } from '../harness/contest.ts'
import { plainLoops } from '../harness/plainLoops.ts'
import { geometricMean, type Stats, statistics } from '../harness/stats.ts'
import { formatRatio, formatSpread, formatTable, formatTime } from '../harness/table.ts'
import { prepare, Run } from '../harness/workload.ts'
import type { Anchor } from '../kernels/anchors/anchor.ts'
import { anchors } from '../kernels/anchors/table.ts'
import type { SizeName } from '../kernels/workload.ts'
import { NumbaPrograms } from '../numbaPrograms.ts'
import { resultsFolder } from '../paths.ts'

const PLAIN = 'plain JS'
const ALONE = 'wamba, 1 thread'
const TEAM = 'wamba, all threads'
const HAND_ALONE = 'by hand, 1 thread'
const HAND_TEAM = 'by hand, all threads'
const NUMBA_ALONE = 'Numba, 1 thread'
const NUMBA_TEAM = 'Numba, all threads'
const names = [PLAIN, ALONE, TEAM, HAND_ALONE, HAND_TEAM, NUMBA_ALONE, NUMBA_TEAM]

/** What every row should reach, where it names no figure of its own. */
const MOST_OF_HAND = 1.25
const MOST_OF_HAND_MEAN = 1.1
const LEAST_OF_NUMBA = 0.9
const LEAST_OF_NUMBA_MEAN = 2

type Results = ReadonlyMap<string, Stats>

interface Row {
  readonly anchor: Anchor
  readonly results: Results
}

/**
 * The anchors: each program as a user writes it against the same in AssemblyScript written by hand, in plain JavaScript and in Numba.
 * All take turns, and every result is verified.
 *
 * `--quick` takes smaller sizes and fewer rounds, `--rows=Mandelbrot,Jacobi` those rows whose names begin so.
 */
export async function run(): Promise<void> {
  const quick = process.argv.includes('--quick')
  const wanted = process.argv.find((arg) => arg.startsWith('--rows='))?.slice('--rows='.length)
  const chosen = anchors.filter(({ name }) => wanted?.split(',').some((part) => name.startsWith(part)) ?? true)
  const size: SizeName = quick ? 'MEDIUM' : 'LARGE'
  const rows: Row[] = []
  const numba = await NumbaPrograms.start('anchors_kernels')
  try {
    for (const anchor of chosen) {
      try {
        rows.push({ anchor, results: await measure(anchor, size, quick, numba) })
      } catch (error) {
        // One row that fails does not take the others with it.
        process.stderr.write(`${anchor.name} failed: ${error instanceof Error ? error.message : error}\n`)
        process.exitCode = 1
      }
    }
  } finally {
    numba?.close()
  }
  if (rows.length === 0) return
  report(rows, quick)
  mkdirSync(resultsFolder, { recursive: true })
  const saved = Object.fromEntries(rows.map(({ anchor, results }) => [anchor.name, Object.fromEntries(results)]))
  writeFileSync(join(resultsFolder, `anchors${quick ? '-quick' : ''}.json`), JSON.stringify(saved, null, 2))
}

async function measure(
  anchor: Anchor,
  size: SizeName,
  quick: boolean,
  numba: NumbaPrograms | undefined,
): Promise<Results> {
  const prepared = prepare(anchor, anchor.fastmath ? { fastmath: true } : {})
  const hand = anchor.byHand && ([1, 0] as const).map((each) => anchor.byHand!(each))
  const faster = anchor.fasterPlain && plainLoops(anchor.fasterPlain, anchor.scope)
  // Compiles, and gives V8 a look at the plain function.
  const small = new Run(anchor, 'MINI', prepared)
  for (let i = 0; i < 5; i++) {
    small.plain()
    if (faster) small.otherPlain(faster)
  }
  small.compiled(0)
  const run = new Run(anchor, size, prepared)
  const competitors: Competitor[] = [
    { name: PLAIN, sample: () => (faster ? run.otherPlain(faster) : run.plain()) },
    { name: ALONE, sample: () => run.compiled(1) },
    { name: TEAM, sample: () => run.compiled(0) },
  ]
  if (hand)
    competitors.push(
      { name: HAND_ALONE, sample: () => run.other(hand[0] as never) },
      { name: HAND_TEAM, sample: () => run.other(hand[1] as never) },
    )
  if (numba) {
    await numba.prepare(anchor, 'MINI', small.initial)
    await numba.measure(1)
    await numba.prepare(anchor, size, run.initial)
    competitors.push(
      { name: NUMBA_ALONE, sample: () => numba.measure(1) },
      { name: NUMBA_TEAM, sample: () => numba.measure(threads()) },
    )
  }
  // V8 compiles anew what has run for a while, and every competitor finds its pages there.
  for (const { sample } of competitors) for (let i = 0; i < 2; i++) await sample()
  const results = await contest(
    competitors.map(warmed),
    quick ? { rounds: 8, seconds: 0.35 } : { rounds: 25, seconds: 1.5 },
  )
  run.plain()
  run.compiled(1)
  run.verify()
  run.compiled(0)
  run.verify()
  numba?.verify(run.sums(), run.result, anchor.numbaTolerance)
  for (const program of hand ?? []) {
    run.other(program as never)
    run.verify()
  }
  if (process.stderr.isTTY) process.stderr.write(`${anchor.name}: ${formatTime(results.get(ALONE)!.min)}\n`)
  return results
}

/** Seconds of work in a sample: shorter work runs several times, so that what others left in the caches, and threads that sleep, do not show. */
const SAMPLE = 0.01
const MOST_RUNS = 25

function warmed({ name, sample }: Competitor): Competitor {
  let last = 0
  return {
    name,
    sample: async () => {
      const runs = last === 0 ? 1 : Math.max(1, Math.min(MOST_RUNS, Math.ceil(SAMPLE / last)))
      const times: number[] = []
      for (let i = runs > 1 ? -2 : 0; i < runs; i++) {
        const seconds = await sample()
        if (i >= 0) times.push(seconds)
      }
      last = statistics(times).median
      return last
    },
  }
}

/** How many times faster `fast` is than `slow`, by the minima. */
function ratio({ results }: Row, slow: string, fast: string): number | undefined {
  const [over, by] = [results.get(slow), results.get(fast)]
  return over && by && over.min / by.min
}

const ratios: readonly { readonly title: string; readonly slow: string; readonly fast: string }[] = [
  { title: '1 thr of hand', slow: ALONE, fast: HAND_ALONE },
  { title: 'all of hand', slow: TEAM, fast: HAND_TEAM },
  { title: '1 thr / JS', slow: PLAIN, fast: ALONE },
  { title: 'all / JS', slow: PLAIN, fast: TEAM },
  { title: '1 thr / Numba', slow: NUMBA_ALONE, fast: ALONE },
  { title: 'all / Numba', slow: NUMBA_TEAM, fast: TEAM },
]

function report(rows: readonly Row[], quick: boolean): void {
  const present = names.filter((name) => rows.some(({ results }) => results.has(name)))
  const titled = ({ anchor }: Row): string => {
    const sizes = quick ? `${anchor.name} (${anchor.sizes.MEDIUM.join(', ')})` : anchor.title
    return anchor.fastmath ? `${sizes}, fastmath` : sizes
  }
  const cells = (each: (stats: Stats) => string): string[][] =>
    rows.map((row) => [
      titled(row),
      ...present.map((name) => (row.results.has(name) ? each(row.results.get(name)!) : '–')),
    ])
  console.log(
    `\nAnchors: best times\n${formatTable(
      ['', ...present],
      cells(({ min }) => formatTime(min)),
    )}`,
  )
  const medians = cells(({ median, spread }) => `${formatTime(median)} ${formatSpread(spread)}`)
  console.log(`\nMedians and spread\n${formatTable(['', ...present], medians)}`)

  const columns = ratios.filter(({ slow, fast }) => present.includes(slow) && present.includes(fast))
  const cell = (value: number | undefined): string => (value === undefined ? '–' : formatRatio(value))
  const table = rows.map((row) => [titled(row), ...columns.map(({ slow, fast }) => cell(ratio(row, slow, fast)))])
  table.push(['geometric mean', ...columns.map(({ slow, fast }) => cell(mean(rows, slow, fast)))])
  const note = 'of hand: times as long as by hand; / JS, / Numba: times as fast'
  console.log(`\nRatios of best times (${note})\n${formatTable(['', ...columns.map(({ title }) => title)], table)}\n`)
  for (const line of verdicts(rows)) console.log(line)
}

function mean(rows: readonly Row[], slow: string, fast: string): number | undefined {
  const found = rows.flatMap((row) => ratio(row, slow, fast) ?? [])
  return found.length === 0 ? undefined : geometricMean(found)
}

/** A line on each figure to reach. */
function verdicts(rows: readonly Row[]): string[] {
  const lines: string[] = []
  const judge = (what: string, got: number | undefined, limit: number, most: boolean): void => {
    if (got === undefined) return
    const reached = most ? got <= limit : got >= limit
    const wanted = `${most ? 'at most' : 'at least'} ${formatRatio(limit)}`
    lines.push(`${reached ? 'reached' : 'missed '}  ${what}: ${formatRatio(got)}, target ${wanted}`)
  }
  for (const row of rows) {
    const { name, mostOfByHand = MOST_OF_HAND, leastOfPlain } = row.anchor
    judge(`${name}, 1 thread / by hand`, ratio(row, ALONE, HAND_ALONE), mostOfByHand, true)
    if (leastOfPlain) judge(`${name}, plain JS / 1 thread`, ratio(row, PLAIN, ALONE), leastOfPlain, false)
  }
  judge('geometric mean, 1 thread / by hand', mean(rows, ALONE, HAND_ALONE), MOST_OF_HAND_MEAN, true)
  for (const [slow, fast] of [
    [NUMBA_ALONE, ALONE],
    [NUMBA_TEAM, TEAM],
  ]) {
    for (const row of rows) {
      const got = ratio(row, slow, fast)
      if (got !== undefined && got < LEAST_OF_NUMBA) judge(`${row.anchor.name}, ${slow}`, got, LEAST_OF_NUMBA, false)
    }
    judge(`geometric mean, ${slow}`, mean(rows, slow, fast), LEAST_OF_NUMBA_MEAN, false)
  }
  return lines
}
