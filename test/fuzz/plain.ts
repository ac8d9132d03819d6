/** The user's own function, with the checks that the law asks for. */
import { NdArray } from '#wamba/base/ndarray.js'
import type { Compilation } from '#wamba/compiler/manifest.js'
import { prange, range } from '#wamba/dispatch/range.js'
import { KernelFault, type Value } from '#wamba/team/fault.js'

type Compiled = (...args: unknown[]) => unknown

const zeros = (shape: readonly number[]): NdArray =>
  new NdArray(new Float64Array(shape.reduce((size, n) => size * n, 1)), shape)

/** The user's function with its element accesses checked. Faults carry the access's offset as their site. */
export function plainOf(checked: string, sites: Compilation['manifest']['sites']): Compiled {
  const test = (array: ArrayLike<number>, offset: number, index: number): void => {
    if (index >= 0 && index < array.length && Number.isInteger(index)) return
    if (!sites.some((site) => site.offset === offset)) throw new Error(`no site at offset ${offset}`)
    throw new KernelFault(offset, 0, index, [array.length])
  }
  const get = (array: ArrayLike<number>, offset: number, index: number): number => {
    test(array, offset, index)
    return array[index]
  }
  const set = (array: number[], offset: number, index: number, value: number): number => {
    test(array, offset, index)
    array[index] = value
    return value
  }
  const step = (array: number[], offset: number, index: number, by: number): number => {
    const old = get(array, offset, index)
    array[index] = old + by
    return old
  }
  const place = ({ shape }: NdArray, offset: number, indices: readonly number[]): void =>
    indices.forEach((index, d) => {
      test({ length: shape[d] }, offset, index)
    })
  const gets = (array: NdArray, offset: number, ...indices: number[]): unknown => {
    place(array, offset, indices)
    return array.get(...indices)
  }
  const sets = (array: NdArray, offset: number, ...indices: number[]): void => {
    place(array, offset, indices.slice(0, -1))
    array.set(...(indices as [number, number]))
  }
  const rows = (array: NdArray, offset: number, index: number): unknown => {
    place(array, offset, [index])
    return array.row(index)
  }
  const raise = (offset: number, values: readonly Value[]): never => {
    throw new KernelFault(offset, 0, 0, values)
  }
  const ats = (array: ArrayLike<number>, offset: number, index: number): number =>
    get(array, offset, index < 0 ? array.length + index : index)
  const own = {
    $throw: raise,
    $get: get,
    $set: set,
    $step: step,
    $gets: gets,
    $sets: sets,
    $rows: rows,
    $ats: ats,
    prange,
    range,
    zeros,
  }
  return new Function(...Object.keys(own), `'use strict'; return ${checked}`)(...Object.values(own)) as Compiled
}
