import { elementType } from '../../ops/type.ts'
import type { Access, ArrayRef, Expr, ForStmt, Func, Local, Stmt, StoreStmt } from '../ir/nodes.ts'
import { assignedLocals, evaluated, operands, readLocals, statements, subexpressions } from '../ir/walk.ts'
import { mapBlock, mapExpr } from '../passes/rewrite.ts'
import { invariant } from './affine.ts'
import { definitions, expanded } from './definitions.ts'
import { gap } from './polynomial.ts'
import { exact } from './promote.ts'

/**
 * A serial loop that reads what its last iterations wrote, `y[i] = a * y[i - 1] + x[i]`, and keeps that in variables: the next iteration
 * need not wait until memory gives back what it was given. Elements are written as before.
 */
export interface Carried {
  readonly loop: ForStmt
  /** What the variables hold when the loop begins. */
  readonly first: readonly Kept[]
  /** What is being stored. */
  readonly next: readonly Local[]
  /** The reads that the variables stand for: none may throw. */
  readonly reads: readonly Access[]
  /** Whether the loop writes several arrays: then none may overlap. */
  readonly several: boolean
}

/** An element in a variable; `doubtful`: the first iteration may leave it out, and it may lie outside then. */
interface Kept {
  readonly local: Local
  readonly index: Expr
  readonly access: Access
  readonly doubtful: boolean
}

const simple: ReadonlySet<Stmt['kind']> = new Set<Stmt['kind']>(['set', 'store', 'if', 'check'])

/** So many iterations back at most: each takes a variable. */
const MOST = 3

/** Finds the serial loops of a kernel that carry elements from iteration to iteration. */
export function findCarried(func: Func, classOf: (array: ArrayRef) => ArrayRef): Map<ForStmt, Carried> {
  const found = new Map<ForStmt, Carried>()
  for (const body of [func.body, ...func.functions.map((each) => each.body)])
    for (const stmt of statements(body)) {
      const carried = stmt.kind === 'for' && !stmt.parallel && carriedBy(stmt, classOf)
      if (carried) found.set(stmt, carried)
    }
  return found
}

function carriedBy(loop: ForStmt, classOf: (array: ArrayRef) => ArrayRef): Carried | undefined {
  const all = statements(loop.body)
  if (!all.every(({ kind }) => simple.has(kind))) return undefined
  const stores = all.filter((stmt): stmt is StoreStmt => stmt.kind === 'store')
  const first: Kept[] = []
  const next: Local[] = []
  const reads: Access[] = []
  let { body } = loop
  for (const { access } of stores) {
    if (stores.some((other) => other.access !== access && classOf(other.access.array) === classOf(access.array)))
      continue
    const found = carry({ ...loop, body }, access)
    if (found === undefined) continue
    body = found.body
    first.push(...found.first)
    next.push(found.next)
    reads.push(...found.reads)
  }
  return next.length > 0 ? { loop: { ...loop, body }, first, next, reads, several: stores.length > 1 } : undefined
}

type Load = Extract<Expr, { kind: 'load' }>

/** The loop with the elements that its store to an array wrote in variables; undefined where it reads none of them. */
function carry(
  loop: ForStmt,
  access: Access,
): (Pick<Carried, 'first' | 'reads'> & { body: readonly Stmt[]; next: Local }) | undefined {
  const { array } = access
  const { counter, step, body } = loop
  if (step.kind !== 'const' || step.value === 0) return undefined
  // One that stands in a branch is not in the body itself.
  const place = body.findIndex((stmt) => stmt.kind === 'store' && stmt.access === access)
  if (place < 0) return undefined
  const store = body[place] as StoreStmt
  const type = elementType[array.dtype]
  if (!exact.has(array.dtype) || type !== store.value.type) return undefined

  const known = setBefore(body.slice(0, place))
  const variant = assignedLocals(body).add(counter)
  const written = (index: Expr): Expr => expanded(index, known)
  const isCounter = (e: Expr): boolean => e.kind === 'local' && e.local === counter
  const place0 = written(store.index)
  const ahead = mapExpr(place0, (e) => (isCounter(e) ? stepped(e, step.value) : e))
  const perStep = constant(gap(ahead, place0))
  /** How many iterations ago the element was written; undefined where that is not known. */
  const age = (index: Expr): number | undefined => {
    const by = constant(gap(place0, written(index)))
    return by !== undefined && perStep ? by / perStep : undefined
  }

  const before = body.slice(0, place + 1)
  const ofArray = ({ access }: Load): boolean => access.array === array
  const sure = before.flatMap((stmt) => evaluated(stmt).flatMap(loadsOf)).filter(ofArray)
  const others = [...statements(before)].flatMap((stmt) =>
    evaluated(stmt).flatMap((top) =>
      [...subexpressions(top)].filter((e): e is Load => e.kind === 'load' && ofArray(e)),
    ),
  )
  const first: Kept[] = []
  for (let back = 1; back <= MOST; back++) {
    const isIt = ({ index }: Load): boolean => age(index) === back
    const certain = sure.find(isIt)
    const load = certain ?? others.find(isIt)
    if (load === undefined) break
    const index = mapExpr(written(load.index), (e) => (isCounter(e) ? loop.start : e))
    if (!invariant(index, variant)) break
    first.push({
      local: { name: `${array.name}_last`, type, hidden: true },
      index,
      access: load.access,
      doubtful: !certain,
    })
  }
  if (first.length === 0) return undefined

  const read = (local: Local, at: Expr['at']): Expr => ({ kind: 'local', type: local.type, local, at })
  const reads: Access[] = []
  const kept = mapBlock(before, (expr) => {
    if (expr.kind !== 'load' || expr.access.array !== array) return expr
    const last = first[(age(expr.index) ?? 0) - 1]
    if (last === undefined) return expr
    reads.push(expr.access)
    return read(last.local, expr.at)
  }).map((stmt) => lastly(stmt, new Set(first.map(({ local }) => local))))
  const { at, value } = kept[place] as StoreStmt
  const next: Local = { name: `${array.name}_next`, type, hidden: true }
  const chain = [next, ...first.map(({ local }) => local)]
  const moved = chain.slice(1).map((local, i): Stmt => ({ kind: 'set', local, value: read(chain[i], at), at }))
  const stored: Stmt[] = [
    { kind: 'set', local: next, value, at },
    { ...store, value: read(next, at) },
    ...moved.reverse(),
  ]
  return { body: [...kept.slice(0, place), ...stored, ...body.slice(place + 1)], first, next, reads }
}

const constant = (expr: Expr | undefined): number | undefined => (expr?.kind === 'const' ? expr.value : undefined)

function stepped(counter: Expr, by: number): Expr {
  const { at } = counter
  return { kind: 'op', type: 'i32', op: '+', args: [counter, { kind: 'const', type: 'i32', value: by, at }], at }
}

/** A statement in which the least or greatest of several numbers takes what comes last of all last. */
function lastly(stmt: Stmt, late: ReadonlySet<Local>): Stmt {
  const isLate = (e: Expr): boolean =>
    [...subexpressions(e)].some((part) => part.kind === 'local' && late.has(part.local))
  const [sorted] = mapBlock([stmt], (expr) => {
    if (expr.kind !== 'op' || !EXTREMES.has(expr.op)) return expr
    const all = flattened(expr, expr.op)
    if (all.length < 3) return expr
    const { op, type, at } = expr
    return [...all.filter((e) => !isLate(e)), ...all.filter(isLate)].reduce(
      (left, right): Expr => ({ kind: 'op', type, op, args: [left, right], at }),
    )
  })
  return sorted
}

const EXTREMES: ReadonlySet<string> = new Set(['Math.min', 'Math.max'])

/** The numbers of which an expression is the least or greatest, whatever way it takes them. */
function flattened(expr: Expr, op: string): readonly Expr[] {
  return expr.kind === 'op' && expr.op === op ? expr.args.flatMap((arg) => flattened(arg, op)) : [expr]
}

/** What the locals stand for that the statements set before anything reads them. */
function setBefore(block: readonly Stmt[]): ReadonlyMap<Local, Expr> {
  const known = definitions(block)
  const read = new Set<Local>()
  for (const stmt of block) {
    for (const local of readLocals([stmt])) read.add(local)
    if (stmt.kind !== 'set' || read.has(stmt.local)) for (const local of assignedLocals([stmt])) known.delete(local)
  }
  return known
}

/** The reads that an expression is sure to do. */
function loadsOf(expr: Expr): Load[] {
  const always = expr.kind === 'select' ? [expr.test] : expr.kind === 'logical' ? [expr.left] : operands(expr)
  const inner = always.flatMap(loadsOf)
  return expr.kind === 'load' ? [...inner, expr] : inner
}
