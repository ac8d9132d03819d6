import { jit, prange, random, range, threads } from 'wamba'
import { statistics } from '../harness/stats.ts'
import { formatTime } from '../harness/table.ts'

/** Seconds of the long kernel. */
const LONG = 2
/** Steps of the calls of which the best tells how many make it as long. */
const TRIED = 5000
const TRIES = 3
/** The longest delay of a 1 ms timer beside it, in seconds. */
const MOST_DELAY = 5e-3

const churn = jit((a: Float64Array, steps: number) => {
  for (const i of prange(a.length)) {
    let x = a[i]
    for (const _ of range(steps)) x = x * 0.5 + 1
    a[i] = x
  }
})
const sum = jit((a: Float64Array) => {
  let s = 0
  for (const i of prange(a.length)) s += a[i]
  return s
})

/** How free the event loop is beside a long kernel, and what an asynchronous call costs. */
export async function run(): Promise<void> {
  const a = random(100_000, { seed: 1 })
  await churn.async(a, 100) // starts its thread
  let tried = Infinity
  for (let i = 0; i < TRIES; i++) {
    const begun = performance.now()
    await churn.async(a, TRIED)
    tried = Math.min(tried, performance.now() - begun)
  }
  const steps = Math.ceil((TRIED * LONG * 1e3) / tried)

  let last = performance.now()
  const delays: number[] = []
  const timer = setInterval(() => {
    const now = performance.now()
    delays.push(Math.max(0, now - last - 1) / 1e3)
    last = now
  }, 1)
  const start = performance.now()
  await churn.async(a, steps)
  const lasted = (performance.now() - start) / 1e3
  clearInterval(timer)
  const { median, max } = statistics(delays)
  console.log(`\nasync, ${threads()} threads`)
  console.log(
    `${max < MOST_DELAY ? 'reached' : 'missed '}  a timer of 1 ms beside a kernel of ${formatTime(lasted)} is late by ${formatTime(median)} (median), ` +
      `${formatTime(max)} (most), target below ${formatTime(MOST_DELAY)}`,
  )

  const small = random(1000, { seed: 2 })
  const inOrder: number[] = []
  for (let i = 0; i < 300; i++) {
    const begun = performance.now()
    await sum.async(small)
    inOrder.push((performance.now() - begun) / 1e3)
  }
  console.log(`         an asynchronous call on 1,000 elements takes ${formatTime(statistics(inOrder).median)}`)
  const sync = seconds(() => churn(a, 2000))
  const begun = performance.now()
  await churn.async(a, 2000)
  const async = (performance.now() - begun) / 1e3
  console.log(`         a kernel of ${formatTime(sync)} takes ${formatTime(async)} asynchronously`)

  const stop = new AbortController()
  let stopped = 0
  const call = churn.with({ signal: stop.signal }).async(a, steps)
  setTimeout(() => {
    stopped = performance.now()
    stop.abort()
  }, 100)
  await call.catch(() => {})
  console.log(`         a call is rejected ${formatTime((performance.now() - stopped) / 1e3)} after its signal`)
}

function seconds(run: () => void): number {
  const start = performance.now()
  run()
  return (performance.now() - start) / 1e3
}
