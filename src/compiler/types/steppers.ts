import { children, type Expr, parts, type Stmt, statements, type Tree, type Variable } from '../syntax/tree.ts'

/** Steps of at most this much: 2^53 of them take months, so that no run leaves the integers that doubles hold. */
const LONGEST_STEP = 1024

export interface Steppers {
  /** Stepped by small constants alone: they stay within 2^53 in any run that ends. */
  readonly counting: ReadonlySet<Variable>
  /** Stepped by other values, too. Where these are integers, a step past 2^53 is an error. */
  readonly striding: ReadonlySet<Variable>
}

/**
 * The variables that are stepped, `count++`, `out[n++] = x`, `i += len`: they are integers though no loop bounds them. One that is stepped by
 * other values than small constants is used as an index, is set to something first, and to nothing else. In a prange those that are no indices
 * are left out, and those from outside of it: a sum of float64 is as exact, and fills lanes.
 */
export function steppers(tree: Tree): Steppers {
  const stepped = new Set<Variable>()
  const far = new Set<Variable>()
  const reset = new Set<Variable>()
  const indices = new Set<Variable>()
  const shared = new Set<Variable>()
  const parallel = new Set<Variable>()
  const visit = (block: readonly Stmt[], local: Set<Variable> | undefined): void => {
    for (const stmt of block) {
      for (const expr of parts(stmt).exprs) markIndices(expr, indices)
      if (stmt.kind === 'store') markVariables(stmt.index, indices)
      if (stmt.kind === 'set') {
        const by = stepOf(stmt.variable, stmt.value)
        if (by) stepped.add(stmt.variable)
        if (by && !isShort(by)) far.add(stmt.variable)
        if (stmt.declares) local?.add(stmt.variable)
        else if (local && !local.has(stmt.variable)) shared.add(stmt.variable)
        if (local && by) parallel.add(stmt.variable)
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
    if (stmt.kind === 'set' && !stepOf(stmt.variable, stmt.value) && !stmt.declares) reset.add(stmt.variable)
  }
  const found = [...stepped].filter((variable) => !shared.has(variable))
  return {
    counting: new Set(
      found.filter((variable) => !far.has(variable) && (indices.has(variable) || !parallel.has(variable))),
    ),
    striding: new Set(found.filter((variable) => indices.has(variable) && far.has(variable) && !reset.has(variable))),
  }
}

/** What `x = x + e` and `x = x - e` step by. */
export function stepOf(variable: Variable, value: Expr): Expr | undefined {
  if (value.kind !== 'binary' || (value.op !== '+' && value.op !== '-')) return undefined
  return value.left.kind === 'variable' && value.left.variable === variable ? value.right : undefined
}

/** `n + 1` of `n`, or another small whole step. */
export function isStep(variable: Variable, value: Expr): boolean {
  const by = stepOf(variable, value)
  return by !== undefined && isShort(by)
}

function isShort(by: Expr): boolean {
  return by.kind === 'number' && Number.isInteger(by.value) && Math.abs(by.value) <= LONGEST_STEP
}

function markIndices(expr: Expr, indices: Set<Variable>): void {
  if (expr.kind === 'element') markVariables(expr.index, indices)
  for (const child of children(expr)) markIndices(child, indices)
}

function markVariables(expr: Expr, indices: Set<Variable>): void {
  if (expr.kind === 'variable') indices.add(expr.variable)
  for (const child of children(expr)) markVariables(child, indices)
}
