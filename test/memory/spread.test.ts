import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, expect, test } from 'vitest'
import { MemoryError } from '#wamba/base/errors.js'
import { allocateBlock, freeBlock } from '#wamba/memory/blocks.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
let collections = 0
Object.assign(globalThis, {
  gc: () => {
    collections++
    collect()
  },
})
beforeEach(() => {
  collections = 0
})

const MiB = 2 ** 20

/** From the lowest to the highest of many small blocks, all of them dead at once. */
function spread(): number {
  const first = allocateBlock(MiB).address
  let highest = first
  for (let i = 0; i < 1000; i++) highest = Math.max(highest, allocateBlock(MiB).address)
  return highest - first
}

test('dead blocks are collected before others spread far, also in one synchronous loop', () => {
  expect(spread()).toBeLessThan(128 * MiB)
})

test('the same holds after the memory was full', () => {
  const kept: SharedArrayBuffer[] = []
  expect(() => {
    for (;;) kept.push(allocateBlock(256 * MiB).buffer)
  }).toThrow(MemoryError)
  for (const buffer of kept) freeBlock(buffer)
  expect(spread()).toBeLessThan(128 * MiB)
})

test('while blocks are kept, collections become rare: one for as much again', () => {
  const kept: unknown[] = []
  for (let i = 0; i < 2000; i++) kept.push(allocateBlock(MiB))
  expect(collections).toBeLessThan(8)
})

test('blocks that are freed at once ask for no collection', () => {
  allocateBlock(MiB)
  for (let i = 0; i < 2000; i++) freeBlock(allocateBlock(8 * MiB).buffer)
  expect(collections).toBeLessThan(2)
})
