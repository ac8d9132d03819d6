/**
 * The functions that users call, of fixed arity, so that a warm call makes no array, no closure and no other object. Their text
 * is generated, as each specialisation tests and stores its own arguments: a shared loop over parameter layouts would be
 * megamorphic.
 */
import { dtypes } from '../base/dtypes.ts'
import { FLAG_ALIASED, FLAG_IN_ORDER, FRAME_FLAGS, type ParamLayout } from '../compiler/manifest.ts'
import { sharedAddress } from '../memory/views.ts'
import { isInt32 } from './argument.ts'
import type { Hazard } from './overlap.ts'
import type { Specialisation } from './specialisation.ts'

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

/**
 * The warm path of a specialisation: where every array is shared and every scalar fits, it writes the frame and calls `main`;
 * anything else goes to `slow`. `avoidInt32[i]`: another specialisation takes the integers at position `i`.
 */
export function makeFast(spec: Specialisation, avoidInt32: readonly boolean[], threads: number, slow: Run): Run {
  const { params, unit } = spec
  const { result } = spec.program.manifest
  const names = parameters(params.length)
  const call = result === 'bool' ? 'main(frame.address) !== 0' : 'main(frame.address)'
  const text = `
    const { main } = loaded.instance
    const { f64, f32, i32, u32 } = frame
    return (${names.join(', ')}) => {
      if (${[`${names[params.length]} === undefined`, ...params.map((p, i) => test(p, i, avoidInt32[i])), '!frame.busy'].join(' && ')}) {
        ${params.flatMap(place).join('\n        ')}
        if (${['true', ...addresses(params), ...lengths(params, unit.ufunc)].join(' && ')}) {
          ${flag(spec.hazards)}
          ${params.map(store).join('\n          ')}
          frame.busy = true
          loaded.threads = ${threads}
          try {
            ${unit.ufunc ? `${call}; return a${params.length - 1}` : result === 'void' ? call : `return ${call}`}
          } catch (error) {
            throw spec.explain(error, [${names.slice(0, -1).join(', ')}])
          } finally {
            frame.busy = false
          }
          ${result === 'void' ? 'return' : ''}
        }
      }
      return slow(${names.join(', ')})
    }`
  const make = new Function('spec', 'loaded', 'frame', 'slow', 'sharedAddress', 'isInt32', 'tag', text)
  return make(spec, spec.loaded, spec.frame, slow, sharedAddress, isInt32, Symbol.toStringTag) as Run
}

function test({ type }: ParamLayout, i: number, avoidInt32: boolean): string {
  if (type.kind === 'array') return `ArrayBuffer.isView(a${i}) && a${i}[tag] === '${dtypes[type.dtype].tag}'`
  if (type.dtype === 'bool') return `typeof a${i} === 'boolean'`
  if (type.dtype === 'int32') return `isInt32(a${i})`
  return `typeof a${i} === 'number'${avoidInt32 ? ` && !isInt32(a${i})` : ''}`
}

/** An array's first byte `p`, length `n` and end `e`. */
function place({ type }: ParamLayout, i: number): string[] {
  if (type.kind === 'scalar') return []
  return [
    `const p${i} = sharedAddress(a${i}), n${i} = a${i}.length, e${i} = p${i} + n${i} * ${dtypes[type.dtype].bytes}`,
  ]
}

function addresses(params: readonly ParamLayout[]): string[] {
  return params.flatMap(({ type }, i) => (type.kind === 'array' ? [`p${i} !== 0`] : []))
}

function lengths(params: readonly ParamLayout[], ufunc: boolean): string[] {
  if (!ufunc) return []
  return params.flatMap(({ type }, i) => (type.kind === 'array' ? [`n${i} === n${params.length - 1}`] : []))
}

/** The twin of `flagOf`, for all pairs at once. */
function flag(pairs: readonly Hazard[]): string {
  const at = `u32[${FRAME_FLAGS / 4}]`
  if (pairs.length === 0) return `${at} = 0`
  const flags = pairs.map(({ written: w, other: o, equalIsSafe }) => {
    const overlap = `(p${w} < e${o} && p${o} < e${w} ? ${FLAG_IN_ORDER} : 0)`
    return equalIsSafe ? `(p${w} === p${o} && e${w} === e${o} ? ${FLAG_ALIASED} : ${overlap})` : overlap
  })
  return `const flags = ${flags.join(' | ')}
          if (flags & ${FLAG_IN_ORDER}) spec.callsInOrder++
          ${at} = flags`
}

function store({ type, offset }: ParamLayout, i: number): string {
  if (type.kind === 'array') return `u32[${offset / 4}] = p${i}; u32[${offset / 4 + 1}] = n${i}`
  switch (type.dtype) {
    case 'float64':
      return `f64[${offset / 8}] = a${i}`
    case 'float32':
      return `f32[${offset / 4}] = a${i}`
    case 'int32':
      return `i32[${offset / 4}] = a${i}`
    case 'bool':
      return `i32[${offset / 4}] = a${i} ? 1 : 0`
    default:
      return type satisfies never
  }
}
