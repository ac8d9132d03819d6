import { children, type Expr, parts, type Stmt, statements, type Tree, type Variable } from '../syntax/tree.ts'

const bits: ReadonlySet<string> = new Set(['&', '|', '^', '<<', '>>', '>>>'])
const functions: ReadonlySet<string> = new Set(['Math.imul', 'Math.clz32'])

/**
 * The variables whose low 32 bits are all that is ever looked at: operands of bitwise operations and of Math.imul, values of other such
 * variables and of integer elements. An i32 holds them whatever their range is: `h = Math.imul(h ^ x, p) >>> 0`.
 */
export function wrappingVariables(tree: Tree, isInteger: (array: Variable) => boolean): Set<Variable> {
  const candidates = new Set<Variable>()
  for (const stmt of statements(tree.body)) if (stmt.kind === 'set') candidates.add(stmt.variable)
  for (const param of tree.params) candidates.delete(param)
  for (let before = -1; before !== candidates.size; ) {
    before = candidates.size
    for (const stmt of statements(tree.body)) visit(stmt, candidates, isInteger)
  }
  return candidates
}

function visit(stmt: Stmt, candidates: Set<Variable>, isInteger: (array: Variable) => boolean): void {
  if (stmt.kind === 'store') {
    use(stmt.index, false, candidates)
    use(stmt.value, isInteger(stmt.array), candidates)
  } else if (stmt.kind === 'set') use(stmt.value, candidates.has(stmt.variable), candidates)
  else for (const expr of parts(stmt).exprs) use(expr, false, candidates)
  if (stmt.kind === 'for') candidates.delete(stmt.counter)
}

/** `low`: whether the low bits of the value are all that counts. */
function use(expr: Expr, low: boolean, candidates: Set<Variable>): void {
  if (expr.kind === 'variable') {
    if (!low) candidates.delete(expr.variable)
  } else if (expr.kind === 'conditional') {
    use(expr.test, false, candidates)
    use(expr.yes, low, candidates)
    use(expr.no, low, candidates)
  } else {
    const takesBits =
      (expr.kind === 'binary' && bits.has(expr.op)) ||
      (expr.kind === 'unary' && expr.op === '~') ||
      (expr.kind === 'call' && functions.has(expr.name))
    for (const child of children(expr)) use(child, takesBits, candidates)
  }
}
