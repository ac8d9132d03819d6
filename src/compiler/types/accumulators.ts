import { type Expr, expressions, statements, type Tree, type Variable } from '../syntax/tree.ts'

/**
 * The variables that start as a literal and are only accumulated, `s += …` or `s *= …`: these are float64 whatever is
 * added to them, as in `let s = 0` over a Float32Array. `Math.fround(0)` as the start keeps float32.
 */
export function accumulators(tree: Tree): Set<Variable> {
  const accumulated = new Set<Variable>()
  const otherwise = new Set<Variable>()
  for (const stmt of statements(tree.body)) {
    if (stmt.kind === 'for') otherwise.add(stmt.counter)
    if (stmt.kind !== 'set') continue
    if (isAccumulation(stmt.variable, stmt.value)) accumulated.add(stmt.variable)
    else if (!isLiteral(stmt.value)) otherwise.add(stmt.variable)
  }
  for (const variable of otherwise) accumulated.delete(variable)
  return accumulated
}

function isAccumulation(variable: Variable, value: Expr): boolean {
  if (value.kind !== 'binary' || !['+', '-', '*'].includes(value.op)) return false
  const readsIt = (e: Expr): boolean =>
    [...expressions(e)].some((x) => x.kind === 'variable' && x.variable === variable)
  const isIt = (e: Expr): boolean => e.kind === 'variable' && e.variable === variable
  if (isIt(value.left)) return !readsIt(value.right)
  return value.op !== '-' && isIt(value.right) && !readsIt(value.left)
}

function isLiteral(expr: Expr): boolean {
  return expr.kind === 'number' || (expr.kind === 'unary' && expr.op === '-' && isLiteral(expr.value))
}
