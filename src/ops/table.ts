import * as arithmetic from './arithmetic.ts'
import * as math from './math.ts'
import type { Op } from './op.ts'

/** Every operation of the IR, by its JavaScript spelling. A new operation is one row in one file of this folder. */
export const ops: ReadonlyMap<string, Op> = new Map(
  [...Object.values(arithmetic), ...Object.values(math)].map((op) => [op.name, op]),
)

/** The row of an operation that is known to exist. */
export function opNamed(name: string): Op {
  const op = ops.get(name)
  if (op === undefined) throw new Error(`no operation ${name}`)
  return op
}

/** The functions a kernel may call by name, `Math.sqrt` and so on. */
export const functions: readonly string[] = [...ops.keys()].filter((name) => name.startsWith('Math.'))
