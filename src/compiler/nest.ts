import { NdArray } from '../base/ndarray.ts'

/** How the values that a kernel gives make up what the caller gets, where that is an object of objects, or an array of arrays. */
export type Nest =
  /** A value by its number. */
  | number
  | { readonly keys: readonly string[]; readonly parts: readonly Nest[] }
  | { readonly list: readonly Nest[] }
  /** Records side by side in the array that is this value. */
  | { readonly records: number; readonly of: NestedShape }
  /** An array of arrays: this value is its number, then follow where each begins and how long it is, and all their elements. */
  | { readonly rows: number; readonly of: NestedRow }

export interface NestedShape {
  readonly shape: 'object' | 'list'
  readonly keys: readonly string[]
}

export interface NestedRow {
  readonly of: 'numbers' | NestedRow | NestedShape
  readonly typed?: true
}

/** JavaScript of the whole from that of its values. */
export function nestText(nest: Nest, values: readonly string[]): string {
  if (typeof nest === 'number') return values[nest]
  if ('keys' in nest)
    return `{ ${nest.keys.map((key, i) => `${JSON.stringify(key)}: ${nestText(nest.parts[i], values)}`).join(', ')} }`
  if ('list' in nest) return `[${nest.list.map((part) => nestText(part, values)).join(', ')}]`
  if ('records' in nest) return `(($all) => ${recordsText(nest.of, '$all')})(${values[nest.records]})`
  const [row, meta, pool] = values.slice(nest.rows, nest.rows + 3)
  const at = '($row) => $pool.subarray($meta[3 * $row], $meta[3 * $row] + $meta[3 * $row + 1])'
  return `(($first, $meta, $pool) => { const $at = ${at}; return ${rowText(nest.of, '$first', 0)} })(${row}, ${meta}, ${pool})`
}

function rowText({ of, typed }: NestedRow, row: string, depth: number): string {
  const all = `$at(${row})`
  if (of === 'numbers') return typed ? `${all}.slice()` : `Array.from(${all})`
  if ('keys' in of) return `(($all) => ${recordsText(of, '$all')})(${all})`
  return `Array.from(${all}, ($${depth}) => ${rowText(of, `$${depth}`, depth + 1)})`
}

function recordsText(of: NestedShape, all: string): string {
  const width = of.keys.length
  const value = shapeText(of, (i) => `${all}[${width} * $i + ${i}]`)
  return `Array.from({ length: ${all}.length / ${width} }, ($_, $i) => (${value}))`
}

function shapeText({ shape, keys }: NestedShape, value: (i: number) => string): string {
  const nest = nestOf(keys, shape)
  return nestText(
    nest,
    keys.map((_, i) => value(i)),
  )
}

/** What values under keys make up, of which `pos.x` is within `pos`. Numbers as keys make an array. */
export function nestOf(keys: readonly string[], shape: 'object' | 'list', first = 0): Nest {
  const own = [...new Set(keys.map((key) => key.split('.')[0]))]
  const parts = own.map((name): Nest => {
    const at = keys.indexOf(name)
    if (at >= 0) return first + at
    const from = keys.findIndex((key) => key.startsWith(`${name}.`))
    const within = keys.filter((key) => key.startsWith(`${name}.`)).map((key) => key.slice(name.length + 1))
    const isList = within.every((key) => /^\d+$/.test(key.split('.')[0]))
    return nestOf(within, isList ? 'list' : 'object', first + from)
  })
  return shape === 'list' ? { list: parts } : { keys: own, parts }
}

/** The values of the whole, one after the other, as they can be compared: numbers, and arrays of them. */
export function leavesOf(value: unknown, name: string): [name: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || NdArray.is(value))
    return [[name, value]]
  if (Array.isArray(value) && value.every((each) => typeof each === 'number')) return [[name, Float64Array.from(value)]]
  if (Array.isArray(value)) return value.flatMap((each, i) => leavesOf(each, `${name}[${i}]`))
  return Object.entries(value).flatMap(([key, each]) => leavesOf(each, `${name}.${key}`))
}
