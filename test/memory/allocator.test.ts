import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Allocator } from '#wamba/memory/allocator.js'
import { ALIGNMENT, BINS, heapBytes, JOURNAL, LOCK, LOGGED } from '#wamba/memory/heap.js'

const START = 65536
const UNITS = 4096
const GiB = 2 ** 30

/** The words of an allocator of the addresses [START, end): the memory itself is not there, and need not be. */
function heap(end = START + UNITS * ALIGNMENT): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(heapBytes(end - START)))
  Allocator.format(words, START, end)
  return words
}
const make = (end?: number) => new Allocator(heap(end), 1)
const sizeOf = (bytes: number) => Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT

/** A memory as a list of the blocks in use, in which everything is looked for from the start: what the allocator must agree with. */
class Model {
  readonly live: { address: number; end: number }[] = []
  constructor(readonly end: number) {}

  add(address: number, size: number): void {
    this.live.push({ address, end: address + size })
    this.live.sort((a, b) => a.address - b.address)
  }

  get used(): number {
    return this.live.reduce((sum, { address, end }) => sum + end - address, 0)
  }

  get largestFree(): number {
    let [largest, at] = [0, START]
    for (const { address, end } of [...this.live, { address: this.end, end: this.end }]) {
      largest = Math.max(largest, address - at)
      at = end
    }
    return largest
  }
}

/** A thread's number that is beyond what systems give. */
const GONE = 2 ** 30
const NONE = -1

/** What the last operation wrote, in order: its journal, filled with NONE before, still tells. */
function writesIn(words: Int32Array): { index: number; value: number }[] {
  const entries: { index: number; old: number }[] = []
  for (let at = JOURNAL; words[at] !== NONE && at < BINS; at += 2) {
    entries.push({ index: words[at], old: words[at + 1] })
  }
  return entries.map(({ index }, k) => {
    const later = entries.find((entry, j) => j > k && entry.index === index)
    return { index, value: later?.old ?? words[index] }
  })
}

describe('the allocator', () => {
  it('hands out aligned blocks from the start of its range', () => {
    const allocator = make()
    expect(allocator.allocate(1)).toBe(START)
    expect(allocator.allocate(65)).toBe(START + 64)
    expect(allocator.allocate(64)).toBe(START + 192)
    expect(allocator.usedBytes).toBe(256)
    expect(allocator.figures()).toMatchObject({ blocks: 3, used: 256, capacity: UNITS * ALIGNMENT })
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
    expect(allocator.figures().largestFree).toBe(0)
  })

  it('answers 0 bytes for an address that is no block, or was freed before', () => {
    const allocator = make()
    const address = allocator.allocate(100)
    expect(allocator.free(address + 64)).toBe(0)
    expect(allocator.free(address + 8)).toBe(0)
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

  it('spreads no further where it may not, and stays as it was', () => {
    const allocator = make()
    const first = allocator.allocate(512)
    const last = allocator.allocate(64)
    expect(allocator.allocate(64, false)).toBe(0)
    expect([...allocator].length).toBe(3)
    allocator.free(first)
    expect(allocator.allocate(512, false)).toBe(first)
    expect(allocator.allocate(64)).toBe(last + 64)
  })

  it('says how much of a block may have been used before', () => {
    const allocator = make()
    const first = allocator.allocate(640)
    expect(allocator.dirtyBytes).toBe(0)
    allocator.free(first)
    expect(allocator.allocate(1280)).toBe(first)
    expect(allocator.dirtyBytes).toBe(640)
  })

  it('finds the one fitting block among many that are a little too small', () => {
    const allocator = make(START + 64 * 1024 * 100)
    const blocks = Array.from({ length: 40 }, (_, i) => [
      allocator.allocate(64 * (i === 31 ? 1023 : 900)),
      allocator.allocate(64),
    ])
    while (allocator.allocate(64 * 1024) !== 0);
    for (let units = 512; units >= 1; units /= 2) while (allocator.allocate(64 * units) !== 0);
    for (const [block] of blocks) allocator.free(block)
    expect(allocator.allocate(64 * 1020)).toBe(blocks[31][0])
  })

  it.each([
    ['256 KiB', START + UNITS * ALIGNMENT],
    ['4 GiB', 4 * GiB],
  ])(
    'agrees with the model on a memory of %s: blocks are apart, refused only where nothing fits, and merge again',
    (_, end) => {
      const words = heap(end)
      const fresh = words.slice()
      const most = (end - START) / 6
      // As many small requests as large ones, whatever the scale.
      const bytes = fc.double({ min: 0, max: Math.log2(most), noNaN: true }).map((log) => Math.floor(2 ** log) - 1)
      const step = fc.record({ bytes, free: fc.boolean(), which: fc.nat() })
      fc.assert(
        fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
          words.set(fresh)
          const allocator = new Allocator(words, 1)
          const model = new Model(end)
          for (const { bytes, free, which } of steps) {
            if (free && model.live.length > 0) {
              const [block] = model.live.splice(which % model.live.length, 1)
              expect(allocator.free(block.address)).toBe(block.end - block.address)
            } else {
              const size = sizeOf(bytes)
              const address = allocator.allocate(bytes)
              expect(address === 0).toBe(size > model.largestFree)
              if (address === 0) continue
              expect(address % ALIGNMENT).toBe(0)
              expect(address >= START && address + size <= end).toBe(true)
              expect(model.live.some((other) => address < other.end && other.address < address + size)).toBe(false)
              model.add(address, size)
            }
            const { used, blocks, largestFree } = allocator.figures()
            expect([used, blocks, largestFree]).toEqual([model.used, model.live.length, model.largestFree])
          }
          for (const block of model.live) allocator.free(block.address)
          expect(allocator.figures().largestFree).toBe(allocator.capacity)
        }),
        { numRuns: 60 },
      )
    },
  )

  it('tiles its range: blocks and gaps follow one another, and no two gaps are neighbours', () => {
    const allocator = make(4 * GiB)
    const live: number[] = []
    for (let i = 0; i < 3000; i++) {
      const address = allocator.allocate(2 ** (6 + (i % 17)))
      if (i % 3 === 0) allocator.free(live.splice((i * 7) % (live.length || 1), 1)[0] ?? address)
      live.push(address)
    }
    let [at, gap] = [START, false]
    for (const { address, bytes, owner } of allocator) {
      expect(address).toBe(at)
      expect(gap && owner === 0).toBe(false)
      at += bytes
      gap = owner === 0
    }
    expect(at).toBe(4 * GiB)
  })

  it('spreads no further than twice what was in use at most, under steady random load', () => {
    const sizes = fc.constantFrom<[number, number]>([0, 12], [6, 20], [10, 26])
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1 }), ([low, high], seed) => {
        const allocator = make(4 * GiB)
        const live: number[] = []
        let [state, most] = [seed, 0]
        const random = () => {
          state = (Math.imul(state, 1664525) + 1013904223) | 0
          return (state >>> 0) / 2 ** 32
        }
        for (let i = 0; i < 6000; i++) {
          if (live.length > 0 && random() < (live.length > 400 ? 0.6 : 0.4)) {
            const k = Math.floor(random() * live.length)
            allocator.free(live[k])
            live[k] = live[live.length - 1]
            live.pop()
          } else {
            const address = allocator.allocate(2 ** (low + (high - low) * random()))
            if (address !== 0) live.push(address)
          }
          most = Math.max(most, allocator.usedBytes)
        }
        expect(allocator.highWater - START).toBeLessThanOrEqual(2 * most)
      }),
      { numRuns: 12 },
    )
  })

  it('refuses a range that holds address 0 or is not aligned, and words that are too few', () => {
    const words = new Int32Array(heapBytes(64) / 4)
    expect(() => Allocator.format(words, 0, 64)).toThrow(RangeError)
    expect(() => Allocator.format(words, 64, 100)).toThrow(/expected positive multiples of 64/)
    expect(() => Allocator.format(words, 64, GiB)).toThrow(/of state; expected/)
  })

  it('refuses a block more than it has room to note, and takes one again after one is freed', () => {
    const allocator = make()
    const { mostBlocks } = allocator.figures()
    const blocks: number[] = []
    for (let address = allocator.allocate(1); address !== 0; address = allocator.allocate(1)) blocks.push(address)
    expect(blocks.length).toBe(mostBlocks - 1)
    expect(allocator.figures().largestFree).toBeGreaterThan(0)
    allocator.free(blocks[3])
    expect(allocator.allocate(1)).toBe(blocks[3])
  })
})

describe('an allocator that several threads use', () => {
  it('has one state: what one allocates, another sees and may free', () => {
    const words = heap()
    const [one, two] = [new Allocator(words, 1), new Allocator(words, 2)]
    const address = one.allocate(100)
    expect(two.allocate(100)).not.toBe(address)
    expect(two.free(address)).toBe(128)
    expect(one.free(address)).toBe(0)
  })

  it('frees what a dead thread has left, but for what another adopted', () => {
    const words = heap()
    const [one, two] = [new Allocator(words, 1), new Allocator(words, 2)]
    const own = one.allocate(64)
    const left = [two.allocate(64), two.allocate(640), two.allocate(64)]
    expect(one.adopt(left[1])).toBe(true)
    expect(one.adopt(left[1] + 64)).toBe(false)
    expect(one.freeAllOf(2)).toBe(2)
    expect(left.map((address) => one.free(address))).toEqual([0, 640, 0])
    expect(one.free(own)).toBe(64)
  })

  it('undoes what a thread had begun when it was stopped, after any of its writes', () => {
    const step = fc.record({ bytes: fc.integer({ min: 0, max: 40_000 }), free: fc.boolean(), which: fc.nat() })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.nat(), fc.boolean(), (steps, cut, noted) => {
        const words = heap()
        const live: number[] = []
        const run = (self: number, { bytes, free, which }: (typeof steps)[number]) => {
          const allocator = new Allocator(words, self)
          if (free && live.length > 0) allocator.free(live.splice(which % live.length, 1)[0])
          else {
            const address = allocator.allocate(bytes)
            if (address !== 0) live.push(address)
          }
        }
        for (const each of steps.slice(0, -1)) run(1, each)
        words.fill(NONE, JOURNAL, BINS)
        const before = words.slice()
        const kept = [...live]
        const figures = new Allocator(words, 1).figures()
        run(GONE, steps.at(-1)!)
        const writes = writesIn(words)
        const done = cut % (writes.length + 1)

        words.set(before)
        words[LOCK] = GONE
        for (const [k, { index, value }] of writes.slice(0, done).entries()) {
          words[JOURNAL + 2 * k] = index
          words[JOURNAL + 2 * k + 1] = words[index]
          if (k < done - 1 || !noted) words[index] = value
        }
        words[LOGGED] = done

        const other = new Allocator(words, 3)
        expect(other.figures()).toEqual(figures)
        for (const address of kept) expect(other.free(address)).toBeGreaterThan(0)
        expect(other.figures().largestFree).toBe(other.capacity)
      }),
    )
  })
})
