import type { Access, Expr, Local, Stmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { accessesOf, assignedLocals, blocks } from '../ir/walk.ts'

/** An index that is a float64 local without a fraction plus or minus integers of 32 bits. */
export interface FloatIndex {
  readonly base: Local
  readonly terms: readonly { readonly value: Expr; readonly minus: boolean }[]
}

/** Reads an index as that. */
export function floatIndex(index: Expr, wholes: ReadonlySet<Local>): FloatIndex | undefined {
  let base: Local | undefined
  const terms: { value: Expr; minus: boolean }[] = []
  const read = (e: Expr, minus: boolean): boolean => {
    if (e.kind === 'local' && wholes.has(e.local) && base === undefined && !minus) {
      base = e.local
      return true
    }
    if (e.kind === 'op' && e.type === 'f64' && (e.op === '+' || e.op === '-'))
      return read(e.args[0], minus) && read(e.args[1], minus !== (e.op === '-'))
    const small = e.kind === 'const' && Number.isInteger(e.value) && Math.abs(e.value) < 2 ** 31
    const whole = e.kind === 'convert' && e.mode === 'number' && e.value.type === 'i32'
    if (small || whole) terms.push({ value: whole ? e.value : e, minus })
    return small || whole
  }
  return index.type === 'f64' && read(index, false) && base ? { base, terms } : undefined
}

/**
 * The statements of a block after which the local that they set is worth keeping as an integer too: several indices that are checked each
 * time are made of it, and nothing sets it before the block does again.
 */
export function floatBases(
  block: readonly Stmt[],
  wholes: ReadonlySet<Local>,
  proves: (access: Access) => boolean,
): ReadonlySet<Stmt> {
  const found = new Set<Stmt>()
  block.forEach((stmt, i) => {
    if (stmt.kind !== 'set' || !wholes.has(stmt.local)) return
    const { local } = stmt
    const rest = block.slice(i + 1)
    const again = rest.findIndex((other) => other.kind === 'set' && other.local === local)
    const range = again < 0 ? rest : rest.slice(0, again + 1)
    if (range.some((other) => blocks(other).some((inner) => assignedLocals(inner).has(local)))) return
    const made = accessesOf(range).flatMap(({ access, index }) =>
      !proves(access) && floatIndex(index, wholes)?.base === local ? [index] : [],
    )
    // One and the same is checked once.
    if (made.some((index) => !sameExpr(index, made[0]))) found.add(stmt)
  })
  return found
}
