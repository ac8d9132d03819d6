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
  const values = valuesOf(tree)
  for (const variable of values.keys()) candidates.add(variable)
  // What a variable is set to that is none is used as a number, too.
  const others: Variable[] = []
  const use = (expr: Expr, asIndex: boolean): void => {
    if (expr.kind === 'variable') {
      if (!asIndex && candidates.delete(expr.variable)) others.push(expr.variable)
    } else if (expr.kind === 'element') use(expr.index, true)
    else if (expr.kind === 'position') for (const index of expr.indices) use(index, asIndex)
    else {
      const sum = expr.kind === 'binary' && (expr.op === '+' || expr.op === '-' || expr.op === '*')
      for (const child of children(expr)) use(child, asIndex && sum)
    }
  }
  for (const stmt of statements(tree.body)) {
    if (stmt.kind === 'store') use(stmt.value, false)
    if (stmt.kind === 'store' || stmt.kind === 'check') use(stmt.index, true)
    else if (stmt.kind === 'set') use(stmt.value, true)
    else for (const expr of parts(stmt).exprs) use(expr, false)
    if (stmt.kind === 'for' && candidates.delete(stmt.counter)) others.push(stmt.counter)
  }
  for (const param of tree.params) if (candidates.delete(param)) others.push(param)
  for (let other = others.pop(); other; other = others.pop()) for (const value of values.get(other)!) use(value, false)
  return candidates
}

/** What each variable is set to. */
function valuesOf({ body }: Tree): Map<Variable, Expr[]> {
  const values = new Map<Variable, Expr[]>()
  for (const stmt of statements(body)) {
    if (stmt.kind !== 'set') continue
    const known = values.get(stmt.variable)
    if (known) known.push(stmt.value)
    else values.set(stmt.variable, [stmt.value])
  }
  return values
}

/**
 * The parameters that reach an index, a loop bound, a remainder or an operator of bits, through sums and products and other variables:
 * numbers there are specialised as integers.
 */
export function integerUses(tree: Tree): Map<Variable, IntegerUse> {
  const all = [...statements(tree.body)]
  const counters = countersOf(all)
  const values = valuesOf(tree)
  const reached = new Set<Variable>()
  const mark = (expr: Expr): void => {
    if (expr.kind === 'variable') {
      if (reached.has(expr.variable)) return
      reached.add(expr.variable)
      for (const value of values.get(expr.variable) ?? []) mark(value)
    } else if (expr.kind !== 'element') for (const child of children(expr)) mark(child)
  }
  for (const stmt of all) {
    if (stmt.kind === 'store' || stmt.kind === 'check') mark(stmt.index)
    if (stmt.kind === 'for') for (const expr of [stmt.start, stmt.stop, stmt.step]) mark(expr)
    for (const expr of parts(stmt).exprs) markWithin(expr, mark)
  }
  const tests = all.flatMap((stmt) =>
    stmt.kind === 'while' || (stmt.kind === 'if' && leaves(stmt)) ? comparisonsIn(stmt.test) : [],
  )
  // `i < n` bounds a loop by n where `i` is an index, or counts.
  const isBounded = (expr: Expr): boolean =>
    expr.kind === 'variable' && (reached.has(expr.variable) || counters.has(expr.variable))
  for (let before = -1; before !== reached.size; ) {
    before = reached.size
    for (const { left, right } of tests) {
      if (isBounded(left)) mark(right)
      if (isBounded(right)) mark(left)
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

/** What has two sides, in a test. */
function comparisonsIn(test: Expr): Extract<Expr, { kind: 'binary' }>[] {
  if (test.kind === 'logical') return [...comparisonsIn(test.left), ...comparisonsIn(test.right)]
  return test.kind === 'binary' ? [test] : []
}

/** The variables that an expression takes remainders by. */
function divisorsIn(expr: Expr): Variable[] {
  const own = expr.kind === 'binary' && expr.op === '%' && expr.right.kind === 'variable' ? [expr.right.variable] : []
  return [...own, ...children(expr).flatMap(divisorsIn)]
}

/** Marks the indices within an expression, and what it takes remainders of. */
function markWithin(expr: Expr, mark: (expr: Expr) => void): void {
  if (expr.kind === 'element') mark(expr.index)
  if (expr.kind === 'binary' && expr.op === '%') mark(expr)
  for (const child of children(expr)) markWithin(child, mark)
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
