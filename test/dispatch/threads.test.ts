import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { jit, prange, random } from 'wamba'

const file = new URL('./fixtures/thread.js', import.meta.url)

interface Found {
  readonly first: number
  readonly serial: number
  readonly async: number
  readonly own?: readonly number[]
}

function ask(team: boolean): Promise<Found> {
  return new Promise((resolve, reject) => {
    let found: Found
    const worker = new Worker(file, { workerData: { team }, execArgv: [] })
    worker.once('message', (message) => {
      found = message
    })
    worker.once('error', reject)
    worker.once('exit', () => resolve(found))
  })
}

describe('threads of the user', () => {
  const sum = jit((a: Float64Array) => {
    let s = 0
    for (const i of prange(a.length)) s += Math.sqrt(a[i])
    return s
  })

  it('run kernels alone, or on a team of their own if they ask for one, to the same bits, and end by themselves', async () => {
    const want = sum(random(300_000, { seed: 1 }))
    const [alone, ...teams] = await Promise.all([ask(false), ask(true), ask(true)])
    expect(alone).toEqual({ first: 1, serial: want, async: want, own: undefined })
    for (const team of teams) expect(team).toEqual({ first: 1, serial: want, async: want, own: [want, want] })
  })
})
