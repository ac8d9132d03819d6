import type { SourceText } from '../../base/source.ts'
import type { ArrayRef, Func, Span } from '../ir/nodes.ts'
import { statements } from '../ir/walk.ts'

/** Rejects what would change an array of the scope, or give it away: nobody sees another's copy change. */
export function keepFrozen(
  func: Func,
  classOf: (array: ArrayRef) => ArrayRef,
  count: number,
  source: SourceText,
): void {
  if (count === 0) return
  const frozen = new Map<ArrayRef, string>()
  for (const param of func.params.slice(func.params.length - count))
    if (param.kind === 'array') frozen.set(classOf(param.array), param.array.name)
  const refuse = (array: ArrayRef, at: Span, what: string): void => {
    const name = frozen.get(classOf(array))
    if (name === undefined) return
    const which = array.name === name ? `'${name}'` : `'${array.name}', which may be '${name}',`
    throw source.error(
      'unsupported',
      at,
      `this ${what} ${which} an array of the scope, which is frozen`,
      `use a copy, ${name}.slice(), or pass the array as an argument`,
    )
  }
  for (const stmt of statements(func.body)) {
    if (stmt.kind === 'store') refuse(stmt.access.array, stmt.at, 'writes to')
    if (stmt.kind === 'call')
      for (const [i, array] of stmt.arrays.entries()) if (stmt.writes[i]) refuse(array, stmt.at, 'writes to')
    if (stmt.kind === 'return') for (const array of stmt.arrays ?? []) refuse(array, stmt.at, 'returns')
  }
}
