import * as arithmetic from './arithmetic.ts'
import * as elementary from './elementary.ts'
import * as math from './math.ts'
import type { Import, Op } from './op.ts'
import { powers } from './powers.ts'
import type { Type } from './type.ts'

/** Every operation of the IR, by its JavaScript spelling. A new operation is one row in one file of this folder. */
export const ops: ReadonlyMap<string, Op> = new Map(
  [...Object.values(arithmetic), ...Object.values(math), ...Object.values(elementary).flat(), ...powers].map((op) => [
    op.name,
    op,
  ]),
)

function importsOf(op: Op): Import[] {
  const ofType = (type: Type): readonly Import[] => [
    ...(op.imports?.(type) ?? []),
    ...(type === 'bool' ? [] : (op.laneImports?.(type) ?? [])),
  ]
  return op.types.flatMap(ofType)
}

/** Every function that an operation imports, by its name in emitted text. */
export const libraryImports: ReadonlyMap<string, Import> = new Map(
  [...ops.values()].flatMap(importsOf).map((imported) => [imported.as, imported]),
)

/** The row of an operation that is known to exist. */
export function opNamed(name: string): Op {
  const op = ops.get(name)
  if (op === undefined) throw new Error(`no operation ${name}`)
  return op
}

/** The functions a kernel may call by name, `Math.sqrt`, `erf` and so on. */
export const functions: readonly string[] = [...ops.keys()].filter((name) => /^(?:Math\.)?[a-z]\w+$/.test(name))

/** Functions that give a whole number back. */
export const rounding: ReadonlySet<string> = new Set(['Math.floor', 'Math.ceil', 'Math.trunc', 'Math.round'])
