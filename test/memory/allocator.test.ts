import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALIGNMENT, Allocator } from '#wamba/memory/allocator.js'

const START = 65536
const UNITS = 4096
const make = () => new Allocator(START, START + UNITS * ALIGNMENT)

describe('the allocator', () => {
  it('hands out aligned blocks from the start of its range', () => {
    const allocator = make()
    expect(allocator.allocate(1)).toBe(START)
    expect(allocator.allocate(65)).toBe(START + 64)
    expect(allocator.allocate(64)).toBe(START + 192)
    expect(allocator.usedBytes).toBe(256)
  })

  it('gives an empty request an address of its own', () => {
    const allocator = make()
    expect(allocator.allocate(0)).not.toBe(allocator.allocate(0))
  })

  it('answers 0 where no block is large enough, and stays as it was', () => {
    const allocator = make()
    expect(allocator.allocate(UNITS * ALIGNMENT + 1)).toBe(0)
    expect(allocator.allocate(UNITS * ALIGNMENT)).toBe(START)
    expect(allocator.allocate(1)).toBe(0)
    expect(allocator.largestFree).toBe(0)
  })

  it('answers 0 bytes for an address that is no block, or was freed before', () => {
    const allocator = make()
    const address = allocator.allocate(100)
    expect(allocator.free(address + 64)).toBe(0)
    expect(allocator.free(address)).toBe(128)
    expect(allocator.free(address)).toBe(0)
  })

  it('reuses a freed block of the same size before it touches new memory', () => {
    const allocator = make()
    const first = allocator.allocate(1000)
    allocator.allocate(1000)
    const high = allocator.highWater
    allocator.free(first)
    expect(allocator.allocate(1000)).toBe(first)
    expect(allocator.highWater).toBe(high)
  })

  it('finds the one fitting block among many that are a little too small', () => {
    const allocator = new Allocator(START, START + 64 * 1024 * 100)
    const blocks = Array.from({ length: 40 }, (_, i) => [
      allocator.allocate(64 * (i === 31 ? 1023 : 900)),
      allocator.allocate(64),
    ])
    while (allocator.allocate(64 * 1024) !== 0);
    for (let units = 512; units >= 1; units /= 2) while (allocator.allocate(64 * units) !== 0);
    for (const [block] of blocks) allocator.free(block)
    expect(allocator.allocate(64 * 1020)).toBe(blocks[31][0])
  })

  it('keeps blocks apart and in range, and merges all that is free, whatever the order of requests', () => {
    const step = fc.record({ bytes: fc.integer({ min: 0, max: 40_000 }), free: fc.boolean(), which: fc.nat() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const allocator = make()
        const live: { address: number; end: number }[] = []
        for (const { bytes, free, which } of steps) {
          if (free && live.length > 0) {
            const [block] = live.splice(which % live.length, 1)
            expect(allocator.free(block.address)).toBe(block.end - block.address)
          } else {
            const largest = allocator.largestFree
            const address = allocator.allocate(bytes)
            const size = Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT
            expect(address === 0).toBe(size > largest) // fails only where nothing fits
            if (address === 0) continue
            const end = address + size
            expect(address % ALIGNMENT).toBe(0)
            expect(address >= START && end <= START + allocator.capacity).toBe(true)
            expect(end <= allocator.highWater).toBe(true)
            for (const other of live) expect(end <= other.address || address >= other.end).toBe(true)
            live.push({ address, end })
          }
          expect(allocator.usedBytes).toBe(live.reduce((sum, block) => sum + block.end - block.address, 0))
        }
        for (const block of live) allocator.free(block.address)
        expect(allocator.largestFree).toBe(allocator.capacity)
      }),
    )
  })

  it('refuses a range that holds address 0 or is not aligned', () => {
    expect(() => new Allocator(0, 64)).toThrow(RangeError)
    expect(() => new Allocator(64, 100)).toThrow(/expected positive multiples of 64/)
  })
})
