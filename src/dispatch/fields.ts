import { isTypedArray } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { type ArgType, argTypeName } from '../compiler/manifest.ts'
import { typeOfArgument } from './argument.ts'
import { count, describe } from './describe.ts'
import { nearest } from './nearest.ts'
import { argumentOf, type Unit, type UnitParam } from './unit.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * The parameters of a kernel from the arguments of a call: an object's fields are parameters of their own. Undefined where an optional one
 * is left out.
 *
 * @throws ArgumentError where arguments or fields are missing, or there are too many
 */
export function parametersOf(unit: Unit, args: readonly unknown[]): readonly unknown[] {
  const { params } = unit
  const names = unit.args ?? params.map((param) => param.name)
  if (params.some(({ unread }) => unread)) args = withoutUnread(params, args)
  if (args.length > names.length) throw wrongCount(unit, names, args, 'leave out the rest')
  if (unit.args === undefined && args.length === names.length) return args
  const missing = names.filter((_, i) => i >= args.length && requires(params, i)).map((name) => `'${name}'`)
  if (missing.length > 0)
    throw wrongCount(unit, names, args, `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`)
  return params.map((param, i) => {
    const at = argumentOf(param, i)
    const value = param.field === undefined ? args[at] : fieldOf(unit, param, at, args[at])
    if (value !== undefined || param.optional) return value
    throw new ArgumentError(
      `${unit.name}: ${placeOf(unit, i)} is undefined: ${param.field === undefined ? 'pass it' : 'add it to the object'}.`,
    )
  })
}

/** What a kernel never looks at is a number where it takes nothing like it. */
function withoutUnread(params: readonly UnitParam[], args: readonly unknown[]): readonly unknown[] {
  const changed = [...args]
  params.forEach((param, i) => {
    const at = argumentOf(param, i)
    if (!param.unread || param.field !== undefined || at > changed.length) return
    if (Array.isArray(changed[at]) || typeOfArgument(changed[at], undefined) === undefined) changed[at] = 0
  })
  return changed
}

/** Whether a call must give an argument. One that the kernel never looks at may be anything. */
function requires(params: readonly UnitParam[], argument: number): boolean {
  return params.some((param, i) => argumentOf(param, i) === argument && param.optional !== true)
}

function wrongCount(unit: Unit, names: readonly string[], args: readonly unknown[], what: string): ArgumentError {
  const least = names.filter((_, i) => requires(unit.params, i)).length
  const takes = least === names.length ? count(names.length, 'argument') : `${least} to ${names.length} arguments`
  return new ArgumentError(`${unit.name} takes ${takes} (${names.join(', ')}), got ${args.length}: ${what}.`)
}

function fieldOf(unit: Unit, { field, optional }: UnitParam, at: number, from: unknown): unknown {
  if (from === undefined && optional) return undefined
  const isFields = typeof from === 'object' && from !== null && !Array.isArray(from) && !isTypedArray(from)
  if (!isFields || NdArray.is(from)) {
    const fields = unit.params.flatMap((param) => (param.argument === at && param.field ? [param.field] : []))
    const close = nearest(fields[0], ['length', 'shape', 'strides'])
    const typo = close === undefined ? '' : ` If it is an array, write .${close}.`
    throw new ArgumentError(
      `${unit.name}: argument ${at + 1}${named(unit, at)} is ${describe(from)}: expected an object with ${fields.map((each) => `'${each}'`).join(', ')}.${typo}`,
    )
  }
  const value = (from as Fields)[field!]
  if (value !== undefined || optional) return value
  const keys = Object.keys(from).filter((key) => (from as Fields)[key] !== undefined)
  const close = nearest(field!, keys)
  const has = keys.length === 0 ? 'it is empty' : `it has ${keys.join(', ')}`
  throw new ArgumentError(
    `${unit.name}: argument ${at + 1}${named(unit, at)} has no field '${field}': ${close === undefined ? has : `did you mean '${close}'? ${has}`}.`,
  )
}

function named({ args }: Unit, at: number): string {
  const name = args?.[at]
  return name === undefined || /\W/.test(name) ? '' : `, '${name}',`
}

/** The name of a parameter for messages: `argument 1, 'x'`, `the field 'dt' of argument 2, 'p',`. */
export function placeOf(unit: Unit, i: number): string {
  const param = unit.params[i]
  const at = argumentOf(param, i)
  return param.field === undefined
    ? `argument ${at + 1}, '${param.name}',`
    : `the field '${param.field}' of argument ${at + 1}${named(unit, at)}`
}

/** The arguments of a call with other values for the parameters that it passes; `passed` are these, by position. */
export function withParameters(
  unit: Unit,
  args: readonly unknown[],
  passed: readonly number[],
  values: readonly unknown[],
): unknown[] {
  if (unit.args === undefined) return [...values]
  const changed = [...args]
  const copies = new Map<number, Record<string, unknown>>()
  passed.forEach((i, k) => {
    const param = unit.params[i]
    const at = argumentOf(param, i)
    if (param.field === undefined) changed[at] = values[k]
    else {
      const copy = copies.get(at) ?? { ...(args[at] as Fields) }
      copies.set(at, copy)
      changed[at] = copy
      copy[param.field] = values[k]
    }
  })
  return changed
}

/** The parameters of a signature as a user reads them: `{ dt: float64, x: float64[:] }, int32`. Those left out at the end are not named. */
export function parameterNames(unit: Unit, types: readonly (ArgType | undefined)[]): string {
  const groups: string[][] = Array.from({ length: unit.args?.length ?? types.length }, () => [])
  const objects = new Set<number>()
  types.forEach((type, i) => {
    const param = unit.params[i]
    const at = param === undefined ? i : argumentOf(param, i)
    const name = type === undefined ? undefined : argTypeName(type)
    if (param?.field === undefined) groups[at] = [name ?? 'default']
    else {
      objects.add(at)
      if (name !== undefined) groups[at].push(`${param.field}: ${name}`)
    }
  })
  const texts = groups.map((group, at) => (objects.has(at) ? `{ ${group.join(', ')} }` : (group[0] ?? '{}')))
  return texts.slice(0, texts.findLastIndex((text) => text !== 'default') + 1).join(', ')
}
