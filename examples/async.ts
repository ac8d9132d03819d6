/** Kernels beside the event loop: calls in order, progress, a time limit, and synchronous calls meanwhile. */
import { jit, prange, random, range, zeros } from 'wamba'

/** The logistic map, many steps for each growth rate. */
const logistic = jit((rates: Float64Array, x: Float64Array, steps: number) => {
  for (const i of prange(rates.length)) {
    let value = 0.5
    for (const _ of range(steps)) value = rates[i] * value * (1 - value)
    x[i] = value
  }
})
const mean = jit((a: Float64Array) => {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i]
  return sum / a.length
})

const rates = random(20_000, { seed: 1 })
for (let i = 0; i < rates.length; i++) rates[i] = 3.5 + rates[i] / 2
const x = zeros(rates.length)

// The event loop turns while the kernel runs, and a synchronous call does not wait for it.
let turns = 0
const timer = setInterval(() => turns++, 1)
const running = logistic.async(rates, x, 20_000)
console.log('meanwhile the mean rate is', mean(rates))
await running
clearInterval(timer)
console.log('the event loop has turned meanwhile:', turns > 0)

// Calls run one after the other, in the order in which they were made: the second sees what the first has written.
const [, average] = await Promise.all([logistic.async(rates, x, 1000), mean.async(x)])
console.log('mean value:', average)

// A callback is told how far the loop is; a signal stops the call, here when it is half done.
const stop = new AbortController()
const onProgress = ({ done, total }: { done: number; total: number }): void => {
  if (done >= total / 2) stop.abort(new Error('half is enough'))
}
try {
  await logistic.with({ signal: stop.signal, onProgress }).async(rates, x, 1_000_000)
} catch (error) {
  console.log('stopped:', (error as Error).message)
}
