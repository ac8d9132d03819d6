import { expect, it } from 'vitest'
import { dtypeNamed, dtypeOf, dtypes } from '#wamba/base/dtypes.js'

it.each(Object.values(dtypes))('$name is the dtype of its own typed array, of its bytes', (row) => {
  const array = new row.array(2)
  expect(dtypeOf(array)?.name).toBe(row.name)
  expect(dtypeNamed(row.name)?.name).toBe(row.name)
  expect(array.BYTES_PER_ELEMENT).toBe(row.bytes)
  expect(array[Symbol.toStringTag]).toBe(row.tag)
})

it('what is no typed array has no dtype', () => {
  for (const value of [[], 1, null, undefined, 'float64', new ArrayBuffer(8), new DataView(new ArrayBuffer(8)), {}])
    expect(dtypeOf(value as object)).toBeUndefined()
  expect(dtypeNamed('float63')).toBeUndefined()
})
