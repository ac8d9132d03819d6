import type { FaultSite, ScalarType } from '../compiler/manifest.ts'
import type { Value } from '../team/fault.ts'

type LogSite = Extract<FaultSite, { kind: 'log' }>

/** A value as the source has it. */
function asSource(value: Value | undefined, type: ScalarType): Value | undefined {
  if (type === 'bool') return value === undefined ? undefined : Boolean(value)
  return type === 'uint64' && typeof value === 'bigint' ? BigInt.asUintN(64, value) : value
}

/** A text with its values. */
export function told(
  text: readonly (string | number)[],
  types: readonly ScalarType[],
  values: readonly Value[],
): string {
  return text.map((part) => (typeof part === 'string' ? part : String(asSource(values[part], types[part])))).join('')
}

/** Writes what a place in the kernel logs. */
export function logAt(site: FaultSite, values: readonly Value[]): void {
  const { method, args, types } = site as LogSite
  const given = args.map((arg) =>
    typeof arg === 'number' ? asSource(values[arg], types[arg]) : told(arg, types, values),
  )
  console[method as 'log'](...given)
}
