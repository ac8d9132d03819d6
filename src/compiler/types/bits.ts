import { children, type Expr, parts, type Stmt, type Variable } from '../syntax/tree.ts'

const OPERATORS: readonly string[] = ['|', '&', '^', '<<', '>>', '>>>']

/** The variables of which operators see the bits, through sums and products and other variables: `(seed + i) | 0`, `Math.imul(x, k)`. */
export function bitVariables(all: readonly Stmt[]): Set<Variable> {
  const found = new Set<Variable>()
  for (const stmt of all) for (const expr of parts(stmt).exprs) visit(expr, found)
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const stmt of all) if (stmt.kind === 'set' && found.has(stmt.variable)) add(stmt.value, found)
  }
  return found
}

function visit(expr: Expr, found: Set<Variable>): void {
  if (seesBits(expr)) for (const child of children(expr)) add(child, found)
  for (const child of children(expr)) visit(child, found)
}

function seesBits(expr: Expr): boolean {
  if (expr.kind === 'binary') return OPERATORS.includes(expr.op)
  return expr.kind === 'unary' ? expr.op === '~' : expr.kind === 'call' && expr.name === 'Math.imul'
}

/** The terms of sums and products: what else they are computed with may well be a fraction. */
function add(expr: Expr, found: Set<Variable>): void {
  if (expr.kind === 'variable') found.add(expr.variable)
  else if (expr.kind === 'binary' && ['+', '-', '*'].includes(expr.op) && !hasFraction(expr)) {
    add(expr.left, found)
    add(expr.right, found)
  }
}

function hasFraction(expr: Expr): boolean {
  return expr.kind === 'number' ? !Number.isInteger(expr.value) : children(expr).some(hasFraction)
}
