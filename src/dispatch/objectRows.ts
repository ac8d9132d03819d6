/** Arrays of objects as arguments: `[{ x, y }, …]`. A kernel works on a copy, in which the values of each lie side by side. */
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { describe } from './describe.ts'
import { placeOf } from './fields.ts'
import { isCopyOf, type Original, originalIn } from './rows.ts'
import type { Unit } from './unit.ts'

type Fields = Record<string, unknown>

/**
 * The copy of an array of objects; `keys` are the fields that it has, `pos.x` of an object within.
 *
 * @throws ArgumentError where an element is no object with numbers under these, or is there twice
 */
export function copyOfObjects(value: unknown, keys: readonly string[], place: string): NdArray {
  if (!Array.isArray(value))
    throw new ArgumentError(`${place} is ${describe(value)}: expected an array of objects with ${keys.join(', ')}.`)
  const paths = keys.map((key) => key.split('.'))
  value.forEach((element, i) => {
    for (const path of paths) {
      const found = valueAt(element, path)
      if (typeof found === 'number') continue
      throw new ArgumentError(
        `${place} has ${describe(found)} at [${i}].${path.join('.')}: a kernel takes arrays of objects with a number in each field that it uses.`,
      )
    }
  })
  if (new Set(value).size < value.length)
    throw new ArgumentError(`${place} has one object twice, which a kernel cannot keep the same: copy it.`)
  const copy = new NdArray(new Float64Array(value.length * keys.length), [value.length * keys.length])
  const original = originalOf(value, paths)
  original.take(copy)
  isCopyOf(copy, original)
  return copy
}

/** @throws ArgumentError where two arguments have one object, which would be two in the copies */
export function refuseShared(unit: Unit, args: readonly unknown[]): void {
  const seen = new Map<unknown, number>()
  unit.params.forEach(({ records }, i) => {
    if (records === undefined) return
    for (const element of originalIn(args[i]) ?? []) {
      const other = seen.get(element) ?? i
      if (other !== i)
        throw new ArgumentError(
          `${unit.name}: ${placeOf(unit, other)} and ${placeOf(unit, i)} have one object, which a kernel cannot keep the same: copy it.`,
        )
      seen.set(element, i)
    }
  })
}

function originalOf(value: readonly Fields[], paths: readonly (readonly string[])[]): Original {
  const width = paths.length
  const each = (visit: (element: Fields, path: readonly string[], at: number) => void): void =>
    value.forEach((element, i) => {
      paths.forEach((path, k) => {
        visit(element, path, i * width + k)
      })
    })
  return {
    value,
    take: ({ data, offset }) =>
      each((element, path, at) => {
        ;(data as Float64Array)[offset + at] = valueAt(element, path) as number
      }),
    giveBack: ({ data, offset }) =>
      each((element, path, at) => {
        const owner = valueAt(element, path.slice(0, -1)) as Fields
        owner[path[path.length - 1]] = (data as Float64Array)[offset + at]
      }),
    copied: (copy) => {
      const own = originalOf(structuredClone(value as Fields[]), paths)
      own.giveBack(copy)
      return own
    },
  }
}

function valueAt(element: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], element)
}
