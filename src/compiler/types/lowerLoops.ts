import { EXACT, INT32_MAX, INT32_MIN, within } from '../../ops/fact.ts'
import type { BigType, NumberType } from '../../ops/type.ts'
import { both, constant, operation } from '../ir/make.ts'
import type { Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { countedAs, numbered } from '../ir/numbered.ts'
import { statements, type Expr as TreeExpr, type Stmt as TreeStmt, type Variable } from '../syntax/tree.ts'
import { bigOf } from './bigs.ts'
import { converted } from './coercions.ts'
import { fitsInt32 } from './computeType.ts'
import type { ExprLowering } from './lowerExprs.ts'
import { INDEX_LIMIT, type Variables } from './variables.ts'

/** Statements of a body that may be written out twice. */
const TWICE = 60

/** Counted loops as IR: of an int32 that counts, or, where it may not be one, a `while`. */
export class LoopLowering {
  readonly #variables: Variables
  readonly #exprs: ExprLowering
  readonly #block: (block: readonly TreeStmt[]) => Stmt[]

  constructor(variables: Variables, exprs: ExprLowering, block: (block: readonly TreeStmt[]) => Stmt[]) {
    this.#variables = variables
    this.#exprs = exprs
    this.#block = block
  }

  lower(stmt: Extract<TreeStmt, { kind: 'for' }>): Stmt[] {
    const { at } = stmt
    const counter = this.#variables.local(stmt.counter)
    const stop = this.#variables.fact(stmt.stop)
    const step = this.#variables.fact(stmt.step)
    const start = this.#variables.fact(stmt.start)
    const up = step.lo > 0
    // `i < x` of a fraction is `i < ceil(x)`.
    const { ahead = 0 } = stmt
    const rounded = !stop.int && !stmt.inclusive && up && ahead === 0
    const edge = (stmt.inclusive ? (up ? 1 : -1) : 0) - ahead
    // A bound beyond int32 on the side where no iteration runs is as good as the last int32 there.
    const inInt32 = up ? stop.hi + edge <= INT32_MAX : stop.lo + edge >= INT32_MIN
    const bounded = rounded || (within(stop, -EXACT, EXACT) && inInt32)
    if (start.big) return this.#bigLoop(stmt, counter)
    const begins = fitsInt32(start) || (!up && within(start, -EXACT, INT32_MAX))
    const guard = this.#stepGuard(stmt)
    const counted = counter.type === 'i32' && begins && fitsInt32(step) && bounded
    if (!counted && !stmt.parallel) {
      const whole = counter.type === 'i32' || counter.type === 'i64'
      const nearly =
        whole && fitsInt32(step) && [start, stop].every((end) => end.int && within(end, -INDEX_LIMIT, INDEX_LIMIT))
      if (!nearly || !this.#isWrittenTwice(stmt.body)) return [...guard, ...this.#uncounted(stmt, counter)]
      // Mostly it is known only when the loop begins that its bounds are int32.
      const [most, least] = up ? [INT32_MAX, INT32_MIN] : [INT32_MIN, INT32_MAX]
      const ends = this.#compared(stmt.stop, up ? '<=' : '>=', most - edge)
      const test = fitsInt32(start) ? ends : both(this.#compared(stmt.start, up ? '>=' : '<=', least), ends)
      const signed = this.#signedStart(stmt)
      const yes = this.#counting(stmt, counter, edge)
      this.#variables.renew(ownVariables(stmt))
      const no = this.#uncounted(stmt, this.#variables.local(stmt.counter)).map(
        (each): Stmt => (each.kind === 'while' ? { ...each, beyond: true } : each),
      )
      return [...guard, ...signed, { kind: 'if', test, yes, no, at }]
    }
    if (!begins || !fitsInt32(step))
      throw this.#variables.source.error(
        'type',
        begins ? stmt.step.at : stmt.start.at,
        'the start and the step of a prange must be whole numbers of 32 bits',
        'convert with | 0',
      )
    const signed = this.#signedStart(stmt)
    return [...guard, ...(inInt32 ? [] : [this.#longGuard(stmt)]), ...signed, ...this.#counting(stmt, counter, edge)]
  }

  #compared(value: TreeExpr, op: string, limit: number): Expr {
    const { at } = value
    return operation(op, 'bool', this.#exprs.to.as(value, 'i64', true), constant(limit, 'i64', at))
  }

  /** Whether a body is short enough to be written out twice, and no loop in it is: they would double each other. */
  #isWrittenTwice(body: readonly TreeStmt[]): boolean {
    const all = statements(body)
    return (
      all.length <= TWICE &&
      all.every((stmt) => stmt.kind !== 'for' || (!stmt.inclusive && fitsInt32(this.#variables.fact(stmt.stop))))
    )
  }

  /** A loop that counts in int32. `edge`: how far its stop is beyond the source's. */
  #counting(stmt: Extract<TreeStmt, { kind: 'for' }>, counter: Local, edge: number): Stmt[] {
    const [start, step] = [this.#variables.fact(stmt.start), this.#variables.fact(stmt.step)]
    const end = this.#variables.fact(stmt.stop)
    const whole = end.int && within(end, -INDEX_LIMIT, INDEX_LIMIT)
    const loop: ForStmt = {
      kind: 'for',
      parallel: stmt.parallel,
      counter,
      start: this.#saturated(stmt.start, 0),
      stop: whole ? this.#saturated(stmt.stop, edge) : this.#clamped(stmt.stop),
      step: this.#exprs.to.as(stmt.step, 'i32', false),
      body: this.#block(stmt.body),
      at: stmt.at,
    }
    const isConstant = loop.step.kind === 'const' && step.lo === step.hi
    const by = Math.abs(step.lo)
    // From 0 or beyond there are less than 2^30 iterations, and in steps of 3 less than 2^31 from anywhere.
    const few = by > 2 || (by === 2 && step.lo > 0 && start.lo >= 0)
    if (isConstant && few && !stmt.parallel) return numbered(loop)
    return [counter.type === 'i32' ? loop : countedAs(loop, { name: counter.name, type: 'i32' })]
  }

  /** Keeps the float that a counter begins at, where that may be -0. */
  #signedStart({ counter, start, at }: Extract<TreeStmt, { kind: 'for' }>): Stmt[] {
    if (!this.#variables.fact(start).negZero || !this.#variables.fact(start).int) return []
    const local: Local = { name: this.#variables.unique(`${counter.name}_begin`), type: 'f64' }
    this.#variables.begins.set(counter, local)
    return [{ kind: 'set', local, value: this.#exprs.to.as(start, 'f64', false), at }]
  }

  /** A range throws where its step turns out to be 0. */
  #stepGuard({ step, parallel }: Extract<TreeStmt, { kind: 'for' }>): Stmt[] {
    const fact = this.#variables.fact(step)
    if (fact.lo > 0 || fact.hi < 0) return []
    const message = `${parallel ? 'prange' : 'range'} takes a step other than 0`
    return [this.#guard(this.#exprs.value(step), '===', 0, message)]
  }

  /** A parallel loop throws where its stop is beyond what chunks count with. */
  #longGuard({ stop, step }: Extract<TreeStmt, { kind: 'for' }>): Stmt {
    const up = this.#variables.fact(step).lo > 0
    const limit = up ? INT32_MAX : INT32_MIN
    const message = `prange stops at ${limit} at the ${up ? 'most' : 'least'}: put a loop within it`
    return this.#guard(this.#exprs.to.as(stop, 'f64', false), up ? '>' : '<', limit, message)
  }

  #guard(value: Expr, op: string, limit: number, message: string): Stmt {
    const { at } = value
    this.#variables.sites.push({ kind: 'throw', error: 'RangeError', text: [message], types: [], at })
    const raise: Stmt = { kind: 'throw', site: this.#variables.sites.length - 1, values: [], at }
    const test: Expr = {
      kind: 'op',
      type: 'bool',
      op,
      args: [value, { kind: 'const', type: value.type, value: limit, at }],
      at,
    }
    return { kind: 'if', test, yes: [raise], no: [], at }
  }

  #clamped(stop: TreeExpr): Expr {
    return { kind: 'convert', type: 'i32', mode: 'clamp', value: this.#exprs.to.as(stop, 'f64', false), at: stop.at }
  }

  /** A whole number plus a constant, as the nearest int32. */
  #saturated(expr: TreeExpr, by: number): Expr {
    const { at } = expr
    const fact = this.#variables.fact(expr)
    const type: NumberType = within(fact, INT32_MIN - Math.min(0, by), INT32_MAX - Math.max(0, by)) ? 'i32' : 'i64'
    const constant = (value: number): Expr => ({ kind: 'const', type, value, at })
    const op = (name: string, left: Expr, right: Expr): Expr => ({
      kind: 'op',
      type,
      op: name,
      args: [left, right],
      at,
    })
    const value = this.#exprs.to.as(expr, type, true)
    const shifted = by === 0 ? value : op('+', value, constant(by))
    if (type === 'i32') return shifted
    const within32 = op('Math.min', op('Math.max', shifted, constant(INT32_MIN)), constant(INT32_MAX))
    return converted(within32, 'i32', at)
  }

  /** A loop that counts BigInts. */
  #bigLoop(stmt: Extract<TreeStmt, { kind: 'for' }>, counter: Local): Stmt[] {
    const { at } = stmt
    const type = counter.type as BigType
    const step = bigOf(this.#variables.fact(stmt.step))!
    const now: Expr = { kind: 'local', type, local: counter, at }
    // Both are of the counter's sign: the stop is one of its values.
    const edge: Local = { name: this.#variables.unique(`${counter.name}_stop`), type }
    const stop: Stmt = { kind: 'set', local: edge, value: this.#exprs.bigs.as(stmt.stop, type), at }
    const op = `${step.lo > 0n ? '<' : '>'}${stmt.inclusive ? '=' : ''}`
    const test: Expr = { kind: 'op', type: 'bool', op, args: [now, { kind: 'local', type, local: edge, at }], at }
    const sum: Expr = { kind: 'op', type, op: '+', args: [now, this.#exprs.bigs.as(stmt.step, type)], at }
    const update: Stmt = { kind: 'set', local: counter, value: sum, at }
    const first: Stmt = { kind: 'set', local: counter, value: this.#exprs.bigs.as(stmt.start, type), at }
    const body = beforeContinue(this.#block(stmt.body), update)
    return [stop, first, { kind: 'while', test, body: [...body, update], doFirst: false, at }]
  }

  /** A loop whose counter is no int32: the counter is an ordinary variable. */
  #uncounted(stmt: Extract<TreeStmt, { kind: 'for' }>, counter: Local): Stmt[] {
    const { at } = stmt
    const step = this.#variables.fact(stmt.step)
    if (step.lo <= 0 && step.hi >= 0)
      throw this.#variables.source.error(
        'type',
        stmt.step.at,
        'the step of this range may be 0 or of either sign',
        'give a constant step',
      )
    const op = (step.lo > 0 ? '<' : '>') + (stmt.inclusive ? '=' : '')
    // One step beyond the stop may not fit the counter's type: a double of its own steps.
    const next: Local =
      counter.type === 'f64' ? counter : { name: this.#variables.unique(`${counter.name}_next`), type: 'f64' }
    const now: Expr = { kind: 'local', type: 'f64', local: next, at }
    const sum: Expr = { kind: 'op', type: 'f64', op: '+', args: [now, this.#exprs.to.as(stmt.step, 'f64', false)], at }
    const update: Stmt = { kind: 'set', local: next, value: sum, at }
    const far: Expr = { kind: 'const', type: 'f64', value: stmt.ahead ?? 0, at }
    const compared: Expr = stmt.ahead ? { kind: 'op', type: 'f64', op: '+', args: [now, far], at } : now
    const test: Expr = {
      kind: 'op',
      type: 'bool',
      op,
      args: [compared, this.#exprs.to.as(stmt.stop, 'f64', false)],
      at,
    }
    const signed = next === counter ? [] : this.#signedStart(stmt)
    const first: Stmt = { kind: 'set', local: next, value: this.#exprs.to.as(stmt.start, 'f64', false), at }
    const copy: Stmt[] =
      next === counter ? [] : [{ kind: 'set', local: counter, value: converted(now, counter.type, at), at }]
    const body = beforeContinue(this.#block(stmt.body), update)
    return [...signed, first, { kind: 'while', test, body: [...copy, ...body, update], doFirst: false, at }]
  }
}

/** The variables that a loop declares: nothing after it sees them. */
function ownVariables({ counter, body }: Extract<TreeStmt, { kind: 'for' }>): Variable[] {
  const declared = statements(body).flatMap((stmt) => {
    if (stmt.kind === 'for') return [stmt.counter]
    return stmt.kind === 'set' && stmt.declares && !stmt.variable.outlives ? [stmt.variable] : []
  })
  return [counter, ...declared]
}

/** The body of a loop with `update` before each `continue` of its own. */
function beforeContinue(block: readonly Stmt[], update: Stmt): Stmt[] {
  return block.flatMap((stmt): Stmt[] => {
    if (stmt.kind === 'continue') return [update, stmt]
    if (stmt.kind === 'if')
      return [{ ...stmt, yes: beforeContinue(stmt.yes, update), no: beforeContinue(stmt.no, update) }]
    return [stmt]
  })
}
