import { afterEach, describe, expect, it } from 'vitest'
import { MemoryError } from '#wamba/base/errors.js'
import { allocateBlock, allocateRaw, freeBlock, freeRaw, memoryInfo } from '#wamba/memory/blocks.js'
import { sharedMemory } from '#wamba/memory/memory.js'
import { collectGarbage } from '#wamba/memory/reclaim.js'
import { allocateArray, freeArray } from '#wamba/memory/views.js'

const GiB = 2 ** 30
const held: unknown[] = []
afterEach(() => {
  held.length = 0
})

describe('blocks', () => {
  it('never lie in the first 64 KiB', () => {
    expect(allocateBlock(1).address).toBeGreaterThanOrEqual(65536)
    const raw = allocateRaw(1)
    expect(raw).toBeGreaterThanOrEqual(65536)
    freeRaw(raw)
  })

  it('end before the memory does, so that a vector that begins in one lies in it', () => {
    const { largestFree } = memoryInfo()
    const last = allocateRaw(largestFree)
    expect(last + largestFree).toBeLessThanOrEqual(sharedMemory().buffer.byteLength - 16)
    freeRaw(last)
  })

  it('have each a handle over the whole memory', () => {
    const one = allocateBlock(8)
    const two = allocateBlock(8)
    expect(one.buffer).not.toBe(two.buffer)
    expect(one.buffer.byteLength).toBe(sharedMemory().buffer.byteLength)
    new Float64Array(one.buffer, one.address, 1)[0] = 42
    expect(new Float64Array(two.buffer, one.address, 1)[0]).toBe(42)
  })

  it('are freed once, and only if they have a handle', () => {
    const { buffer } = allocateBlock(8)
    freeBlock(buffer)
    expect(() => freeBlock(buffer)).toThrow(MemoryError)
    expect(() => freeBlock(buffer)).toThrow(/freed before/)
    expect(() => freeBlock(new SharedArrayBuffer(8))).toThrow(/outside the shared memory/)
  })

  it('without a handle are freed by address, once', () => {
    const raw = allocateRaw(100)
    const { address } = allocateBlock(8)
    freeRaw(raw)
    expect(() => freeRaw(raw)).toThrow(MemoryError)
    expect(() => freeRaw(address)).toThrow(/expected one from allocateRaw/)
  })

  it('come back by garbage collection in one synchronous loop', () => {
    const before = memoryInfo().used
    for (let i = 0; i < 100; i++) expect(allocateBlock(GiB / 4).bytes).toBe(GiB / 4) // 25 GiB in all
    expect(memoryInfo().used - before).toBeLessThan(memoryInfo().capacity)
  })

  it('are collected long before the memory is full', () => {
    let most = 0
    for (let i = 0; i < 1000; i++) {
      allocateBlock(16 * 2 ** 20)
      most = Math.max(most, memoryInfo().used)
    }
    expect(most).toBeLessThan(1.5 * GiB)
  })

  it('live as long as any subarray of theirs', () => {
    const parts: Float64Array[] = []
    for (let i = 0; i < 200; i++) {
      const part = allocateArray('float64', 2 ** 20, { zero: false }).subarray(1000, 1010)
      part.fill(i)
      parts.push(part)
      allocateBlock(64 * 2 ** 20)
    }
    for (let i = 0; i < parts.length; i++) expect(Array.from(parts[i])).toEqual(Array(10).fill(i))
  })

  it('are reclaimed only once when the collector and a call free them', async () => {
    let view: Float64Array | undefined = allocateArray('float64', 10, { zero: true })
    freeArray(view)
    view = undefined
    const again = allocateArray('float64', 10, { zero: true })
    collectGarbage()
    await new Promise((resolve) => setImmediate(resolve)) // finalisers run here
    const other = allocateArray('float64', 10, { zero: true })
    expect(other.byteOffset).not.toBe(again.byteOffset)
  })

  it('that do not fit are a MemoryError with figures and remedies, after which smaller ones work', () => {
    expect(() => allocateBlock(5 * GiB)).toThrow(/Got a request for 5120\.0 MiB .*; expected at most [\d.]+ MiB/)
    const half = allocateBlock(2 * GiB)
    expect(() => allocateBlock(2.5 * GiB)).toThrow(MemoryError)
    expect(() => allocateBlock(2.5 * GiB)).toThrow(
      /Got a request for 2560\.0 MiB of shared memory; [\d.]+ MiB of [\d.]+ MiB are in use and the largest free block has [\d.]+ MiB\. Let go of arrays/,
    )
    expect(allocateBlock(8).bytes).toBe(8)
    freeBlock(half.buffer)
  })

  it('held to the end exhaust the memory, and come back when let go', () => {
    const size = 512 * 2 ** 20
    const fill = () => {
      for (;;) held.push(allocateBlock(size))
    }
    expect(fill).toThrow(MemoryError)
    const fitted = held.length
    expect(fitted).toBeGreaterThan(0)
    held.length = 0
    expect(fill).toThrow(MemoryError)
    expect(held.length).toBe(fitted)
  })

  it('of a size that is no whole number are refused', () => {
    expect(() => allocateBlock(-1)).toThrow(/Got a block of -1 bytes/)
    expect(() => allocateRaw(1.5)).toThrow(RangeError)
  })
})
