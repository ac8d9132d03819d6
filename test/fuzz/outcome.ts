/** What a call did, and how two calls differ. */
import { NdArray } from '#wamba/base/ndarray.js'
import { isArray, type Layout, type Program, viewsOf } from './program.ts'

/** An index out of bounds: its site in the manifest, the iteration of its parallel loop, and the index. */
export interface Fault {
  readonly site: number
  readonly iteration: number
  readonly value: number
  /** What the text of the source's own error tells. */
  readonly values: readonly unknown[]
}

export interface Outcome {
  /** Its numbers, one after another. */
  readonly result: readonly unknown[]
  readonly fault: Fault | undefined
  /** The arena after the call. */
  readonly arena: Uint8Array
}

/** Runs a call. Other errors than faults are thrown. */
export function outcomeOf(run: () => unknown, arena: () => Uint8Array): Outcome {
  try {
    const result = several(run()).flatMap(elements)
    return { result, fault: undefined, arena: arena() }
  } catch (error) {
    const { site, iteration, value, values = [] } = error as Fault
    if (site === undefined) throw error
    return { result: [], fault: { site, iteration, value, values }, arena: arena() }
  }
}

/** In what two outcomes differ; undefined where they are equal bit for bit, all NaNs being equal. `contents`: compare the arrays too. */
export function difference(
  program: Program,
  layout: Layout,
  got: Outcome,
  expected: Outcome,
  contents: boolean,
): string | undefined {
  if (got.fault || expected.fault) {
    const shown = (f: Fault | undefined): string =>
      f ? `fault at site ${f.site}, iteration ${f.iteration}, index ${f.value}, values ${f.values}` : 'no fault'
    const { fault: f } = got
    const { fault: g } = expected
    // Index arithmetic is exact in 64 bits: a double as large is not.
    const same =
      f &&
      g &&
      f.site === g.site &&
      f.iteration === g.iteration &&
      f.values.length === g.values.length &&
      f.values.every((each, i) => Object.is(Number(each), Number(g.values[i]))) &&
      (Object.is(f.value, g.value) || Math.abs(g.value) >= 2 ** 53)
    if (!same) return `${shown(f)} instead of ${shown(g)}`
  } else {
    const [values, others] = [got.result, expected.result]
    if (values.length !== others.length || !values.every((value, i) => Object.is(value, others[i])))
      return `returned ${values.map(shown)} instead of ${others.map(shown)}`
  }
  return contents ? arenaDifference(program, layout, got.arena, expected.arena) : undefined
}

/** The values of a result: a list's, an object's or the one that it is. */
function several(result: unknown): readonly unknown[] {
  const one = typeof result !== 'object' || result === null || ArrayBuffer.isView(result) || NdArray.is(result)
  return one ? [result] : Object.values(result)
}

/** The elements of an array, and how many there are. */
function elements(value: unknown): readonly unknown[] {
  const array = NdArray.is(value) ? value.data : value
  return ArrayBuffer.isView(array) ? [(array as Float64Array).length, ...(array as Float64Array)] : [array]
}

function shown(value: unknown): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function arenaDifference(program: Program, layout: Layout, got: Uint8Array, expected: Uint8Array): string | undefined {
  if (Buffer.compare(got, expected) === 0) return undefined
  const after = viewsOf(program, layout, expected.buffer, 0)
  const gap = new Uint8Array(got.length).fill(1)
  for (const [name, view] of viewsOf(program, layout, got.buffer, 0)) {
    const other = after.get(name)!
    for (let i = 0; i < view.length; i++)
      if (!Object.is(view[i], other[i])) return `${name}[${i}] is ${shown(view[i])} instead of ${shown(other[i])}`
    gap.fill(0, view.byteOffset, view.byteOffset + view.byteLength)
  }
  const at = gap.findIndex((inGap, i) => inGap === 1 && got[i] !== expected[i])
  if (at < 0) return undefined
  const array = program.args.filter(isArray).findLast((arg) => layout.offsets.get(arg.name)! <= at)
  return `byte ${at} outside every array was written, after '${array?.name ?? 'none'}'`
}
