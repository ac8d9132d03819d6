import { anyBig } from '../../ops/big.ts'
import { types } from '../../ops/type.ts'
import { both, constant, not, operation, read, set, when } from '../ir/make.ts'
import type { Expr, Local, Span, Stmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { evaluated, statements, subexpressions } from '../ir/walk.ts'
import { mapExpr } from '../passes/rewrite.ts'
import type { Outside } from './outside.ts'
import type { Choice, Partial, Pick, Relation } from './reduction.ts'

type SetStmt = Extract<Stmt, { kind: 'set' }>
type IfStmt = Extract<Stmt, { kind: 'if' }>

/** A statement that chooses: what it chooses by, what it sets, and the other conditions under which it does. */
export interface Chosen {
  readonly choice: Choice
  /** The locals outside the loop that it sets, the extreme first. */
  readonly locals: readonly Local[]
  /** The expressions it evaluates, but for the extreme itself. */
  readonly reads: readonly Expr[]
  readonly test: Expr
  readonly sets: readonly Stmt[]
  readonly at: Span
}

const mirrored: Readonly<Record<Relation, Relation>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }
const negated: Readonly<Record<Relation, Relation>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' }

/** `if (x < m) { m = x; at = i }`, also under more conditions; `outer` are the locals outside the loop. */
export function chosenByIf(stmt: IfStmt, outer: Outside): Chosen | undefined {
  if (stmt.no.length > 0 || !stmt.yes.every((s): s is SetStmt => s.kind === 'set')) return undefined
  const locals = [...new Set(stmt.yes.map((s) => s.local).filter((l) => outer.has(l)))]
  // What the block computes on the way, by what it is computed from.
  const own = new Map<Local, Expr>()
  const values = new Map<Local, Expr>()
  for (const { local, value } of stmt.yes) {
    const known = mapExpr(value, (e) => (e.kind === 'local' ? (own.get(e.local) ?? e) : e))
    if (own.has(local) || values.has(local)) return undefined
    ;(outer.has(local) ? values : own).set(local, known)
  }
  for (const part of conjuncts(stmt.test)) {
    const choice = choiceOf(part, (local) => values.has(local))
    if (choice === undefined || !sameExpr(values.get(choice.local)!, choice.candidate)) continue
    const others = conjuncts(stmt.test).filter((other) => other !== part)
    const reads = [choice.candidate, ...others, ...stmt.yes.map((s) => s.value)]
    if (reads.some((e) => readsAny(e, locals)) || readsAny(choice.candidate, [...own.keys()])) return undefined
    const [first, rest] = [choice.local, locals.filter((l) => l !== choice.local)]
    return { choice, locals: [first, ...rest], reads, test: stmt.test, sets: stmt.yes, at: stmt.at }
  }
  return undefined
}

/** `m = x < m ? x : m`, and `m = m < x ? m : x`. */
export function chosenBySet(stmt: SetStmt): Chosen | undefined {
  const { local, value, at } = stmt
  if (value.kind !== 'select') return undefined
  const isIt = (e: Expr): boolean => e.kind === 'local' && e.local === local
  const [candidate, test] = isIt(value.no) ? [value.yes, value.test] : [value.no, not(value.test)]
  if (!isIt(value.no) && !isIt(value.yes)) return undefined
  const choice = choiceOf(test, (l) => l === local)
  if (choice === undefined || !sameExpr(choice.candidate, candidate) || readsAny(candidate, [local])) return undefined
  return { choice, locals: [local], reads: [candidate], test, sets: [set(local, candidate)], at }
}

function conjuncts(test: Expr): readonly Expr[] {
  return test.kind === 'logical' && test.op === '&&' ? [...conjuncts(test.left), ...conjuncts(test.right)] : [test]
}

function readsAny(expr: Expr, locals: readonly Local[]): boolean {
  return [...subexpressions(expr)].some((e) => e.kind === 'local' && locals.includes(e.local))
}

/** A comparison with a local as a choice; a negated one also takes what does not compare. */
function choiceOf(test: Expr, isBest: (local: Local) => boolean): Choice | undefined {
  if (test.kind === 'not') {
    const inner = choiceOf(test.value, isBest)
    if (inner === undefined || inner.unordered) return undefined
    const { type } = inner.local
    const unordered = type !== 'bool' && types[type].float
    return { ...inner, relation: negated[inner.relation], unordered }
  }
  if (test.kind !== 'op' || mirrored[test.op as Relation] === undefined) return undefined
  const relation = test.op as Relation
  const [left, right] = test.args
  if (right.kind === 'local' && isBest(right.local))
    return { local: right.local, candidate: left, relation, unordered: false }
  if (left.kind === 'local' && isBest(left.local))
    return { local: left.local, candidate: right, relation: mirrored[relation], unordered: false }
  return undefined
}

/** Whether two statements are of one reduction. */
export function sameChoice(pick: Pick, { choice, locals }: Chosen): boolean {
  const { relation, unordered, partials } = pick
  const own = partials.filter(({ local }) => !local.hidden).map(({ local }) => local)
  return (
    choice.relation === relation &&
    choice.unordered === unordered &&
    own.length === locals.length &&
    own.every((local) => locals.includes(local))
  )
}

/** A candidate was taken, and bit 1: NaN was among them, so that what came before the block does not count. */
const TAKEN = 1
const RESET = 3

/**
 * The reduction of a choice. A block starts with a value that every candidate displaces, or that merges as none: the infinity, where
 * the comparison is strict. Else `taken` says whether there was a candidate.
 */
export function pickOf({ choice, locals, at }: Chosen): Pick {
  const { local, relation, unordered } = choice
  const least = relation.startsWith('<')
  const start = unordered ? Number.NaN : extremeStart(local.type, least)
  const parts = locals.map((l, i): Partial => {
    const part: Local = { name: `${l.name}_part`, type: l.type }
    return { local: l, start: i === 0 ? start : 0, part }
  })
  const part = read(parts[0].part, at)
  const best = read(local, at)
  let test = operation(relation, 'bool', part, best)
  if (unordered) test = not(operation(negated[relation], 'bool', part, best))
  if (!unordered && !relation.endsWith('=')) {
    return { kind: 'pick', relation, unordered, local, partials: parts, merge: [when(test, sets(parts, at))] }
  }
  const flag: Local = { name: `${local.name}_taken`, type: 'i32', hidden: true }
  const taken: Partial = { local: flag, start: 0, part: { name: `${local.name}_taken_part`, type: 'i32' } }
  const bits = read(taken.part, at)
  const reset = operation('===', 'bool', bits, constant(RESET, 'i32', at))
  const some = operation('!==', 'bool', bits, constant(0, 'i32', at))
  const merge = [when(unordered ? both(some, both(reset, test, '||')) : both(some, test), sets(parts, at))]
  return { kind: 'pick', relation, unordered, local, partials: [...parts, taken], merge }
}

function sets(partials: readonly Partial[], at: Span): Stmt[] {
  return partials.map(({ local, part }) => set(local, read(part, at)))
}

function extremeStart(type: Local['type'], least: boolean): number | bigint {
  if (type === 's64' || type === 'u64') return least ? anyBig[type].hi : anyBig[type].lo
  const most = type === 'i32' ? 2 ** 31 - 1 : type === 'i64' ? 2 ** 53 : Number.POSITIVE_INFINITY
  return least ? most : type === 'i32' ? -most - 1 : -most
}

/** The statement, which also notes what it took where the reduction wants to know. */
export function noted(chosen: Chosen, pick: Pick): Stmt {
  const { choice, test, sets: own, at } = chosen
  const taken = pick.partials.find(({ local }) => local.hidden)?.local
  if (taken === undefined) return when(test, own)
  const { candidate } = choice
  const nan = operation('!==', 'bool', candidate, candidate)
  const [one, two] = [TAKEN, RESET].map((bit) => constant(bit, 'i32', at))
  const bits: Expr = pick.unordered ? { kind: 'select', type: 'i32', test: nan, yes: two, no: one, at } : one
  return when(test, [set(taken, operation('|', 'i32', read(taken, at), bits)), ...own])
}

/** Whether a local that a choosing statement sets on its way is used elsewhere: it would say what was the best so far. */
export function escapes(block: readonly Stmt[], chosen: Chosen, outer: Outside): boolean {
  const own = new Set(chosen.sets.flatMap((s) => (s.kind === 'set' && !outer.has(s.local) ? [s.local] : [])))
  if (own.size === 0) return false
  for (const stmt of statements(block)) {
    if (chosen.sets.includes(stmt)) continue
    if (stmt.kind === 'set' && own.has(stmt.local)) return true
    for (const e of evaluated(stmt)) if (readsAny(e, [...own])) return true
  }
  return false
}
