import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { arange, jit, prange } from 'wamba'

const other = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', (array) => {
    array[1] = 41
    parentPort.postMessage(array)
  })
  parentPort.on('messageerror', (error) => parentPort.postMessage(String(error)))`

test('an array can be posted to a thread, which reads and writes the same elements, and back', async () => {
  const array = arange(1000).subarray(10)
  const worker = new Worker(other, { eval: true })
  const answer = new Promise<unknown>((resolve) => worker.once('message', resolve))
  worker.postMessage(array)
  const same = (await answer) as Float64Array
  await worker.terminate()
  expect(same).toEqual(array)
  expect(array[1]).toBe(41)
  same[2] = 43
  expect(array[2]).toBe(43)
})

test('an array can be cloned, which shares its elements', () => {
  const array = arange(10)
  const clone = structuredClone(array)
  const sum = jit((a: Float64Array) => {
    let s = 0
    for (const i of prange(a.length)) s += a[i]
    return s
  })
  array[0] = 5
  expect([sum(array), sum(clone)]).toEqual([50, 50])
})
