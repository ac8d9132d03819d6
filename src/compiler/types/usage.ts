import type { IntegerUse } from '../manifest.ts'
import { children, type Expr, parts, reads, type Stmt, statements, type Tree, type Variable } from '../syntax/tree.ts'
import { bitVariables } from './bits.ts'
import { isStep } from './steppers.ts'

/**
 * The variables that are used as indices alone: in index positions, in sums, differences and products there, and in other
 * such variables. Their arithmetic is exact in 64 bits.
 */
export function indexVariables(tree: Tree): Set<Variable> {
  const candidates = new Set<Variable>()
  for (const stmt of statements(tree.body)) if (stmt.kind === 'set') candidates.add(stmt.variable)
  for (const param of tree.params) candidates.delete(param)
  for (let before = -1; before !== candidates.size; ) {
    before = candidates.size
    for (const stmt of statements(tree.body)) visit(stmt, candidates)
  }
  return candidates
}

function visit(stmt: Stmt, candidates: Set<Variable>): void {
  if (stmt.kind === 'store') {
    use(stmt.index, true, candidates)
    use(stmt.value, false, candidates)
  } else if (stmt.kind === 'check') use(stmt.index, true, candidates)
  else if (stmt.kind === 'set') use(stmt.value, candidates.has(stmt.variable), candidates)
  else for (const expr of parts(stmt).exprs) use(expr, false, candidates)
  if (stmt.kind === 'for') candidates.delete(stmt.counter)
}

function use(expr: Expr, asIndex: boolean, candidates: Set<Variable>): void {
  if (expr.kind === 'variable') {
    if (!asIndex) candidates.delete(expr.variable)
  } else if (expr.kind === 'element') use(expr.index, true, candidates)
  else if (expr.kind === 'position') for (const index of expr.indices) use(index, asIndex, candidates)
  else {
    const sum = expr.kind === 'binary' && (expr.op === '+' || expr.op === '-' || expr.op === '*')
    for (const child of children(expr)) use(child, asIndex && sum, candidates)
  }
}

/**
 * The parameters that reach an index, a loop bound, a remainder or an operator of bits, through sums and products and other variables:
 * numbers there are specialised as integers.
 */
export function integerUses(tree: Tree): Map<Variable, IntegerUse> {
  const reached = new Set<Variable>()
  const all = [...statements(tree.body)]
  const counters = countersOf(all)
  for (let before = -1; before !== reached.size; ) {
    before = reached.size
    for (const stmt of all) {
      if (stmt.kind === 'store' || stmt.kind === 'check') mark(stmt.index, reached)
      if (stmt.kind === 'for') for (const expr of [stmt.start, stmt.stop, stmt.step]) mark(expr, reached)
      if (stmt.kind === 'set' && reached.has(stmt.variable)) mark(stmt.value, reached)
      if (stmt.kind === 'while') markBound(stmt.test, reached, counters)
      if (stmt.kind === 'if' && leaves(stmt)) markBound(stmt.test, reached, counters)
      for (const expr of parts(stmt).exprs) markWithin(expr, reached)
    }
  }
  const asBits = bitVariables(all)
  const divisors = new Set(all.flatMap((stmt) => parts(stmt).exprs.flatMap(divisorsIn)))
  return new Map(
    tree.params.flatMap((param): [Variable, IntegerUse][] =>
      reached.has(param) || asBits.has(param)
        ? [[param, divisors.has(param) && reached.has(param) ? 'divisor' : 'index']]
        : [],
    ),
  )
}

/** The variables that are whole constants at first and are stepped by such ones only. */
function countersOf(all: readonly Stmt[]): Set<Variable> {
  const stepped = new Set<Variable>()
  const other = new Set<Variable>()
  for (const stmt of all) {
    if (stmt.kind !== 'set') continue
    if (isStep(stmt.variable, stmt.value)) stepped.add(stmt.variable)
    else if (stmt.value.kind !== 'number' || !Number.isInteger(stmt.value.value)) other.add(stmt.variable)
  }
  return new Set([...stepped].filter((variable) => !other.has(variable)))
}

/** Whether a branch ends its loop. */
function leaves(stmt: Extract<Stmt, { kind: 'if' }>): boolean {
  return [stmt.yes, stmt.no].some((side) => side.at(-1)?.kind === 'break')
}

/** `i < n` bounds a loop by n where `i` is an index, or counts. */
function markBound(test: Expr, reached: Set<Variable>, counters: ReadonlySet<Variable>): void {
  if (test.kind === 'logical') {
    markBound(test.left, reached, counters)
    markBound(test.right, reached, counters)
  }
  if (test.kind !== 'binary') return
  const { left, right } = test
  const bounded = (expr: Expr): boolean =>
    expr.kind === 'variable' && (reached.has(expr.variable) || counters.has(expr.variable))
  if (bounded(left)) mark(right, reached)
  if (bounded(right)) mark(left, reached)
}

/** The variables that an expression takes remainders by. */
function divisorsIn(expr: Expr): Variable[] {
  const own = expr.kind === 'binary' && expr.op === '%' && expr.right.kind === 'variable' ? [expr.right.variable] : []
  return [...own, ...children(expr).flatMap(divisorsIn)]
}

/** The indices within an expression, and what it takes remainders of. */
function markWithin(expr: Expr, reached: Set<Variable>): void {
  if (expr.kind === 'element') mark(expr.index, reached)
  if (expr.kind === 'binary' && expr.op === '%') mark(expr, reached)
  for (const child of children(expr)) markWithin(child, reached)
}

function mark(expr: Expr, reached: Set<Variable>): void {
  if (expr.kind === 'variable') reached.add(expr.variable)
  else if (expr.kind !== 'element') for (const child of children(expr)) mark(child, reached)
}

/** The variables that a kernel looks at. */
export function usedVariables({ body }: Tree): Set<Variable> {
  const found = new Set<Variable>()
  for (const stmt of statements(body)) {
    if (stmt.kind === 'store' || stmt.kind === 'check') found.add(stmt.array)
    if (stmt.kind === 'view') found.add(stmt.of)
    if (stmt.kind === 'given') found.add(stmt.variable)
    if (stmt.kind === 'allocate' && typeof stmt.dtype !== 'string') found.add(stmt.dtype)
    for (const expr of parts(stmt).exprs) for (const variable of reads(expr)) found.add(variable)
    if (stmt.kind === 'set') found.add(stmt.variable)
  }
  return found
}
