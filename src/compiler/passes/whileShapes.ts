import { INT32_MIN } from '../../ops/fact.ts'
import { constant, operation, read, set } from '../ir/make.ts'
import type { Expr, Local, Stmt, WhileStmt } from '../ir/nodes.ts'
import { assignedLocals, jumpsBy, readLocals } from '../ir/walk.ts'
import { isFixed } from './steps.ts'

/** A `while` that counts: what it counts, and what it does with each value of the counter. */
export interface Shape {
  readonly local: Local
  readonly start: Expr
  /** The first value beyond. */
  readonly stop: Expr
  readonly step: 1 | -1
  readonly body: readonly Stmt[]
  /** What its variables hold after it. */
  readonly after: readonly Stmt[]
  /** What must hold when it begins; nothing, where there is none. */
  readonly when?: Expr
}

/**
 * The shape of a `while` of which one variable alone moves, by one, to a bound that stays: `while (i < n) { …; i++ }`, `while (i !== n)`,
 * `while (i--)`, `while (++i < n)`, `while (i > 0) { i--; … }`, `do { …; i++ } while (i < n)`, and a test that breaks at the head.
 */
export function shapeOf(stmt: WhileStmt): Shape | undefined {
  if (stmt.beyond) return undefined
  const parts = partsOf(stmt)
  if (parts === undefined) return undefined
  const { before, test, after, first } = parts
  if (test.kind !== 'op' || test.args.length !== 2) return undefined
  const [value, bound] = test.args
  if (value.kind !== 'local' || value.type !== 'i32' || bound.type !== 'i32') return undefined
  const seen: Seen = { tested: value, relation: test.op, bound }
  if (first) return stepsBeforeTest(before, seen)
  if (before.length === 0) return stepsAfterTest(after, seen)
  return before.length === 1 ? stepThenTest(before[0], after, seen) : copyThenStep(before, after, seen)
}

/** What is compared, how, and with what. */
interface Seen {
  readonly tested: Extract<Expr, { kind: 'local' }>
  readonly relation: string
  readonly bound: Expr
}

/** What a loop does before its test, and after it where that holds; `first`: it begins with what stands before. */
interface Parts {
  readonly before: readonly Stmt[]
  readonly test: Expr
  readonly after: readonly Stmt[]
  readonly first: boolean
}

const opposite: Readonly<Record<string, string>> = {
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  '===': '!==',
  '!==': '===',
}

function partsOf({ test, body, doFirst }: WhileStmt): Parts | undefined {
  if (test.kind !== 'const')
    return doFirst ? { before: body, test, after: [], first: true } : { before: [], test, after: body, first: false }
  if (test.value === 0 || doFirst) return undefined
  const place = body.findIndex((stmt) => stmt.kind !== 'set')
  const leaves = body[place]
  if (leaves?.kind !== 'if') return undefined
  const [before, after] = [body.slice(0, place), body.slice(place + 1)]
  const isBreak = (block: readonly Stmt[]): boolean => block.length === 1 && block[0].kind === 'break'
  if (leaves.yes.length === 0 && isBreak(leaves.no)) return { before, test: leaves.test, after, first: false }
  if (leaves.no.length > 0 || !isBreak(leaves.yes)) return undefined
  const { test: end } = leaves
  const other = end.kind === 'op' && end.args.every(({ type }) => type === 'i32') ? opposite[end.op] : undefined
  return end.kind === 'op' && other ? { before, test: { ...end, op: other }, after, first: false } : undefined
}

/** `while (i < n) { …; i++; … }` */
function stepsAfterTest(body: readonly Stmt[], { tested, relation, bound }: Seen): Shape | undefined {
  const { local } = tested
  const place = body.findLastIndex((stmt) => stepIn(stmt, local) !== undefined)
  const step = place < 0 ? undefined : stepIn(body[place], local)
  if (step === undefined) return undefined
  const [head, tail] = [body.slice(0, place), body.slice(place + 1)]
  if (!moves(local, bound, [...head, ...tail])) return undefined
  const early = place === 0 && tail.length > 0
  if (!early && readLocals(tail).has(local)) return undefined
  const range = rangeOf(tested, relation, bound, step)
  if (range === undefined) return undefined
  const { stop, after, when } = range
  if (!early)
    return {
      local,
      start: tested,
      stop,
      step,
      body: [...head, ...tail],
      after: [set(local, after)],
      ...(when && { when }),
    }
  const next = shifted(stop, step)
  return (
    next && {
      local,
      start: moved(tested, step),
      stop: next,
      step,
      body: tail,
      after: [set(local, after)],
      ...(when && { when }),
    }
  )
}

/** `do { …; i++ } while (i < n)`: at least once. */
function stepsBeforeTest(body: readonly Stmt[], { tested, relation, bound }: Seen): Shape | undefined {
  const { local } = tested
  const rest = body.slice(0, -1)
  const last = body.at(-1)
  if (last === undefined || relation !== '<' || stepIn(last, local) !== 1 || !moves(local, bound, rest))
    return undefined
  const stop = operation('Math.max', 'i32', moved(tested, 1), bound)
  return { local, start: tested, stop, step: 1, body: rest, after: [set(local, stop)] }
}

/** `while (++i < n)` */
function stepThenTest(first: Stmt, body: readonly Stmt[], { tested, relation, bound }: Seen): Shape | undefined {
  const { local } = tested
  if (relation !== '<' || stepIn(first, local) !== 1 || !moves(local, bound, body)) return undefined
  const start = moved(tested, 1)
  return { local, start, stop: bound, step: 1, body, after: [set(local, operation('Math.max', 'i32', start, bound))] }
}

/** `while (i--)`, `while (i-- > 0)`, where a copy is tested. */
function copyThenStep(
  before: readonly Stmt[],
  body: readonly Stmt[],
  { tested, relation, bound }: Seen,
): Shape | undefined {
  const [copy, change] = before
  if (before.length !== 2 || copy.kind !== 'set' || copy.local !== tested.local || copy.value.kind !== 'local')
    return undefined
  const { local } = copy.value
  if (local.type !== 'i32' || stepIn(change, local) !== -1 || bound.kind !== 'const' || bound.value <= INT32_MIN)
    return undefined
  const changed = assignedLocals(body)
  if (!moves(local, bound, body) || changed.has(copy.local) || readLocals(body).has(copy.local)) return undefined
  if (relation !== '>' && relation !== '!==') return undefined
  const now = read(local, copy.at)
  const end = operation('Math.min', 'i32', now, bound)
  const after = [set(copy.local, end), set(local, moved(read(copy.local, copy.at), -1))]
  const when = relation === '!==' ? { when: operation('>=', 'bool', now, bound) } : {}
  return { local, start: moved(now, -1), stop: moved(bound, -1), step: -1, body, after, ...when }
}

/** The first value beyond those for which a comparison holds, what the variable is after, and what must hold before. */
function rangeOf(
  now: Expr,
  relation: string,
  bound: Expr,
  step: 1 | -1,
): { stop: Expr; after: Expr; when?: Expr } | undefined {
  const furthest = (stop: Expr): Expr => operation(step > 0 ? 'Math.max' : 'Math.min', 'i32', now, stop)
  if (relation === '!==')
    return { stop: bound, after: bound, when: operation(step > 0 ? '<=' : '>=', 'bool', now, bound) }
  if (relation === (step > 0 ? '<' : '>')) return { stop: bound, after: furthest(bound) }
  const stop = relation === (step > 0 ? '<=' : '>=') ? shifted(bound, step) : undefined
  return stop && { stop, after: furthest(stop) }
}

/** A constant or a length and one step more, where that is an int32. */
function shifted(bound: Expr, step: 1 | -1): Expr | undefined {
  if (bound.kind === 'const' && Math.abs(bound.value) < -INT32_MIN - 1) return moved(bound, step)
  return bound.kind === 'length' ? moved(bound, step) : undefined
}

function moved(value: Expr, by: 1 | -1): Expr {
  if (value.kind === 'const') return { ...value, value: value.value + by }
  return operation(by > 0 ? '+' : '-', 'i32', value, constant(1, 'i32', value.at))
}

/** Whether a step alone moves the variable, its bound stays, and nothing leaves the loop. */
function moves(local: Local, bound: Expr, rest: readonly Stmt[]): boolean {
  const changed = assignedLocals(rest)
  return !changed.has(local) && isFixed(bound, changed.add(local)) && !jumpsBy(rest, ['break', 'continue'])
}

/** `i = i + 1`, `i = i - 1` */
function stepIn(stmt: Stmt | undefined, local: Local): 1 | -1 | undefined {
  if (stmt?.kind !== 'set' || stmt.local !== local || stmt.value.kind !== 'op') return undefined
  const { op, args } = stmt.value
  const [left, right] = args
  const isOne = left.kind === 'local' && left.local === local && right?.kind === 'const' && right.value === 1
  if (!isOne || (op !== '+' && op !== '-')) return undefined
  return op === '+' ? 1 : -1
}
