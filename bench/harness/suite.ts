import { mkdirSync } from 'node:fs'
import { add, complete, configure, cycle, save, suite } from 'benny'
import { resultsFolder } from '../paths.ts'
import type { Case } from './case.ts'
import { type Stats, statistics } from './stats.ts'
import { formatRatio, formatSpread, formatTable, formatTime } from './table.ts'
import { reportTargets, type Target } from './target.ts'

export interface SuiteOptions {
  readonly name: string
  readonly cases: readonly Case[]
  readonly targets: readonly Target[]
  /** The case that the last column compares with: how many times faster each is. */
  readonly baseline?: string
  /** Every round runs each case a few times, so that a machine that slows down slows all of them. */
  readonly rounds?: number
  /** Times benny calls each case in a round. */
  readonly repeats?: number
}

/**
 * Runs the cases as benny suites, one per round, prints a table with spread and the targets, and saves JSON and an HTML
 * chart of all samples.
 *
 * benny runs a case many times before it turns to the next, and counts operations in slots of 50 ms: neither suits
 * work of 20 to 100 ms on a machine whose speed drifts. So there are several short rounds, each case times itself, and
 * before the last round is saved benny's figures are replaced by those of all rounds.
 */
export async function runSuite(options: SuiteOptions): Promise<ReadonlyMap<string, Stats>> {
  const { name, cases, targets, baseline, rounds = 6, repeats = 4 } = options
  const samples = new Map(cases.map((c) => [c.name, [] as number[]]))
  for (const c of cases) await c.sample()
  for (let round = 1; round <= rounds; round++) await runRound(options, repeats, round === rounds, samples)
  for (const c of cases) c.verify?.()

  const results = new Map([...samples].map(([key, values]) => [key, statistics(values)]))
  const base = baseline === undefined ? undefined : results.get(baseline)
  const rows = [...results].map(([key, s]) => [
    key,
    formatTime(s.min),
    formatTime(s.median),
    formatSpread(s.spread),
    String(s.samples),
    base ? formatRatio(base.min / s.min) : '',
  ])
  console.log(`\n${name}\n${formatTable(['', 'min', 'median', 'spread', 'samples', base ? 'speed-up' : ''], rows)}`)
  for (const line of reportTargets(targets, results)) console.log(line)
  return results
}

async function runRound(
  { name, cases }: SuiteOptions,
  repeats: number,
  last: boolean,
  samples: ReadonlyMap<string, number[]>,
): Promise<void> {
  const failures: unknown[] = []
  let probing = true
  const tests = cases.map((c) =>
    add(c.name, async () => {
      // benny calls every test once, all at the same time, to learn what they return: nothing may be measured there.
      if (probing) return
      // It never hears of an error in an asynchronous test, and would wait for ever.
      try {
        samples.get(c.name)?.push(...(await c.sample()))
      } catch (error) {
        failures.push(error)
      }
    }),
  )
  const saved = { file: name, folder: resultsFolder, details: true }
  if (last) mkdirSync(resultsFolder, { recursive: true })
  await quietly(() =>
    suite(
      name,
      configure({ cases: { minSamples: repeats, maxTime: 0, minTime: 1e-9, delay: 0 }, minDisplayPrecision: 2 }),
      ...tests,
      cycle(() => undefined),
      on('start', () => {
        probing = false
      }),
      on('cycle', ({ target }) => pool(target, samples.get(target.name) ?? [])),
      complete(() => undefined),
      ...(last ? [save({ ...saved, format: 'json' }), save({ ...saved, format: 'chart.html' })] : []),
    ),
  )
  if (failures.length > 0) throw failures[0]
}

/** The part of a benchmark.js benchmark that benny reads its figures from. */
interface Measured {
  readonly name: string
  hz: number
  stats: Record<'mean' | 'deviation' | 'variance' | 'sem' | 'moe' | 'rme', number> & { sample: number[] }
}

interface Suite {
  on(event: string, listener: (event: { target: Measured }) => void): this
}

/** A benny entry that listens to an event of the suite. */
function on(event: string, listener: (event: { target: Measured }) => void) {
  return async () =>
    <T extends Suite>(events: T): T =>
      events.on(event, listener)
}

/** Puts the samples of all rounds in the place of benny's own. */
function pool(target: Measured, sample: readonly number[]): void {
  if (sample.length === 0) return
  const mean = sample.reduce((a, b) => a + b, 0) / sample.length
  const variance = sample.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, sample.length - 1)
  const sem = Math.sqrt(variance / sample.length)
  const moe = 1.96 * sem // 95 %, normal
  target.hz = 1 / mean
  target.stats = {
    sample: [...sample],
    mean,
    variance,
    deviation: Math.sqrt(variance),
    sem,
    moe,
    rme: (moe / mean) * 100,
  }
}

/** benny announces each suite, so each round, on the console; only the table should be there. */
async function quietly(run: () => Promise<unknown>): Promise<void> {
  const log = console.log
  console.log = () => {}
  try {
    await run()
  } finally {
    console.log = log
  }
}
