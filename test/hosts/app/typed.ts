import { jit, prange, random, vectorize } from 'wamba'
import { check } from './check.js'

const sumOfSquares = jit((a: Float64Array): number => {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i] ** 2
  return sum
})
const multiply = vectorize(['float64(float64, float64)'], (a, b) => a * b)
const data: Float64Array = random(1000, { seed: 1 })
const expected = data.reduce((s, x) => s + x * x, 0)
if (Math.abs(sumOfSquares(data) - expected) > 1e-9) throw new Error('wrong')
if (multiply(data, 2)[7] !== 2 * data[7]) throw new Error('wrong')
console.log(await check())
