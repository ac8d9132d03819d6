import { describe, expect, it } from 'vitest'
import { NdArray, zeros } from 'wamba'

describe('an n-d array', () => {
  it('has its elements in C order', () => {
    const a = zeros([2, 3, 4])
    a.set(1, 2, 3, 9)
    expect([a.strides, a.data[23], a.get(1, 2, 3)]).toEqual([[12, 4, 1], 9, 9])
  })

  it('checks its indices', () => {
    const a = zeros([2, 3])
    expect(() => a.get(1)).toThrow('got 1 indices, expected 2, for the shape [2, 3]')
    expect(() => a.get(0, 3)).toThrow('the index 3 of dimension 1 is out of bounds: its length is 3')
    expect(() => a.set(0.5, 0, 1)).toThrow('the index 0.5 of dimension 0')
  })

  it('has as many elements as its data', () => {
    expect(() => new NdArray(new Float64Array(5), [2, 3])).toThrow('the shape [2, 3] has 6 elements, and the data 5')
  })
})
