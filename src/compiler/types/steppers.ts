import { children, type Expr, parts, type Stmt, statements, type Tree, type Variable } from '../syntax/tree.ts'

/** Steps of at most this much: 2^53 of them take months, so that no run leaves the integers that doubles hold. */
const LONGEST_STEP = 1024

/**
 * The variables that count: set to something, then only stepped by small constants, and used as indices. They stay within 2^53
 * in any run that ends, so they are integers though no loop bounds them: `out[n++] = x`. A variable that a prange steps
 * is left out, for a sum of float64 is as exact, and fills lanes.
 */
export function steppers(tree: Tree): Set<Variable> {
  const stepped = new Set<Variable>()
  const indices = new Set<Variable>()
  const shared = new Set<Variable>()
  const visit = (block: readonly Stmt[], local: Set<Variable> | undefined): void => {
    for (const stmt of block) {
      for (const expr of parts(stmt).exprs) markIndices(expr, indices)
      if (stmt.kind === 'store') markVariables(stmt.index, indices)
      if (stmt.kind === 'set') {
        if (isStep(stmt.variable, stmt.value)) stepped.add(stmt.variable)
        if (stmt.declares) local?.add(stmt.variable)
        else if (local && !local.has(stmt.variable)) shared.add(stmt.variable)
      }
      const inner = stmt.kind === 'for' && stmt.parallel ? new Set<Variable>() : local
      for (const part of parts(stmt).blocks) visit(part, inner)
    }
  }
  visit(tree.body, undefined)
  // `out[n++] = x` indexes by a copy of n.
  for (let before = -1; before !== indices.size; ) {
    before = indices.size
    for (const stmt of statements(tree.body))
      if (stmt.kind === 'set' && indices.has(stmt.variable)) markVariables(stmt.value, indices)
  }
  for (const stmt of statements(tree.body)) {
    if (stmt.kind === 'for') stepped.delete(stmt.counter)
    if (stmt.kind === 'set' && !isStep(stmt.variable, stmt.value) && !stmt.declares) stepped.delete(stmt.variable)
  }
  return new Set([...stepped].filter((variable) => indices.has(variable) && !shared.has(variable)))
}

/** `n + 1` of `n`, or another small whole step. */
export function isStep(variable: Variable, value: Expr): boolean {
  if (value.kind !== 'binary' || (value.op !== '+' && value.op !== '-')) return false
  const { left, right } = value
  if (left.kind !== 'variable' || left.variable !== variable || right.kind !== 'number') return false
  return Number.isInteger(right.value) && Math.abs(right.value) <= LONGEST_STEP
}

function markIndices(expr: Expr, indices: Set<Variable>): void {
  if (expr.kind === 'element') markVariables(expr.index, indices)
  for (const child of children(expr)) markIndices(child, indices)
}

function markVariables(expr: Expr, indices: Set<Variable>): void {
  if (expr.kind === 'variable') indices.add(expr.variable)
  for (const child of children(expr)) markVariables(child, indices)
}
