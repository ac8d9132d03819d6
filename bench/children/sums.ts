/** Sums so many random numbers so often, synchronously and not, and prints the sums. */
import { jit, prange, random } from 'wamba'

const [n, times] = process.argv.slice(2).map(Number)
const sum = jit((a: Float64Array) => {
  let s = 0
  for (const i of prange(a.length)) s += Math.sqrt(a[i])
  return s
})
const a = random(n, { seed: 1 })
const sums: number[] = []
for (let i = 0; i < times; i++) sums.push(sum(a), await sum.async(a))
console.log(JSON.stringify({ sums }))
