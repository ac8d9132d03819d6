import { mapBlock, mapExpr } from '../syntax/rewrite.ts'
import {
  assigned,
  children,
  type Expr,
  parts,
  type SetStmt,
  type Stmt,
  statements,
  type Tree,
  type Variable,
} from '../syntax/tree.ts'

/** Quotients of one kernel that are taken apart, and statements that may stand twice for one. */
const MOST = 2
const LONGEST = 200
/** A whole number less than this from 0 may be added to another one, and taken the negative of. */
const NEAR = 2 ** 30

/**
 * `const half = (size - 1) / 2`, which loops begin at or indices are made of, is whole in most runs, and `Math.floor((n - size) / step) + 1`, to
 * which loops go, is finite: what follows in its block stands twice, once for a whole number of 32 bits, so that all of it counts in integers,
 * and once for any other.
 */
export function splitQuotients(tree: Tree): Tree {
  const all = statements(tree.body)
  const sets = new Map<Variable, number>()
  for (const stmt of all) if (stmt.kind === 'set') sets.set(stmt.variable, (sets.get(stmt.variable) ?? 0) + 1)
  const reached = reachIndices(all)
  const stops = boundsOf(all)
  const wide = new Set(tree.wide)
  let left = MOST
  const split = (block: readonly Stmt[]): Stmt[] => {
    const at = block.findIndex(
      (stmt) => left > 0 && isSplit(stmt, reached, stops) && sets.get((stmt as SetStmt).variable) === 1,
    )
    const rest = block.slice(at + 1)
    if (at < 0 || !mayStandTwice(rest)) return block.map(inner)
    left--
    const before = block.slice(0, at).map(inner)
    return [...before, ...inTwo(block[at] as SetStmt, split(rest), wide)]
  }
  const inner = (stmt: Stmt): Stmt => {
    if (stmt.kind === 'if' || stmt.kind === 'given') return { ...stmt, yes: split(stmt.yes), no: split(stmt.no) }
    return stmt.kind === 'for' || stmt.kind === 'while' ? { ...stmt, body: split(stmt.body) } : stmt
  }
  const body = split(tree.body)
  return left === MOST ? tree : { ...tree, body, wide }
}

/** Whether a statement declares a quotient that is worth to be taken apart. */
function isSplit(stmt: Stmt, reached: ReadonlySet<Variable>, stops: ReadonlySet<Variable>): boolean {
  if (stmt.kind !== 'set' || !stmt.declares || stmt.variable.outlives) return false
  const { variable, value } = stmt
  if (isQuotient(value)) return reached.has(variable)
  return isRounded(value) && (reached.has(variable) || stops.has(variable))
}

/** Whether it is something divided by a whole constant. */
function isQuotient(value: Expr): boolean {
  if (value.kind !== 'binary') return false
  const { op, left, right } = value
  return (
    op === '/' && left.kind !== 'number' && right.kind === 'number' && Number.isInteger(right.value) && right.value > 1
  )
}

const roundings: ReadonlySet<string> = new Set(['Math.floor', 'Math.ceil', 'Math.trunc', 'Math.round'])

/** Whether it is a rounded quotient, more or less a constant, of which nothing says that it is finite. */
function isRounded(value: Expr): boolean {
  if (value.kind === 'binary' && (value.op === '+' || value.op === '-'))
    return value.right.kind === 'number' && isRounded(value.left)
  if (value.kind !== 'call' || !roundings.has(value.name)) return false
  const [quotient] = value.args
  return quotient.kind === 'binary' && quotient.op === '/' && quotient.right.kind !== 'number'
}

/** The variables to which loops go. */
function boundsOf(all: readonly Stmt[]): Set<Variable> {
  return new Set(
    all.flatMap((stmt) => (stmt.kind === 'for' && stmt.stop.kind === 'variable' ? [stmt.stop.variable] : [])),
  )
}

/** The variables that reach an index, or a loop that counts there. */
function reachIndices(all: readonly Stmt[]): Set<Variable> {
  const reached = new Set<Variable>()
  const mark = (expr: Expr): void => {
    if (expr.kind === 'variable') reached.add(expr.variable)
    else if (expr.kind !== 'element') for (const child of children(expr)) mark(child)
  }
  const markIndices = (expr: Expr): void => {
    if (expr.kind === 'element') mark(expr.index)
    for (const child of children(expr)) markIndices(child)
  }
  for (let before = -1; before !== reached.size; ) {
    before = reached.size
    for (const stmt of all) {
      if (stmt.kind === 'store') mark(stmt.index)
      if (stmt.kind === 'for' && reached.has(stmt.counter)) mark(stmt.start)
      if (stmt.kind === 'set' && reached.has(stmt.variable)) mark(stmt.value)
      for (const expr of parts(stmt).exprs) markIndices(expr)
    }
  }
  return reached
}

/** Whether statements have loops, are few, and declare nothing that is known elsewhere. */
function mayStandTwice(block: readonly Stmt[]): boolean {
  const all = statements(block)
  return (
    all.length <= LONGEST &&
    all.some((stmt) => stmt.kind === 'for' || stmt.kind === 'while') &&
    all.every((stmt) => stmt.kind !== 'set' || !stmt.declares || !stmt.variable.outlives) &&
    [...assigned(block)].every(({ view, place }) => view === undefined && place === undefined)
  )
}

/** A quotient and what follows it: of integers, where it is one, and as it is. */
function inTwo(stmt: SetStmt, rest: readonly Stmt[], wide: Set<Variable>): Stmt[] {
  const { variable, value, at } = stmt
  const quotient: Variable = { name: variable.name, kind: 'temp', at: variable.at }
  const whole: Variable = { name: variable.name, kind: 'const', at: variable.at }
  const read = (of = quotient): Expr => ({ kind: 'variable', variable: of, at })
  const number = (n: number): Expr => ({ kind: 'number', value: n, at })
  const cut: Expr = { kind: 'binary', op: '|', left: read(), right: number(0), at }
  const same: Expr = { kind: 'binary', op: '===', left: read(), right: read(whole), at }
  // -0 is no integer: its sign may be asked for.
  const inverse: Expr = { kind: 'binary', op: '/', left: number(1), right: read(), at }
  const positive: Expr = { kind: 'binary', op: '>', left: inverse, right: number(0), at }
  const other: Expr = { kind: 'binary', op: '!==', left: read(), right: number(0), at }
  const signed: Expr = { kind: 'logical', op: '||', left: other, right: positive, at }
  const above: Expr = { kind: 'binary', op: '>', left: read(whole), right: number(-NEAR), at }
  const below: Expr = { kind: 'binary', op: '<', left: read(whole), right: number(NEAR), at }
  const test = [signed, above, below].reduce<Expr>(
    (left, right) => ({ kind: 'logical', op: '&&', left, right, at }),
    same,
  )
  const renamed = new Map([[variable, whole]])
  for (const each of declared(rest)) renamed.set(each, { ...each })
  for (const [from, to] of renamed) if (wide.has(from)) wide.add(to)
  return [
    { kind: 'set', variable: quotient, value, declares: true, at },
    { kind: 'set', variable: whole, value: cut, declares: true, at },
    { kind: 'if', test, yes: copied(rest, renamed), no: [{ ...stmt, value: read() }, ...rest], at },
  ]
}

/** The variables that a block declares, those of loops, arrays and calls among them. */
function declared(block: readonly Stmt[]): Set<Variable> {
  const found = new Set<Variable>()
  for (const stmt of statements(block)) {
    if (stmt.kind === 'set' && stmt.declares) found.add(stmt.variable)
    if (stmt.kind === 'for') found.add(stmt.counter)
  }
  return found
}

/** Statements with other variables in the places of some. */
function copied(block: readonly Stmt[], renamed: ReadonlyMap<Variable, Variable>): Stmt[] {
  const of = (variable: Variable): Variable => renamed.get(variable) ?? variable
  return mapBlock(
    block,
    (expr) => {
      if (expr.kind === 'variable') return { ...expr, variable: of(expr.variable) }
      if (expr.kind === 'element' || expr.kind === 'length' || expr.kind === 'extent')
        return { ...expr, array: of(expr.array) }
      return { ...expr }
    },
    (stmt) => {
      switch (stmt.kind) {
        case 'set':
          return [{ ...stmt, variable: of(stmt.variable), ...(stmt.like && { like: mapExpr(stmt.like, (e) => e) }) }]
        case 'for':
          return [{ ...stmt, counter: of(stmt.counter) }]
        case 'store':
        case 'check':
          return [{ ...stmt, array: of(stmt.array) }]
        case 'view':
          return [{ ...stmt, array: of(stmt.array), of: of(stmt.of) }]
        case 'allocate':
          return [
            { ...stmt, array: of(stmt.array), dtype: typeof stmt.dtype === 'string' ? stmt.dtype : of(stmt.dtype) },
          ]
        case 'call':
          return [{ ...stmt, into: of(stmt.into) }]
        case 'given':
          return [{ ...stmt, variable: of(stmt.variable) }]
        default:
          return [{ ...stmt }]
      }
    },
  )
}
