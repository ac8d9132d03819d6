import type { Expr, Func, Stmt } from '../ir/nodes.ts'
import { operands, withOperands } from '../ir/walk.ts'

/** Rewrites an expression bottom-up. */
export function mapExpr(expr: Expr, f: (expr: Expr) => Expr): Expr {
  const before = operands(expr)
  const after = before.map((operand) => mapExpr(operand, f))
  return f(after.some((operand, i) => operand !== before[i]) ? withOperands(expr, after) : expr)
}

/** Rewrites every expression of a block, and each statement afterwards; a statement may become several or none. */
export function mapBlock(
  block: readonly Stmt[],
  f: (expr: Expr) => Expr,
  g: (stmt: Stmt) => readonly Stmt[] = (s) => [s],
): Stmt[] {
  const expr = (e: Expr): Expr => mapExpr(e, f)
  return block.flatMap((stmt): readonly Stmt[] => {
    switch (stmt.kind) {
      case 'set':
        return g({ ...stmt, value: expr(stmt.value) })
      case 'store':
        return g({ ...stmt, index: expr(stmt.index), value: expr(stmt.value) })
      case 'if':
        return g({ ...stmt, test: expr(stmt.test), yes: mapBlock(stmt.yes, f, g), no: mapBlock(stmt.no, f, g) })
      case 'while':
        return g({ ...stmt, test: expr(stmt.test), body: mapBlock(stmt.body, f, g) })
      case 'for':
        return g({
          ...stmt,
          start: expr(stmt.start),
          stop: expr(stmt.stop),
          step: expr(stmt.step),
          body: mapBlock(stmt.body, f, g),
        })
      case 'return':
        return g({ ...stmt, values: stmt.values.map(expr) })
      case 'allocate':
        return g({ ...stmt, lengths: stmt.lengths.map(expr) })
      case 'throw':
      case 'log':
        return g({ ...stmt, values: stmt.values.map(expr) })
      case 'call':
        return g({ ...stmt, args: stmt.args.map(expr) })
      case 'check':
        return g({ ...stmt, index: expr(stmt.index) })
      case 'point': {
        const { window } = stmt
        return g(window ? { ...stmt, window: { start: expr(window.start), length: expr(window.length) } } : stmt)
      }
      case 'break':
      case 'continue':
        return g(stmt)
      default:
        return stmt satisfies never
    }
  })
}

export function mapFunc(func: Func, f: (expr: Expr) => Expr, g?: (stmt: Stmt) => readonly Stmt[]): Func {
  const functions = func.functions.map((each) => ({ ...each, body: mapBlock(each.body, f, g) }))
  return { ...func, body: mapBlock(func.body, f, g), functions }
}
