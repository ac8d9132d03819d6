import { jit, prange, random, threads } from 'wamba'
import { runChild } from '../harness/child.ts'
import { formatTime } from '../harness/table.ts'

const PROCESSES = 16
/** Milliseconds of rest in which the CPU time of an idle process is taken. */
const REST = 2000
/** The most that it may use, as a share of one core. */
const MOST_IDLE = 0.005

const sum = jit((a: Float64Array) => {
  let s = 0
  for (const i of prange(a.length)) s += Math.sqrt(a[i])
  return s
})

/** What an idle process uses, and many at once. */
export async function run(): Promise<void> {
  const a = random(1_000_000, { seed: 1 })
  const want = sum(a)
  for (let i = 0; i < 50; i++) sum(a)
  await sum.async(a)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const before = process.cpuUsage()
  await new Promise((resolve) => setTimeout(resolve, REST))
  const { user, system } = process.cpuUsage(before)
  const idle = (user + system) / 1e3 / REST
  console.log(`\nprocesses, ${threads()} threads each`)
  console.log(
    `${idle < MOST_IDLE ? 'reached' : 'missed '}  an idle process uses ${(idle * 100).toFixed(2)} % of a core, target below ${MOST_IDLE * 100} %`,
  )

  const start = performance.now()
  const children = Array.from({ length: PROCESSES }, () => runChild('sums', ['1000000', '20'], {}))
  const results = await Promise.all(children)
  const lasted = (performance.now() - start) / 1e3
  const right = results.filter(({ sums }) => sums.every((s) => s === want)).length
  console.log(
    `${right === PROCESSES ? 'reached' : 'missed '}  ${right} of ${PROCESSES} processes at once give the right results, in ${formatTime(lasted)}`,
  )
}
