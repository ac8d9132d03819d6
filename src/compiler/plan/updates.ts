import type { DType } from '../../base/dtypes.ts'
import type { Access, ArrayRef, Expr, Stmt, StoreStmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { blocks, subexpressions } from '../ir/walk.ts'
import { foldStep } from './folds.ts'
import { Held } from './held.ts'
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
export function findUpdates(
  body: readonly Stmt[],
  expand: Expand,
  classOf: (array: ArrayRef) => ArrayRef,
): Map<StoreStmt, Update> {
  const found = new Map<StoreStmt, Update>()
  const visit = (block: readonly Stmt[], held: Held): void => {
    for (const [at, stmt] of block.entries()) {
      if (stmt.kind === 'store' && !found.has(stmt)) {
        const update = updateOf(stmt, held.writtenOut(stmt.value, stmt.access.array), expand)
        if (update) found.set(stmt, update)
      }
      for (const choice of choicesAt(stmt, block.slice(at + 1)))
        for (const update of chosen(choice, held, expand)) found.set(update.store, update)
      for (const inner of blocks(stmt)) {
        const within = held.copy()
        if (stmt.kind !== 'if') within.forget([stmt])
        visit(inner, within)
      }
      held.pass(stmt)
    }
  }
  visit(body, Held.none(body, classOf))
  return found
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
  const choice = stored(value, array.dtype)
  if (choice.kind !== 'select') return undefined
  const [kept, other] = [choice.no, choice.yes].map((e) => isIt(stored(e, array.dtype), store, expand))
  if (!kept && !other) return undefined
  const [candidate, test] = kept
    ? [choice.yes, comparison(choice.test, false)]
    : [choice.no, comparison(choice.test, true)]
  return test && taken(store, candidate, [test], [choice.test, choice], expand)
}

/** Statements that run only where a test holds, or does not. */
interface Choice {
  readonly test: Expr
  readonly holds: boolean
  readonly body: readonly Stmt[]
}

/** The choices that a statement makes: its branches, and what follows where it ends the iteration otherwise. */
function choicesAt(stmt: Stmt, rest: readonly Stmt[]): Choice[] {
  if (stmt.kind !== 'if') return []
  const { test, yes, no } = stmt
  if (no.length > 0) return yes.length > 0 ? [] : [{ test, holds: false, body: no }]
  const ends = yes.length === 1 && yes[0].kind === 'continue'
  return [ends ? { test, holds: false, body: rest } : { test, holds: true, body: yes }]
}

/** `if (e > h[k]) h[k] = e`, also under more conditions, and with stores to other arrays that go with it. */
function chosen({ test, holds, body }: Choice, held: Held, expand: Expand): Update[] {
  const stores = body.filter((inner) => inner.kind === 'store')
  if (stores.length !== body.length) return []
  for (const store of stores) {
    const { array } = store.access
    const whole = held.writtenOut(test, array)
    const tests = conjuncts(whole, holds)
    const companions = stores.filter((other) => other !== store)
    const comparisons = tests.flatMap((each) => comparison(each.test, !each.holds) ?? [])
    const update = taken(store, store.value, comparisons, [whole], expand)
    const others = tests.filter((each) => readsArray(each.test, array)).length
    if (update && others === 1) return [{ ...update, companions }]
  }
  return []
}

/** The conditions that all hold, or do not hold, where a test does, or does not. */
function conjuncts(test: Expr, holds: boolean): readonly { readonly test: Expr; readonly holds: boolean }[] {
  if (test.kind === 'not') return conjuncts(test.value, !holds)
  const joined = test.kind === 'logical' && test.op === (holds ? '&&' : '||')
  return joined ? [...conjuncts(test.left, holds), ...conjuncts(test.right, holds)] : [{ test, holds }]
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

/** A value below the conversions that storing it makes anyway. */
function stored(value: Expr, dtype: DType): Expr {
  if (value.kind !== 'convert') return value
  const { mode, type } = value
  const made =
    dtype === 'float64' ? mode === 'number' && type === 'f64' : dtype === 'float32' ? mode === 'number' : type !== 'f32'
  return made ? stored(value.value, dtype) : value
}

/** A value below conversions that keep it: an integer is compared with a float, a whole float with an integer. */
function exact(expr: Expr): Expr {
  if (expr.kind !== 'convert') return expr
  const { mode, type, value } = expr
  const kept = mode === 'number' && type !== 'f32'
  const unsigned = mode === 'unsigned' && value.kind === 'load' && value.access.array.dtype === 'uint32'
  return kept || unsigned ? exact(value) : expr
}

function taken(
  store: StoreStmt,
  value: Expr,
  tests: readonly Comparison[],
  all: readonly Expr[],
  expand: Expand,
): Update | undefined {
  const { array } = store.access
  // Whether the store changes the value is asked where copies would be merged.
  const candidate = stored(value, array.dtype)
  if (readsArray(store.index, array) || readsArray(candidate, array)) return undefined
  for (const { op, left, right, unordered } of tests) {
    const [it, other, relation] = isIt(exact(left), store, expand) ? [left, right, mirrored[op]] : [right, left, op]
    if (!isIt(exact(it), store, expand) || !sameExpr(exact(expand(other)), exact(expand(candidate)))) continue
    const accesses = [store.access, ...all.flatMap((e) => loadsOf(e, store, expand))]
    return { store, op: relation, term: candidate, type: candidate.type, accesses, companions: [], unordered }
  }
  return undefined
}
