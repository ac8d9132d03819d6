import type { SourceText } from '../../base/source.ts'
import { INT32_MAX, INT32_MIN } from '../../ops/fact.ts'
import type { NumberType } from '../../ops/type.ts'
import {
  type Expr,
  type ForStmt,
  type Local,
  readLocals,
  type Span,
  type Stmt,
  statements,
  subexpressions,
  withoutBlocks,
} from '../ir/nodes.ts'

export type Reducer = '+' | '*' | 'Math.min' | 'Math.max'

/** A scalar that the iterations of a parallel loop combine. */
export interface Reduction {
  readonly local: Local
  readonly type: NumberType
  readonly op: Reducer
}

/** The value that changes nothing: -0 for a sum, since -0 + x is x for every x. */
export function identity(op: Reducer, type: NumberType): number {
  const float = type === 'f64' || type === 'f32'
  switch (op) {
    case '+':
      return float ? -0 : 0
    case '*':
      return 1
    case 'Math.min':
      return float ? Number.POSITIVE_INFINITY : INT32_MAX
    case 'Math.max':
      return float ? Number.NEGATIVE_INFINITY : INT32_MIN
    default:
      return op satisfies never
  }
}

type SetStmt = Extract<Stmt, { kind: 'set' }>

/** `s = s op e` (or `e op s`, or `s = s - e`) with `e` free of s: the operation, and the term. */
export function reductionStep(stmt: SetStmt): { op: Reducer; term: Expr; subtract: boolean } | undefined {
  const { local, value } = stmt
  if (value.kind !== 'op' || value.args.length !== 2 || local.type === 'bool') return undefined
  if (!['+', '-', '*', 'Math.min', 'Math.max'].includes(value.op)) return undefined
  const isIt = (e: Expr): boolean => e.kind === 'local' && e.local === local
  const readsIt = (e: Expr): boolean => [...subexpressions(e)].some(isIt)
  const [left, right] = value.args
  const op = value.op === '-' ? '+' : (value.op as Reducer)
  if (isIt(left) && !readsIt(right)) return { op, term: right, subtract: value.op === '-' }
  if (isIt(right) && !readsIt(left) && value.op !== '-') return { op, term: left, subtract: false }
  return undefined
}

/**
 * Sorts the locals that a parallel loop assigns: private ones, declared in its body, and reductions. Any other is a race.
 * `outer` are the locals that live outside the loop.
 */
export function findReductions(loop: ForStmt, outer: ReadonlySet<Local>, source: SourceText): Reduction[] {
  const found = new Map<Local, Reduction>()
  const places = new Map<Local, Span>()
  for (const stmt of statements(loop.body)) {
    if ((stmt.kind === 'point' || stmt.kind === 'allocate') && outer.has(stmt.array.base))
      throw race({ name: stmt.array.name, type: 'i32' }, stmt.at, source)
    const local = stmt.kind === 'set' ? stmt.local : stmt.kind === 'for' ? stmt.counter : undefined
    if (local === undefined || !outer.has(local)) continue
    const step = stmt.kind === 'set' ? reductionStep(stmt) : undefined
    const known = found.get(local)
    if (step === undefined || local.type === 'bool' || (known && known.op !== step.op))
      throw race(local, stmt.at, source)
    found.set(local, { local, type: local.type, op: step.op })
    places.set(local, stmt.at)
  }
  // A reduction's value so far differs from thread to thread: nothing else may read it.
  const reads = new Set<Local>()
  for (const stmt of statements(loop.body)) {
    if (stmt.kind === 'set' && found.has(stmt.local)) readTerm(reductionStep(stmt)!.term, reads)
    else for (const local of readLocals([withoutBlocks(stmt)])) reads.add(local)
  }
  for (const { local } of found.values()) if (reads.has(local)) throw race(local, places.get(local)!, source)
  return [...found.values()]
}

function readTerm(term: Expr, reads: Set<Local>): void {
  for (const e of subexpressions(term)) if (e.kind === 'local') reads.add(e.local)
}

function race(local: Local, at: Span, source: SourceText): Error {
  return source.error(
    'race',
    at,
    `several iterations of the prange write '${local.name}', and it is no reduction`,
    `declare '${local.name}' inside the loop, or only accumulate it with +=, -=, *=, Math.min or Math.max and read it after the loop`,
  )
}
