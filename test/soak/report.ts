/** What a soak did, and what it has to reach. */
export interface Report {
  readonly seconds: number
  readonly actions: Readonly<Record<string, number>>
  readonly calls: number
  readonly asyncCalls: number
  readonly kernels: number
  readonly kills: number
  readonly killsOfTheAssembler: number
  /** Workers that died, as the team counts them. */
  readonly deaths: number
  readonly redoneChunks: number
  readonly lost: number
  readonly wrong: readonly string[]
  /** Milliseconds from the order to kill a worker to the end of the first call after it, over what such a call takes. */
  readonly recoveries: readonly number[]
  readonly memory: { readonly start: Memory; readonly end: Memory }
}

/** In bytes. */
export interface Memory {
  readonly resident: number
  readonly heap: number
  readonly shared: number
}

/** How much more memory there may be at the end than at the start. */
const FLAT = 1.05
const SLACK = 4 * 2 ** 20
const RECOVERY_MS = 200

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

/** Prints a report. True where it has reached all but the time of recovery, which depends on what else the machine does. */
export function printReport(report: Report): boolean {
  const { memory, wrong } = report
  const recoveries = [...report.recoveries].sort((a, b) => a - b)
  const worst = recoveries.at(-1) ?? 0
  const median = recoveries[recoveries.length >> 1] ?? 0
  const flat =
    memory.end.resident <= FLAT * memory.start.resident && memory.end.shared <= FLAT * memory.start.shared + SLACK
  const rows: readonly (readonly [string, string])[] = [
    ['time', `${report.seconds.toFixed(0)} s`],
    ['calls', `${report.calls}, and ${report.asyncCalls} asynchronous`],
    ['kernels compiled', String(report.kernels)],
    [
      'actions',
      Object.entries(report.actions)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ],
    [
      'workers killed',
      `${report.kills} (${report.deaths} seen to die), and ${report.killsOfTheAssembler} of the assembler`,
    ],
    ['chunks redone', String(report.redoneChunks)],
    ['calls with arrays in doubt', String(report.lost)],
    ['recovery', `median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms${worst > RECOVERY_MS ? ' MISSED' : ''}`],
    [
      'resident memory',
      `${mebibytes(memory.start.resident)} → ${mebibytes(memory.end.resident)}${flat ? '' : ' NOT FLAT'}`,
    ],
    ['shared memory in use', `${mebibytes(memory.start.shared)} → ${mebibytes(memory.end.shared)}`],
    ['JavaScript heap', `${mebibytes(memory.start.heap)} → ${mebibytes(memory.end.heap)}`],
    ['wrong results', String(wrong.length)],
  ]
  for (const [name, value] of rows) console.log(`${name.padEnd(28)}${value}`)
  for (const each of wrong.slice(0, 10)) console.log(`WRONG ${each}`)
  return wrong.length === 0 && flat
}
