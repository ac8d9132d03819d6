import type { AllocateStmt, ArrayRef, Expr, Func, Local, Stmt } from '../ir/nodes.ts'
import { blocks, operands } from '../ir/walk.ts'
import { mapBlock } from './rewrite.ts'

/**
 * Makes an array that is as long as another of that one's own length, `const b = a.slice()`: where that is known before a loop, so is this.
 */
export function knownLengths(func: Func): Func {
  const constant = constantLocals(func)
  const made = new Map<ArrayRef, (AllocateStmt | undefined)[]>()
  const visit = (block: readonly Stmt[]): void => {
    for (const stmt of block) {
      if (stmt.kind === 'allocate') made.set(stmt.array, [...(made.get(stmt.array) ?? []), stmt])
      if (stmt.kind === 'point') made.set(stmt.array, [undefined])
      for (const inner of blocks(stmt)) visit(inner)
    }
  }
  visit(func.body)
  const isConstant = (expr: Expr): boolean => {
    if (expr.kind === 'const') return true
    if (expr.kind === 'local') return constant.has(expr.local)
    if (expr.kind === 'length') return expr.array.param !== undefined && !made.has(expr.array)
    const plain =
      expr.kind === 'op' ? ['+', '-', '*', 'Math.min', 'Math.max'].includes(expr.op) : expr.kind === 'convert'
    return plain && !('site' in expr) && operands(expr).every(isConstant)
  }
  const known = ({ array }: Extract<Expr, { kind: 'length' }>): Expr | undefined => {
    const [by, ...others] = made.get(array) ?? []
    if (by === undefined || others.length > 0 || by.lengths.length !== 1) return undefined
    const [length] = by.lengths
    if (length.kind === 'length' && made.has(length.array)) return known(length)
    return isConstant(length) ? length : undefined
  }
  const resolve = (stmt: Stmt): Stmt[] => {
    if (stmt.kind !== 'allocate') return [stmt]
    const lengths = stmt.lengths.map((length) => (length.kind === 'length' && known(length)) || length)
    return [lengths.some((length, i) => length !== stmt.lengths[i]) ? { ...stmt, lengths } : stmt]
  }
  return { ...func, body: mapBlock(func.body, (expr) => expr, resolve) }
}

/** The locals that have one value as long as the kernel runs. */
function constantLocals(func: Func): Set<Local> {
  const sets = new Map<Local, number>()
  const note = (local: Local, times: number): void => {
    sets.set(local, (sets.get(local) ?? 0) + times)
  }
  for (const param of func.params) if (param.kind === 'scalar') note(param.local, 1)
  const visit = (block: readonly Stmt[], times: number): void => {
    for (const stmt of block) {
      if (stmt.kind === 'set') note(stmt.local, times)
      if (stmt.kind === 'for') note(stmt.counter, 2)
      const repeats = stmt.kind === 'for' || stmt.kind === 'while'
      for (const inner of blocks(stmt)) visit(inner, repeats ? 2 : times)
    }
  }
  visit(func.body, 1)
  return new Set([...sets].flatMap(([local, times]) => (times === 1 ? [local] : [])))
}
