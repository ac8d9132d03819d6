/**
 * The functions that users call, of fixed arity, so that a warm call makes no array, no closure and no other object. Their text
 * is generated, as each specialisation tests and stores its own arguments: a shared loop over parameter layouts would be
 * megamorphic.
 */
import { type AnyTypedArray, type DType, dtypes } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import {
  FLAG_ALIASED,
  FLAG_IN_ORDER,
  FRAME_FLAGS,
  hasDimensions,
  type NarrowInt,
  narrowInts,
  type ParamLayout,
} from '../compiler/manifest.ts'
import { sharedAddress } from '../memory/views.ts'
import { MOST_ELEMENTS } from '../ops/fact.ts'
import { isInt32, isNarrow } from './argument.ts'
import type { Hazard } from './overlap.ts'
import { callText } from './results.ts'
import type { Specialisation } from './specialisation.ts'
import { argumentOf } from './unit.ts'
import { sameForm } from './views.ts'

export type Run = (...args: unknown[]) => unknown

/** What an entry does next: the warm path of the last specialisation, or the slow path that finds one. */
export interface EntryState {
  run: Run
}

/** One more parameter than the kernel has: an argument too many arrives in it. */
const parameters = (arity: number): string[] => Array.from({ length: arity + 1 }, (_, i) => `a${i}`)

/** A function of `arity` parameters that calls `state.run`. */
export function makeEntry(name: string, arity: number, state: EntryState): Run {
  const names = parameters(arity).join(', ')
  const make = new Function('state', `return (${names}) => state.run(${names})`) as (state: EntryState) => Run
  return Object.defineProperties(make(state), { name: { value: name }, length: { value: arity } })
}

export interface WarmPath {
  /** By position: another specialisation takes the integers there. */
  readonly avoidInt32: readonly boolean[]
  /** The ranges of integers of which the same is true. */
  readonly avoidNarrow: readonly (readonly NarrowInt[])[]
  /** Another specialisation takes the BigInts that are both an int64 and a uint64. */
  readonly avoidUint63: boolean
  /** The limit on threads, 0 for none. */
  readonly threads: number
  /** Takes the calls that are not for this specialisation, or not warm. */
  readonly slow: Run
  /** A ufunc's output, where a call gives none. */
  readonly fresh: ((length: number) => AnyTypedArray) | undefined
}

/**
 * The warm path of a specialisation: where every array is shared and every scalar fits, it writes the frame and calls `main`;
 * anything else goes to `slow`.
 */
export function makeFast(
  spec: Specialisation,
  { avoidInt32, avoidNarrow, avoidUint63, threads, slow, fresh }: WarmPath,
): Run {
  const { params, unit } = spec
  const names = parameters(params.length)
  const arity = unit.args?.length ?? params.length
  // The arguments of the call, where these are not the parameters.
  const given = unit.args === undefined ? names : Array.from({ length: arity + 1 }, (_, i) => `g${i}`)
  const inputs = unit.ufunc ? params.length - 1 : params.length
  const [firstArray] = arraysOf(params, 0, inputs)
  const fits = (from: number, to: number): string[] =>
    params.slice(from, to).map((p, i) => {
      const position = spec.passed[from + i] ?? from + i
      return test(p, from + i, avoidInt32[position], avoidNarrow[position], avoidUint63)
    })
  const run = `
        ${flag(spec.hazards, params)}
        ${params.map(store).join('\n        ')}
        frame.busy = true
        loaded.threads = ${threads}
        try {
          ${unit.ufunc ? `main(frame.address); return a${inputs}` : callText(spec.program.manifest)}
        } catch (error) {
          throw spec.explain(error)
        } finally {
          frame.busy = false
        }`
  const makeOutput =
    fresh === undefined || firstArray === undefined
      ? ''
      : `if (a${inputs} === undefined) a${inputs} = fresh(n${firstArray})`
  const text = `
    const { main } = loaded.instance
    const { f64, f32, i64, u64, i32, u32 } = frame
    return (${given.join(', ')}) => {
      if (${all(['!frame.busy', `${given[arity]} === undefined`, ...objects(spec)])}) {
      ${unpack(spec)}
      if (${all([...omitted(spec), ...fits(0, inputs)])}) {
        ${place(params, 0, inputs)}
        if (${all([...shared(params, 0, inputs), ...(unit.ufunc ? equal(params, firstArray, inputs) : [])])}) {
        ${
          unit.ufunc
            ? `${makeOutput}
        if (${all(fits(inputs, params.length))}) {
        ${place(params, inputs, params.length)}
        if (${all([...shared(params, inputs, params.length), ...equal(params, firstArray, params.length)])}) {${run}
        }}`
            : run
        }
        }
      }
      }
      return slow(${given.join(', ')})
    }`
  const make = new Function(
    'spec',
    'loaded',
    'frame',
    'slow',
    'fresh',
    'sharedAddress',
    'isInt32',
    'tag',
    'isNdArray',
    'sameForm',
    text,
  )
  return make(
    spec,
    spec.loaded,
    spec.frame,
    slow,
    fresh,
    sharedAddress,
    isInt32,
    Symbol.toStringTag,
    NdArray.is,
    sameForm,
  ) as Run
}

/** Tests that the arguments with fields are objects. */
function objects({ unit }: Specialisation): string[] {
  const withFields = unit.params.flatMap(({ field, argument = 0 }) => (field === undefined ? [] : [argument]))
  return [...new Set(withFields)].map((at) => `typeof g${at} === 'object' && g${at} !== null`)
}

function sourceText({ unit }: Specialisation, i: number): string {
  const { field } = unit.params[i]
  const at = `g${argumentOf(unit.params[i], i)}`
  return field === undefined ? at : `${at}[${JSON.stringify(field)}]`
}

/** The parameters from the arguments, where these are others. */
function unpack(spec: Specialisation): string {
  if (spec.unit.args === undefined) return ''
  return spec.passed.map((i, k) => `const a${k} = ${sourceText(spec, i)}`).join('\n      ')
}

/** Tests that what these types leave out is left out. */
function omitted(spec: Specialisation): string[] {
  if (spec.unit.args === undefined) return []
  return spec.unit.params.flatMap((_, i) => (spec.passed.includes(i) ? [] : [`${sourceText(spec, i)} === undefined`]))
}

function all(tests: readonly string[]): string {
  return tests.length === 0 ? 'true' : tests.join(' && ')
}

/** The positions of the arrays. */
function arraysOf(params: readonly ParamLayout[], from: number, to: number): number[] {
  return [...params.keys()].filter((i) => i >= from && i < to && params[i].type.kind === 'array')
}

function test(
  { type }: ParamLayout,
  i: number,
  avoidInt32: boolean,
  avoidNarrow: readonly NarrowInt[],
  avoidUint63: boolean,
): string {
  if (type.kind === 'array' && hasDimensions(type)) {
    const { dtype, ndim, layout = 'C' } = type
    return `isNdArray(a${i}) && !a${i}.folded && a${i}.dtype === '${dtype}' && a${i}.shape.length === ${ndim} && a${i}.layout === '${layout}'`
  }
  if (type.kind === 'array') return `ArrayBuffer.isView(a${i}) && a${i}[tag] === '${dtypes[type.dtype].tag}'`
  if (type.dtype === 'bool') return `typeof a${i} === 'boolean'`
  const big = (bits: string): string => `typeof a${i} === 'bigint' && BigInt.${bits}, a${i}) === a${i}`
  if (type.dtype === 'uint63') return big('asUintN(63')
  if (type.dtype === 'int64') return `${big('asIntN(64')}${avoidUint63 ? ` && a${i} < 0n` : ''}`
  if (type.dtype === 'uint64') return `${big('asUintN(64')}${avoidUint63 ? ` && a${i} > 0x7fffffffffffffffn` : ''}`
  const within = (name: NarrowInt): string => `a${i} >= ${narrowInts[name][0]} && a${i} <= ${narrowInts[name][1]}`
  if (isNarrow(type.dtype)) {
    const narrower = avoidNarrow.slice(0, avoidNarrow.indexOf(type.dtype))
    return [`isInt32(a${i})`, within(type.dtype), ...narrower.map((name) => `!(${within(name)})`)].join(' && ')
  }
  if (type.dtype === 'int32') return [`isInt32(a${i})`, ...avoidNarrow.map((name) => `!(${within(name)})`)].join(' && ')
  return `typeof a${i} === 'number'${avoidInt32 ? ` && !isInt32(a${i})` : ''}`
}

/** Each array's first byte `p`, length `n` and end `e`; of an n-d array also the address of its data, `d`. */
function place(params: readonly ParamLayout[], from: number, to: number): string {
  const bytes = (i: number): number => dtypes[params[i].type.dtype as DType].bytes
  return arraysOf(params, from, to)
    .map((i) => {
      if (!hasDimensions(params[i].type))
        return `const p${i} = sharedAddress(a${i}), n${i} = a${i}.length, e${i} = p${i} + n${i} * ${bytes(i)}`
      const data = `const d${i} = sharedAddress(a${i}.data), n${i} = a${i}.length`
      return `${data}, p${i} = d${i} + a${i}.first * ${bytes(i)}, e${i} = d${i} + a${i}.end * ${bytes(i)}`
    })
    .join('\n        ')
}

function shared(params: readonly ParamLayout[], from: number, to: number): string[] {
  return arraysOf(params, from, to).map((i) => {
    const { type } = params[i]
    if (hasDimensions(type)) return `d${i} !== 0`
    // Elements of more bytes do not come to so many.
    return dtypes[type.dtype as DType].bytes === 1 ? `p${i} !== 0 && n${i} <= ${MOST_ELEMENTS}` : `p${i} !== 0`
  })
}

/** The lengths of a ufunc's arrays are the first one's. */
function equal(params: readonly ParamLayout[], first: number | undefined, to: number): string[] {
  if (first === undefined) return []
  return arraysOf(params, first + 1, to).map((i) => `n${i} === n${first}`)
}

/** The twin of `flagOf`, for all pairs at once. */
function flag(pairs: readonly Hazard[], params: readonly ParamLayout[]): string {
  const at = `u32[${FRAME_FLAGS / 4}]`
  if (pairs.length === 0) return `${at} = 0`
  const flags = pairs.map(({ written: w, other: o, equalIsSafe }) => {
    const same = hasDimensions(params[w].type) ? ` && sameForm(a${w}, a${o})` : ''
    const overlap = `(p${w} < e${o} && p${o} < e${w} ? ${FLAG_IN_ORDER} : 0)`
    return equalIsSafe ? `(p${w} === p${o} && e${w} === e${o}${same} ? ${FLAG_ALIASED} : ${overlap})` : overlap
  })
  return `const flags = ${flags.join(' | ')}
          if (flags & ${FLAG_IN_ORDER}) spec.callsInOrder++
          ${at} = flags`
}

function store({ type, offset }: ParamLayout, i: number): string {
  if (type.kind === 'array' && hasDimensions(type)) {
    const at = offset / 4
    const fields = Array.from(
      { length: type.ndim },
      (_, d) => `i32[${at + 2 + d}] = a${i}.shape[${d}]; i32[${at + 2 + type.ndim + d}] = a${i}.strides[${d}]`,
    )
    const bytes = dtypes[type.dtype].bytes
    return `u32[${at}] = d${i} + a${i}.offset * ${bytes}; u32[${at + 1}] = n${i}; ${fields.join('; ')}`
  }
  if (type.kind === 'array') return `u32[${offset / 4}] = p${i}; u32[${offset / 4 + 1}] = n${i}`
  switch (type.dtype) {
    case 'float64':
      return `f64[${offset / 8}] = a${i}`
    case 'float32':
      return `f32[${offset / 4}] = a${i}`
    case 'int32':
    case 'uint20':
    case 'natural20':
    case 'natural':
      return `i32[${offset / 4}] = a${i}`
    case 'int64':
    case 'uint63':
      return `i64[${offset / 8}] = a${i}`
    case 'uint64':
      return `u64[${offset / 8}] = a${i}`
    case 'bool':
      return `i32[${offset / 4}] = a${i} ? 1 : 0`
    default:
      return type satisfies never
  }
}
