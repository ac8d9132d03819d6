import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { Allocator } from '#wamba/memory/allocator.js'
import { heapBytes } from '#wamba/memory/heap.js'
import { LOCK_WORDS, OwnerLock } from '#wamba/memory/lock.js'
import { thisThread } from '#wamba/memory/thread.js'

const GONE = 2 ** 30

describe('a lock that names its owner', () => {
  const make = (self: number, words = new Int32Array(new SharedArrayBuffer(4 * LOCK_WORDS))) => ({
    words,
    lock: new OwnerLock(words, 0, self),
  })

  it('names it while it is held, and is free after', () => {
    const { words, lock } = make(7)
    expect(lock.acquire()).toBe(false)
    expect(words[0]).toBe(7)
    lock.release()
    expect(words[0]).toBe(0)
    expect(lock.acquire()).toBe(false)
  })

  it('is taken again by an owner that was cut short in it, who is told', () => {
    const { lock } = make(7)
    lock.acquire()
    expect(lock.acquire()).toBe(true)
  })

  it('is taken from an owner that is gone, and the next is told', () => {
    const { words } = make(GONE)
    make(GONE, words).lock.acquire()
    const { lock } = make(7, words)
    expect(lock.acquire()).toBe(true)
    lock.release()
    expect(words[1]).toBe(0)
    expect(lock.acquire()).toBe(false)
  })
})

describe('threads that allocate in one memory', () => {
  const state = new SharedArrayBuffer(heapBytes(2 ** 20))
  const memory = new SharedArrayBuffer(2 ** 20 + 65536)
  const words = new Int32Array(state)
  Allocator.format(words, 65536, 65536 + 2 ** 20)
  const start = (seed: number, dies: boolean) =>
    new Worker(new URL('./fixtures/allocating.js', import.meta.url), {
      workerData: { state, memory, steps: 20_000, seed, dies },
      execArgv: [],
    })

  it('never get the same block, and give all of it back', async () => {
    const workers = [1, 2, 3].map((seed) => start(seed, false))
    const codes = await Promise.all(workers.map((worker) => once(worker, 'exit')))
    expect(codes).toEqual([[0], [0], [0]])
    expect(new Allocator(words, thisThread()).figures()).toMatchObject({ used: 0, largestFree: 2 ** 20 })
  })

  it('go on after one has died with the lock in its hands', async () => {
    const dying = start(4, true)
    const others = [5, 6].map((seed) => start(seed, false))
    const codes = await Promise.all([dying, ...others].map((worker) => once(worker, 'exit')))
    expect(codes).toEqual([[0], [0], [0]])
    const allocator = new Allocator(words, thisThread())
    expect(allocator.allocate(64)).toBeGreaterThan(0)
  })
})
