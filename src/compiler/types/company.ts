import { children, type Expr, parts, statements, type Tree, type Variable } from '../syntax/tree.ts'

const COMPARISONS: readonly string[] = ['<', '<=', '>', '>=', '===', '!==', '==', '!=']

/**
 * For each scalar parameter the arrays among the parameters with whose elements it meets in sums, differences, extremes, comparisons and
 * assignments, directly or through variables: `H[i - 1] - gap`, `x > limit`. Where one of them holds integers, a whole number is best an
 * integer too.
 */
export function company({ params, body }: Tree): Map<Variable, readonly number[]> {
  const leaders = new Map<Variable, Variable>()
  const leaderOf = (variable: Variable): Variable => {
    const next = leaders.get(variable)
    if (next === undefined || next === variable) return variable
    const leader = leaderOf(next)
    leaders.set(variable, leader)
    return leader
  }
  const unite = (variables: readonly Variable[]): void => {
    for (const variable of variables.slice(1)) leaders.set(leaderOf(variable), leaderOf(variables[0]))
  }
  /** `within`: a term of a sum whose terms have met. */
  const visit = (expr: Expr, within = false): void => {
    const sum = isSum(expr)
    if (sum && !within) unite(terms(expr))
    for (const child of children(expr)) visit(child, sum)
  }
  for (const stmt of statements(body)) {
    if (stmt.kind === 'set') unite([stmt.variable, ...terms(stmt.value)])
    if (stmt.kind === 'store') unite([stmt.array, ...terms(stmt.value)])
    for (const expr of parts(stmt).exprs) visit(expr)
  }
  return new Map(
    params.map((param) => [
      param,
      params.flatMap((other, position) => (other !== param && leaderOf(other) === leaderOf(param) ? [position] : [])),
    ]),
  )
}

function isSum(expr: Expr): boolean {
  if (expr.kind === 'binary') return expr.op === '+' || expr.op === '-' || COMPARISONS.includes(expr.op)
  return expr.kind === 'call' && (expr.name === 'Math.min' || expr.name === 'Math.max')
}

/** The variables and arrays that meet in an expression. */
function terms(expr: Expr): Variable[] {
  if (expr.kind === 'variable') return [expr.variable]
  if (expr.kind === 'element') return [expr.array]
  if (expr.kind === 'conditional') return [...terms(expr.yes), ...terms(expr.no)]
  if (isSum(expr) || (expr.kind === 'unary' && expr.op !== '!')) return children(expr).flatMap(terms)
  return []
}
