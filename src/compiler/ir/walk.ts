/** Ways through the IR: what stands in what, and which locals and elements it touches. */
import { type Access, type ArrayRef, arrayLocals, type CallStmt, type Expr, type Local, type Stmt } from './nodes.ts'

/** A statement without its inner blocks. */
export function withoutBlocks(stmt: Stmt): Stmt {
  if (stmt.kind === 'if') return { ...stmt, yes: [], no: [] }
  return stmt.kind === 'for' || stmt.kind === 'while' ? { ...stmt, body: [] } : stmt
}

/** Whether what follows a statement in its block may be skipped. */
export function jumps(stmt: Stmt): boolean {
  if (stmt.kind === 'continue' || stmt.kind === 'break' || stmt.kind === 'return' || stmt.kind === 'throw') return true
  return stmt.kind === 'if' && [...stmt.yes, ...stmt.no].some(jumps)
}

/** Whether a jump of these kinds, of the loop that a block is the body of, stands in it. */
export function jumpsBy(block: readonly Stmt[], kinds: readonly ('break' | 'continue')[]): boolean {
  return block.some((stmt) => {
    if (stmt.kind === 'break' || stmt.kind === 'continue') return kinds.includes(stmt.kind)
    return stmt.kind === 'if' && blocks(stmt).some((inner) => jumpsBy(inner, kinds))
  })
}

/** The direct sub-expressions of an expression. */
export function operands(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'load':
      return [expr.index]
    case 'position':
      return expr.indices
    case 'op':
    case 'invoke':
      return expr.args
    case 'select':
      return [expr.test, expr.yes, expr.no]
    case 'logical':
      return [expr.left, expr.right]
    case 'not':
    case 'convert':
      return [expr.value]
    case 'const':
    case 'big':
    case 'local':
    case 'length':
      return []
    default:
      return expr satisfies never
  }
}

/** The same expression over other operands. */
export function withOperands(expr: Expr, args: readonly Expr[]): Expr {
  switch (expr.kind) {
    case 'load':
      return { ...expr, index: args[0] }
    case 'position':
      return { ...expr, indices: args }
    case 'op':
    case 'invoke':
      return { ...expr, args }
    case 'select':
      return { ...expr, test: args[0], yes: args[1], no: args[2] }
    case 'logical':
      return { ...expr, left: args[0], right: args[1] }
    case 'not':
    case 'convert':
      return { ...expr, value: args[0] }
    case 'const':
    case 'big':
    case 'local':
    case 'length':
      return expr
    default:
      return expr satisfies never
  }
}

/** The expressions that a statement itself evaluates. */
export function evaluated(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case 'set':
      return [stmt.value]
    case 'store':
      return [stmt.index, stmt.value]
    case 'if':
    case 'while':
      return [stmt.test]
    case 'for':
      return [stmt.start, stmt.stop, stmt.step]
    case 'return':
      return stmt.values
    case 'allocate':
      return stmt.lengths
    case 'throw':
    case 'log':
      return stmt.values
    case 'call':
      return stmt.args
    case 'point':
      return stmt.window ? [stmt.window.start, stmt.window.length] : []
    case 'check':
      return [stmt.index]
    case 'break':
    case 'continue':
      return []
    default:
      return stmt satisfies never
  }
}

/** The blocks within a statement. */
export function blocks(stmt: Stmt): readonly (readonly Stmt[])[] {
  if (stmt.kind === 'if') return [stmt.yes, stmt.no]
  return stmt.kind === 'for' || stmt.kind === 'while' ? [stmt.body] : []
}

/** Every statement of a block, outer before inner. */
export function statements(block: readonly Stmt[]): readonly Stmt[] {
  const found: Stmt[] = []
  addStatements(block, found)
  return found
}

// Lists, since generators that yield each other take time for every level of depth.
function addStatements(block: readonly Stmt[], found: Stmt[]): void {
  for (const stmt of block) {
    found.push(stmt)
    for (const inner of blocks(stmt)) addStatements(inner, found)
  }
}

/** Every sub-expression, itself first. */
export function subexpressions(expr: Expr): readonly Expr[] {
  const found: Expr[] = []
  addExpressions(expr, found)
  return found
}

function addExpressions(expr: Expr, found: Expr[]): void {
  found.push(expr)
  for (const operand of operands(expr)) addExpressions(operand, found)
}

/** Every expression of a block. */
export function expressions(block: readonly Stmt[]): readonly Expr[] {
  const found: Expr[] = []
  for (const stmt of statements(block)) for (const expr of evaluated(stmt)) addExpressions(expr, found)
  return found
}

/** The locals that a block assigns, loop counters among them. */
export function assignedLocals(block: readonly Stmt[]): Set<Local> {
  const found = new Set<Local>()
  for (const stmt of statements(block)) {
    if (stmt.kind === 'set') found.add(stmt.local)
    if (stmt.kind === 'call') found.add(stmt.into)
    if (stmt.kind === 'for') found.add(stmt.counter)
    if (stmt.kind === 'allocate' || stmt.kind === 'point') for (const local of arrayLocals(stmt.array)) found.add(local)
  }
  return found
}

/** The locals that a block reads. */
export function readLocals(block: readonly Stmt[]): Set<Local> {
  const found = new Set<Local>()
  const touch = (array: ArrayRef): void => {
    for (const local of arrayLocals(array)) found.add(local)
  }
  for (const expr of expressions(block)) {
    if (expr.kind === 'local') found.add(expr.local)
    if (expr.kind === 'length') touch(expr.array)
    if (expr.kind === 'load') touch(expr.access.array)
  }
  for (const stmt of statements(block)) {
    if (stmt.kind === 'store' || stmt.kind === 'check') touch(stmt.access.array)
    if (stmt.kind === 'point') touch(stmt.from)
    if (stmt.kind === 'call') for (const array of stmt.arrays) touch(array)
    if (stmt.kind === 'return') for (const array of stmt.arrays ?? []) touch(array)
  }
  return found
}

/** The site of what a function does to an array that it is given. */
export const ELSEWHERE = -1

/** What a call does to arrays: it reads, and where it writes stores, at indices that nobody knows. */
function accessesOfCall({ callee, arrays, writes, at }: CallStmt): { access: Access; index: Expr }[] {
  const index: Expr = { kind: 'invoke', type: 'i32', callee, args: [], at }
  return arrays.flatMap((array, i) =>
    (writes[i] ? [false, true] : [false]).map((store) => ({ access: { array, store, site: ELSEWHERE, at }, index })),
  )
}

/** The accesses of a block, loads and stores. */
export function accessesOf(block: readonly Stmt[]): readonly { access: Access; index: Expr }[] {
  const found: { access: Access; index: Expr }[] = []
  for (const stmt of statements(block)) {
    for (const top of evaluated(stmt))
      for (const expr of subexpressions(top))
        if (expr.kind === 'load') found.push({ access: expr.access, index: expr.index })
    if (stmt.kind === 'store') found.push({ access: stmt.access, index: stmt.index })
    if (stmt.kind === 'call') found.push(...accessesOfCall(stmt))
  }
  return found
}

/** Whether evaluating an expression may throw: it reads an element, has a site of its own, or calls a function. */
export function mayFault(expr: Expr): boolean {
  for (const e of subexpressions(expr))
    if (e.kind === 'load' || e.kind === 'invoke' || siteOf(e) !== undefined) return true
  return false
}

/** Where an expression itself throws, but for elements. */
export function siteOf(expr: Expr): number | undefined {
  return expr.kind === 'op' || expr.kind === 'convert' ? expr.site : undefined
}
