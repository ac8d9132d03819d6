import type { Access, ArrayRef, Expr, IfStmt, Local, Stmt, StoreStmt } from '../ir/nodes.ts'
import { blocks, expressions, mayFault, statements, subexpressions } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { mapExpr } from '../passes/rewrite.ts'
import { foldStep } from './folds.ts'
import type { Reducer, Relation } from './reduction.ts'

/** A statement that combines an element with something: `h[k] += e`, or `if (e > h[k]) h[k] = e`. */
export interface Update {
  readonly store: StoreStmt
  /** How: by an operation, or by taking what compares so with the element. */
  readonly op: Reducer | Relation
  /** What is combined, and the type that computes. */
  readonly term: Expr
  readonly type: Expr['type']
  /** The accesses that are part of it. */
  readonly accesses: readonly Access[]
  /** Other stores that go with what is taken, as the place of the greatest element does. */
  readonly companions: readonly StoreStmt[]
  /** Whether NaN is taken too. */
  readonly unordered: boolean
}

/** Writes out locals that hold one value in an iteration. */
export type Expand = (e: Expr) => Expr

/** The updates of a block, by their stores. */
export function findUpdates(body: readonly Stmt[], expand: Expand): Map<StoreStmt, Update> {
  const found = new Map<StoreStmt, Update>()
  const once = usedOnce(body)
  const visit = (block: readonly Stmt[]): void => {
    block.forEach((stmt, at) => {
      if (stmt.kind === 'store') {
        const update = updateOf(stmt, writtenOut(stmt.value, block.slice(0, at), once), expand)
        if (update && !found.has(stmt)) found.set(stmt, update)
      }
      if (stmt.kind === 'if') for (const update of chosen(stmt, expand)) found.set(update.store, update)
      for (const inner of blocks(stmt)) visit(inner)
    })
  }
  visit(body)
  return found
}

/** Locals that are set in one place and read in one. */
function usedOnce(body: readonly Stmt[]): Set<Local> {
  const count = (locals: Iterable<Local>): Map<Local, number> => {
    const counts = new Map<Local, number>()
    for (const local of locals) counts.set(local, (counts.get(local) ?? 0) + 1)
    return counts
  }
  const sets = count([...statements(body)].flatMap((stmt) => (stmt.kind === 'set' ? [stmt.local] : [])))
  const reads = count([...expressions(body)].flatMap((e) => (e.kind === 'local' ? [e.local] : [])))
  return new Set([...sets.keys()].filter((local) => sets.get(local) === 1 && reads.get(local) === 1))
}

/** `const t = h[k]; h[k] = t + e` as `h[k] = h[k] + e`: with the locals that the statements right before set for it alone. */
function writtenOut(value: Expr, before: readonly Stmt[], once: ReadonlySet<Local>): Expr {
  const values = new Map<Local, Expr>()
  for (const stmt of before.toReversed()) {
    if (stmt.kind !== 'set') break
    if (once.has(stmt.local)) values.set(stmt.local, stmt.value)
  }
  const replace = (expr: Expr): Expr =>
    mapExpr(expr, (e) => {
      const known = e.kind === 'local' ? values.get(e.local) : undefined
      return known && mayFault(known) ? replace(known) : e
    })
  return values.size > 0 ? replace(value) : value
}

/** Whether an expression reads the element that a statement stores to. */
function isIt(e: Expr, { access, index }: StoreStmt, expand: Expand): boolean {
  return e.kind === 'load' && e.access.array === access.array && sameExpr(expand(e.index), expand(index))
}

const readsArray = (e: Expr, array: ArrayRef): boolean =>
  [...subexpressions(e)].some((part) => part.kind === 'load' && part.access.array === array)

const loadsOf = (e: Expr, stmt: StoreStmt, expand: Expand): Access[] =>
  [...subexpressions(e)].flatMap((part) => (part.kind === 'load' && isIt(part, stmt, expand) ? [part.access] : []))

/** `h[k] = wrap(h[k] op e)`, with neither k nor e reading h. */
function updateOf(store: StoreStmt, value: Expr, expand: Expand): Update | undefined {
  const { array } = store.access
  const reads = (e: Expr): boolean => readsArray(e, array)
  if (reads(store.index)) return undefined
  const step = foldStep(value, (e) => isIt(e, store, expand), reads)
  if (step) {
    const { op, term, type } = step
    return {
      store,
      op,
      term,
      type,
      accesses: [store.access, ...loadsOf(value, store, expand)],
      companions: [],
      unordered: false,
    }
  }
  // `h[k] = e > h[k] ? e : h[k]`, and the other way round.
  if (value.kind !== 'select') return undefined
  const [candidate, test] = isIt(value.no, store, expand)
    ? [value.yes, comparison(value.test, false)]
    : [value.no, comparison(value.test, true)]
  if (!isIt(value.no, store, expand) && !isIt(value.yes, store, expand)) return undefined
  return test && taken(store, candidate, [test], [value.test, value], expand)
}

/** `if (e > h[k]) h[k] = e`, also under more conditions, and with stores to other arrays that go with it. */
function chosen(stmt: IfStmt, expand: Expand): Update[] {
  const stores = stmt.yes.filter((inner) => inner.kind === 'store')
  if (stmt.no.length > 0 || stores.length !== stmt.yes.length) return []
  const tests = conjuncts(stmt.test)
  for (const store of stores) {
    const companions = stores.filter((other) => other !== store)
    const comparisons = tests.flatMap((test) => comparison(test, false) ?? [])
    const update = taken(store, store.value, comparisons, [stmt.test], expand)
    const others = tests.filter((test) => readsArray(test, store.access.array)).length
    if (update && others === 1) return [{ ...update, companions }]
  }
  return []
}

function conjuncts(test: Expr): readonly Expr[] {
  return test.kind === 'logical' && test.op === '&&' ? [...conjuncts(test.left), ...conjuncts(test.right)] : [test]
}

const relations: readonly string[] = ['<', '<=', '>', '>=']
const mirrored: Readonly<Record<Relation, Relation>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** `unordered`: it holds of what does not compare, too. */
interface Comparison {
  readonly op: Relation
  readonly left: Expr
  readonly right: Expr
  readonly unordered: boolean
}

/** A comparison or the negation of one, which for floats also holds of what does not compare. */
function comparison(test: Expr, negated: boolean): Comparison | undefined {
  if (test.kind === 'not') return comparison(test.value, !negated)
  if (test.kind !== 'op' || !relations.includes(test.op)) return undefined
  const [left, right] = test.args
  if (!negated) return { op: test.op as Relation, left, right, unordered: false }
  const opposite = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const
  const unordered = left.type === 'f64' || left.type === 'f32'
  return { op: opposite[test.op as Relation], left, right, unordered }
}

function taken(
  store: StoreStmt,
  candidate: Expr,
  tests: readonly Comparison[],
  all: readonly Expr[],
  expand: Expand,
): Update | undefined {
  const { array } = store.access
  if (readsArray(store.index, array) || readsArray(candidate, array)) return undefined
  for (const { op, left, right, unordered } of tests) {
    const [it, other, relation] = isIt(left, store, expand) ? [left, right, mirrored[op]] : [right, left, op]
    if (!isIt(it, store, expand) || !sameExpr(expand(other), expand(candidate))) continue
    const accesses = [store.access, ...all.flatMap((e) => loadsOf(e, store, expand))]
    return { store, op: relation, term: candidate, type: candidate.type, accesses, companions: [], unordered }
  }
  return undefined
}
