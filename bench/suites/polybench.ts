import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { threads } from 'wamba'
import { type Budget, type Competitor, contest } from '../harness/contest.ts'
import { geometricMean, type Stats } from '../harness/stats.ts'
import { formatRatio, formatTable, formatTime } from '../harness/table.ts'
import { prepare, Run } from '../harness/workload.ts'
import { examples } from '../kernels/numba/table.ts'
import { polybench } from '../kernels/polybench/table.ts'
import type { SizeName, Workload } from '../kernels/workload.ts'
import { NumbaPrograms } from '../numbaPrograms.ts'
import { resultsFolder } from '../paths.ts'

const budgets: Readonly<Record<SizeName, Budget>> = {
  MINI: { rounds: 20, seconds: 0.1 },
  MEDIUM: { rounds: 15, seconds: 1.5 },
  LARGE: { rounds: 5, seconds: 8 },
}

const PLAIN = 'plain JS'
const ALONE = 'wamba, 1 thread'
const TEAM = 'wamba, all threads'
const NUMBA_ALONE = 'Numba, 1 thread'
const NUMBA_TEAM = 'Numba, all threads'

/** Columns of ratios: how many times faster the second is than the first. */
const ratios: readonly { readonly title: string; readonly slow: string; readonly fast: string }[] = [
  { title: '1 thr / JS', slow: PLAIN, fast: ALONE },
  { title: 'all / JS', slow: PLAIN, fast: TEAM },
  { title: '1 thr / Numba', slow: NUMBA_ALONE, fast: ALONE },
  { title: 'all / Numba', slow: NUMBA_TEAM, fast: TEAM },
]

type Results = ReadonlyMap<string, Stats>

/**
 * PolyBench/C 4.2 and Numba's examples against plain JavaScript (flat arrays, plain loops) and Numba. Every compiled result is
 * compared with that of plain JavaScript.
 *
 * `--size=MEDIUM` and `--kernels=gemm,lu` choose a part.
 */
export async function run(): Promise<void> {
  const sizes = (option('size')?.split(',') ?? ['MEDIUM', 'LARGE']) as SizeName[]
  const wanted = option('kernels')?.split(',')
  const chosen = [...polybench, ...examples].filter(({ name }) => wanted?.includes(name) ?? true)
  const numba = await NumbaPrograms.start('polybench_kernels')
  try {
    for (const size of sizes) await runSize(size, chosen, numba)
  } finally {
    numba?.close()
  }
}

async function runSize(size: SizeName, chosen: readonly Workload[], numba: NumbaPrograms | undefined): Promise<void> {
  const all = new Map<string, Results>()
  for (const workload of chosen) {
    try {
      const results = await measure(workload, size, numba)
      all.set(workload.name, results)
      if (process.stderr.isTTY) process.stderr.write(`${workload.name}: ${formatTime(results.get(ALONE)!.min)}\n`)
    } catch (error) {
      // One kernel that fails does not take the table of the others with it.
      const reason = error instanceof Error ? error.message : String(error)
      process.stderr.write(`${workload.name} failed: ${reason}\n`)
      process.exitCode = 1
    }
  }
  if (all.size === 0) return
  report(size, all)
  mkdirSync(resultsFolder, { recursive: true })
  const saved = Object.fromEntries([...all].map(([name, results]) => [name, Object.fromEntries(results)]))
  writeFileSync(join(resultsFolder, `polybench-${size}.json`), JSON.stringify(saved, null, 2))
}

async function measure(workload: Workload, size: SizeName, numba: NumbaPrograms | undefined): Promise<Results> {
  const prepared = prepare(workload)
  // Compiles, and gives V8 a look at the plain function.
  const small = new Run(workload, 'MINI', prepared)
  for (let i = 0; i < 5; i++) small.plain()
  small.compiled(0)
  const run = new Run(workload, size, prepared)
  const competitors: Competitor[] = [
    { name: PLAIN, sample: () => run.plain() },
    { name: ALONE, sample: () => run.compiled(1) },
    { name: TEAM, sample: () => run.compiled(0) },
  ]
  if (numba) {
    await numba.prepare(workload, 'MINI', small.initial)
    await numba.measure(1)
    await numba.prepare(workload, size, run.initial)
    competitors.push(
      { name: NUMBA_ALONE, sample: () => numba.measure(1) },
      { name: NUMBA_TEAM, sample: () => numba.measure(threads()) },
    )
  }
  const results = await contest(competitors, budgets[size])
  run.verify()
  numba?.verify(run.sums())
  return results
}

function report(size: SizeName, all: ReadonlyMap<string, Results>): void {
  const names = [PLAIN, ALONE, TEAM, NUMBA_ALONE, NUMBA_TEAM].filter((name) => [...all.values()][0].has(name))
  const columns = ratios.filter(({ slow }) => names.includes(slow))
  const ratio = (results: Results, { slow, fast }: (typeof ratios)[number]): number =>
    results.get(slow)!.min / results.get(fast)!.min
  const mean = (title: string, of: readonly Results[]): string[][] =>
    of.length < 2
      ? []
      : [[title, ...names.map(() => ''), ...columns.map((c) => formatRatio(geometricMean(of.map((r) => ratio(r, c)))))]]
  const rows = [...all].map(([name, results]) => [
    name,
    ...names.map((n) => formatTime(results.get(n)!.min)),
    ...columns.map((column) => formatRatio(ratio(results, column))),
  ])
  const ofPolybench = polybench.flatMap(({ name }) => all.get(name) ?? [])
  rows.push(...mean('geometric mean, PolyBench', ofPolybench), ...mean('geometric mean', [...all.values()]))
  const header = [size, ...names, ...columns.map(({ title }) => title)]
  console.log(`\nPolyBench/C 4.2 and Numba's examples, ${size}: best times\n${formatTable(header, rows)}`)
  reportTargets(size, all, ratio)
}

function reportTargets(
  size: SizeName,
  all: ReadonlyMap<string, Results>,
  ratio: (results: Results, column: (typeof ratios)[number]) => number,
): void {
  const least = size === 'LARGE' ? 1 : 0.95
  const slow = [...all].filter(([, results]) => ratio(results, ratios[0]) < least)
  const slowest = slow.map(([name, results]) => `${name} ${formatRatio(ratio(results, ratios[0]))}`).join(', ')
  console.log(
    `${slow.length === 0 ? 'reached' : 'missed '}  no kernel below ${formatRatio(least)} plain JS on one thread${slowest && `: ${slowest}`}`,
  )
  const twins = polybench.flatMap(({ name }) => all.get(name) ?? []).filter((results) => results.has(NUMBA_TEAM))
  if (twins.length === 0) return
  const mean = geometricMean(twins.map((results) => ratio(results, ratios[3])))
  console.log(`${mean >= 1.3 ? 'reached' : 'missed '}  geometric mean against Numba ${formatRatio(mean)}, target 1.30×`)
}

function option(name: string): string | undefined {
  return process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
}
