import type { Context } from './context.ts'
import type { CallStmt, Expr, InvokeExpr, Result, Stmt } from './tree.ts'

/** Rewrites an expression bottom-up. */
export function mapExpr(expr: Expr, f: (expr: Expr) => Expr): Expr {
  const map = (e: Expr): Expr => mapExpr(e, f)
  switch (expr.kind) {
    case 'binary':
    case 'logical':
      return f({ ...expr, left: map(expr.left), right: map(expr.right) })
    case 'unary':
      return f({ ...expr, value: map(expr.value) })
    case 'conditional':
      return f({ ...expr, test: map(expr.test), yes: map(expr.yes), no: map(expr.no) })
    case 'call':
      return f({ ...expr, args: expr.args.map(map) })
    case 'invoke':
      return f({ ...expr, args: expr.args.map(map), captured: expr.captured.map(map) })
    case 'element':
      return f({ ...expr, index: map(expr.index) })
    case 'position':
      return f({ ...expr, indices: expr.indices.map(map) })
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'variable':
    case 'length':
    case 'extent':
      return f(expr)
    default:
      return expr satisfies never
  }
}

/** Rewrites every expression of a block, and each statement afterwards; a statement may become several or none. */
export function mapBlock(
  block: readonly Stmt[],
  f: (expr: Expr) => Expr,
  g: (stmt: Stmt) => readonly Stmt[] = (stmt) => [stmt],
): Stmt[] {
  const map = (expr: Expr): Expr => mapExpr(expr, f)
  const inner = (stmts: readonly Stmt[]): Stmt[] => mapBlock(stmts, f, g)
  return block.flatMap((stmt): readonly Stmt[] => {
    switch (stmt.kind) {
      case 'set':
        return g({ ...stmt, value: map(stmt.value) })
      case 'store':
        return g({ ...stmt, index: map(stmt.index), value: map(stmt.value) })
      case 'if':
        return g({ ...stmt, test: map(stmt.test), yes: inner(stmt.yes), no: inner(stmt.no) })
      case 'for':
        return g({
          ...stmt,
          start: map(stmt.start),
          stop: map(stmt.stop),
          step: map(stmt.step),
          body: inner(stmt.body),
        })
      case 'while':
        return g({ ...stmt, test: map(stmt.test), body: inner(stmt.body) })
      case 'given':
        return g({ ...stmt, yes: inner(stmt.yes), no: inner(stmt.no) })
      case 'return':
        return g({ ...stmt, result: mapResult(stmt.result, map) })
      case 'allocate':
        return g({ ...stmt, lengths: stmt.lengths.map(map), fill: stmt.fill && map(stmt.fill) })
      case 'view':
        return g({ ...stmt, start: map(stmt.start), length: map(stmt.length) })
      case 'check':
        return g({ ...stmt, index: map(stmt.index) })
      case 'call':
        return g({ ...stmt, args: stmt.args.map(map), captured: stmt.captured.map(map) })
      case 'throw':
      case 'log':
        return g({ ...stmt, values: stmt.values.map(map) })
      case 'break':
      case 'continue':
        return g(stmt)
      default:
        return stmt satisfies never
    }
  })
}

function mapResult(result: Result, map: (expr: Expr) => Expr): Result {
  return { ...result, values: result.values.map(map) }
}

/** Rewrites the body of the kernel, and those of the functions that it calls in place. */
export function mapKernel(
  cx: Context,
  body: readonly Stmt[],
  f: (expr: Expr) => Expr,
  g: (stmt: Stmt) => readonly Stmt[] = (stmt) => [stmt],
): Stmt[] {
  const calls: (CallStmt | InvokeExpr)[] = []
  const expr = (e: Expr): Expr => {
    if (e.kind === 'invoke') calls.push(e)
    return f(e)
  }
  const stmt = (s: Stmt): readonly Stmt[] => {
    if (s.kind === 'call') calls.push(s)
    return g(s)
  }
  const mapped = mapBlock(body, expr, stmt)
  for (const { callee } of cx.compiled) callee.body = mapBlock(callee.body, expr, stmt)
  // The calls are others now.
  cx.invokes.splice(0, cx.invokes.length, ...calls)
  return mapped
}
