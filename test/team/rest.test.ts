import { expect, it } from 'vitest'
import { jit, prange, setThreads, threads } from 'wamba'
import { cores } from '#wamba/team/cores.js'
import { Rest } from '#wamba/team/rest.js'

it('a rest stops nothing, however often it is taken', async () => {
  const rest = new Rest(new Int32Array(new SharedArrayBuffer(4)), 0)
  for (let i = 0; i < 5; i++) {
    expect(rest.stops()).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
})

it('an asynchronous call on all cores, whose threads rest, gives what a synchronous one gives', async () => {
  const before = threads()
  setThreads(cores())
  const kernel = jit((a: Float64Array, steps: number) => {
    let sum = 0
    for (const i of prange(a.length)) {
      let x = a[i]
      for (let k = 0; k < steps; k++) x = x * 0.5 + 1
      a[i] = x
      sum += x
    }
    return sum
  })
  const make = (): Float64Array => Float64Array.from({ length: 20_000 }, (_, i) => i)
  const [one, other] = [make(), make()]
  expect(await kernel.async(one, 500)).toBe(kernel(other, 500))
  expect(one).toEqual(other)
  setThreads(before)
})
