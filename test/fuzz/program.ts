/** A generated kernel with arguments to call it with. */
import { type DType, dtypes } from '#wamba/base/dtypes.js'
import { NdArray } from '#wamba/base/ndarray.js'
import { type Block, print, smaller, type Texts } from './tree.ts'
import { checkedTwin } from './twin.ts'

export interface ArrayArgument {
  readonly name: string
  readonly dtype: DType
  readonly values: readonly number[]
  /** The elements of an int64 or uint64 array. */
  readonly bigs?: readonly bigint[]
  /** An n-d array over these elements. */
  readonly form?: { readonly shape: readonly number[]; readonly strides: readonly number[]; readonly offset: number }
  /** Lies over the bytes of an earlier array, from this byte of it. */
  readonly over?: { readonly array: string; readonly from: number }
}

export interface ScalarArgument {
  readonly name: string
  readonly value: number | boolean
  /** Declared as this type, whatever the value; else specialised by it. */
  readonly declared?: 'float64' | 'float32'
}

export type Argument = ArrayArgument | ScalarArgument

export interface Program {
  readonly args: readonly Argument[]
  readonly body: Block
  /** Its text, where it was not made of parts. */
  readonly text?: string
  /** Whether the law asks for the bits of plain JavaScript: no float32 arithmetic and no reassociation. */
  readonly exact: boolean
}

export function lengthOf({ bigs, values }: ArrayArgument): number {
  return bigs?.length ?? values.length
}

export function isArray(arg: Argument): arg is ArrayArgument {
  return 'dtype' in arg
}

export function textsOf(program: Program): Texts {
  const { text } = program
  if (text !== undefined) return { source: text, checked: checkedTwin(text) }
  return print([...new Set(program.args.map((arg) => arg.name.split('.')[0]))], program.body)
}

/** The kernel and its arguments as a person reads them. */
export function describe(program: Program): string {
  const args = program.args.map((arg) => {
    if (!isArray(arg)) return `${arg.name} = ${shown(arg.value)}${arg.declared ? ` as ${arg.declared}` : ''}`
    const values = arg.bigs ?? arg.values
    const many = values.length > 24 ? ', …' : ''
    const over = arg.over ? ` over ${arg.over.array} from byte ${arg.over.from}` : ''
    const form = arg.form ? `, as ${JSON.stringify(arg.form)}` : ''
    return `${arg.name} = ${arg.dtype}[${values.slice(0, 24).map(shown).join(', ')}${many}], length ${values.length}${over}${form}`
  })
  return `${textsOf(program).source}\n${args.join('\n')}${program.exact ? '' : '\n(not compared with plain JavaScript)'}`
}

function shown(value: number | bigint | boolean): string {
  if (typeof value === 'bigint') return `${value}n`
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Programs that are a little smaller. */
export function* smallerPrograms(program: Program): Generator<Program> {
  // A kernel that returns a value goes on returning one.
  // Parameters of a text stay as they are.
  const returns = (block: Block): boolean => String(block.block.at(-1)?.parts[0]).startsWith('return')
  for (const body of smaller(program.body)) if (returns(body) || !returns(program.body)) yield { ...program, body }
  const { source } = textsOf(program)
  for (let at = 0; at < program.args.length; at++) {
    const arg = program.args[at]
    const replaced = (...by: readonly Argument[]): Program => ({
      ...program,
      args: [...program.args.slice(0, at), ...by, ...program.args.slice(at + 1)],
    })
    const uses = source.split(new RegExp(`\\b${arg.name}\\b`)).length - 2
    const covered = program.args.some((other) => isArray(other) && other.over?.array === arg.name)
    if (uses === 0 && !covered && program.text === undefined) yield replaced()
    if (!isArray(arg)) {
      if (arg.declared) yield replaced({ name: arg.name, value: arg.value })
      if (typeof arg.value === 'number')
        for (const value of [0, 1, Math.trunc(arg.value / 2)])
          if (Math.abs(value) < Math.abs(arg.value)) yield replaced({ ...arg, value })
    } else if (arg.bigs) {
      const { bigs } = arg
      for (const length of [0, 1, bigs.length >> 1, bigs.length - 1])
        if (length >= 0 && length < bigs.length) yield replaced({ ...arg, bigs: bigs.slice(0, length) })
      if (bigs.some((value) => value !== 0n)) yield replaced({ ...arg, bigs: bigs.map(() => 0n) })
    } else if (arg.over) yield replaced({ name: arg.name, dtype: arg.dtype, values: arg.values })
    else {
      const { values } = arg
      if (!covered && !arg.form)
        for (const length of [0, 1, values.length >> 1, values.length - 1])
          if (length >= 0 && length < values.length) yield replaced({ ...arg, values: values.slice(0, length) })
      if (values.some((value) => value !== 0)) yield replaced({ ...arg, values: values.map(() => 0) })
      if (values.length <= 8)
        for (let i = 0; i < values.length; i++)
          if (!Object.is(values[i], 0)) yield replaced({ ...arg, values: values.with(i, 0) })
    }
  }
}

/** Where each array lies in one arena, with gaps between, so that writes outside show. */
export interface Layout {
  readonly offsets: ReadonlyMap<string, number>
  readonly bytes: number
}

const GAP = 40

export function layoutOf(program: Program): Layout {
  const offsets = new Map<string, number>()
  let at = GAP
  for (const arg of program.args) {
    if (!isArray(arg)) continue
    const { bytes } = dtypes[arg.dtype]
    if (arg.over) {
      offsets.set(arg.name, offsets.get(arg.over.array)! + arg.over.from)
      continue
    }
    at = Math.ceil(at / bytes) * bytes
    offsets.set(arg.name, at)
    at += lengthOf(arg) * bytes + GAP
  }
  return { offsets, bytes: Math.ceil(at / 8) * 8 }
}

/** The arrays over a buffer, by name. */
export function viewsOf(
  program: Program,
  layout: Layout,
  buffer: ArrayBufferLike,
  base: number,
): Map<string, Float64Array> {
  return new Map(
    program.args.filter(isArray).map((arg) => {
      const { name, dtype } = arg
      const make = dtypes[dtype].array as unknown as Float64ArrayConstructor
      return [name, new make(buffer as ArrayBuffer, base + layout.offsets.get(name)!, lengthOf(arg)) as Float64Array]
    }),
  )
}

/** The array arguments over a buffer, by name. */
export function arraysOf(
  program: Program,
  layout: Layout,
  buffer: ArrayBufferLike,
  base: number,
): Map<string, Float64Array | NdArray> {
  const views: Map<string, Float64Array | NdArray> = viewsOf(program, layout, buffer, base)
  for (const arg of program.args)
    if (isArray(arg) && arg.form)
      views.set(arg.name, new NdArray(views.get(arg.name) as Float64Array, arg.form.shape, arg.form))
  return views
}

/** The bytes of the arena before a call. */
export function arenaOf(program: Program, layout: Layout): Uint8Array {
  const bytes = new Uint8Array(layout.bytes).fill(0xa5)
  for (const [name, view] of viewsOf(program, layout, bytes.buffer, 0)) {
    const arg = program.args.find((a) => a.name === name) as ArrayArgument
    if (arg.bigs) (view as unknown as BigInt64Array).set(arg.bigs)
    else if (!arg.over) view.set(arg.values)
  }
  return bytes
}
