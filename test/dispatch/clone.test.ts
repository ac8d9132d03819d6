import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cloneArguments } from '#wamba/dispatch/clone.js'
import { spansOf } from '#wamba/dispatch/spans.js'

const BYTES = 64
const view = fc
  .record({ start: fc.integer({ min: 0, max: BYTES }), length: fc.integer({ min: 0, max: BYTES }) })
  .filter(({ start, length }) => start + length <= BYTES)

describe('views of one buffer', () => {
  it('fall into spans that do not overlap and cover each view', () => {
    fc.assert(
      fc.property(fc.array(view, { maxLength: 8 }), (views) => {
        const buffer = new ArrayBuffer(BYTES)
        const arrays = views.map(({ start, length }) => new Uint8Array(buffer, start, length))
        const spans = spansOf(arrays).sort((a, b) => a.start - b.start)
        for (const [i, span] of spans.entries()) {
          if (i > 0) expect(spans[i - 1].end).toBeLessThanOrEqual(span.start)
          for (const array of span.views) {
            expect(array.byteOffset).toBeGreaterThanOrEqual(span.start)
            expect(array.byteOffset + array.byteLength).toBeLessThanOrEqual(span.end)
          }
        }
        expect(new Set(spans.flatMap((span) => span.views))).toEqual(new Set(arrays))
      }),
    )
  })

  it('overlap in the copy as they do in the original', () => {
    fc.assert(
      fc.property(fc.array(view, { maxLength: 5 }), fc.nat(), (views, seed) => {
        const buffer = Uint8Array.from({ length: BYTES }, (_, i) => i).buffer
        const arrays = views.map(({ start, length }) => new Uint8Array(buffer, start, length))
        const copies = cloneArguments(arrays) as Uint8Array[]
        expect(copies).toEqual(arrays)
        const written = arrays.findIndex((array) => array.length > 0)
        if (written < 0) return
        const at = seed % arrays[written].length
        copies[written][at] = 255
        expect(arrays[written][at]).not.toBe(255)
        arrays[written][at] = 255
        expect(copies).toEqual(arrays)
      }),
    )
  })

  it('are one copy where an argument is given twice', () => {
    const [array, numbers] = [new Float64Array(3), [1, 2, 3]]
    const copies = cloneArguments([array, numbers, array, numbers, 5, true])
    expect(copies[0]).toBe(copies[2])
    expect(copies[1]).toBe(copies[3])
    expect(copies[0]).not.toBe(array)
    expect(copies[1]).not.toBe(numbers)
    expect(copies.slice(4)).toEqual([5, true])
  })
})
