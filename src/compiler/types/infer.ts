import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'
import { EXACT, type Fact, INT32_MAX, INT32_MIN, join, literal, within } from '../../ops/fact.ts'
import { type ArgType, type ArrayType, argTypeName, hasDimensions } from '../manifest.ts'
import {
  assigned,
  type Expr,
  type ForStmt,
  reads,
  type SetStmt,
  type Stmt,
  type Tree,
  type Variable,
} from '../syntax/tree.ts'
import { accumulators } from './accumulators.ts'
import { ArrayTypes } from './arrayTypes.ts'
import { mixed } from './bigs.ts'
import { CounterLimits } from './counterLimits.ts'
import { counterFact } from './counters.ts'
import { joinStates } from './domain.ts'
import { clashOf, ExprFacts, NEVER } from './exprFacts.ts'
import type { Inference, Instance } from './inference.ts'
import { Instances, type Run } from './instances.ts'
import { giveLimits, isWhole, NO_LIMITS } from './limits.ts'
import { Loops, type WhileStmt } from './loops.ts'
import { State } from './state.ts'
import { type Steppers, stepOf, steppers } from './steppers.ts'
import { Tallies } from './tallies.ts'
import { scalarFact } from './typeFacts.ts'

/** Abstract interpretation of the tree over ranges, to a fixpoint. */
export function infer(tree: Tree, types: readonly ArgType[], source: SourceText): Inference {
  const instances: Instances = new Instances(source, (instance) =>
    inferWith(instance.tree, instance.facts, source, instances),
  )
  return inferWith(tree, types, source, instances)
}

function inferWith(
  tree: Tree,
  types: readonly (ArgType | Fact)[],
  source: SourceText,
  instances: Instances,
): Interpreter {
  const wide = new Set([...accumulators(tree), ...(tree.wide ?? [])])
  const stepping = steppers(tree)
  for (;;) {
    const run = new Interpreter(tree, types, source, wide, stepping, instances)
    const clash = run.mixed()
    if (clash.length === 0) return run
    // A variable that holds float32 and float64 values is a float64 everywhere.
    for (const variable of clash) wide.add(variable)
  }
}

class Interpreter implements Run {
  readonly facts: ReadonlyMap<Expr, Fact>
  readonly variables: Map<Variable, Fact> = new Map()
  readonly arrays: ReadonlyMap<Variable, DType>
  readonly shaped: ReadonlyMap<Variable, ArrayType>
  readonly guarded: Set<Stmt> = new Set()
  readonly reached: Set<Stmt> = new Set()
  readonly falls: boolean
  readonly calls: ReadonlyMap<Expr | Stmt, Instance>
  readonly inside: ReadonlySet<Expr | Stmt>
  /** What each return gives that is a single scalar. */
  readonly returned: Map<Stmt, Fact> = new Map()
  givesArray = false
  readonly #arrays: ArrayTypes
  readonly #exprs: ExprFacts
  readonly #definitions: Map<Stmt | Variable, { variable: Variable; fact: Fact }> = new Map()
  readonly #source: SourceText
  readonly #wide: ReadonlySet<Variable>
  readonly #stepping: Steppers
  readonly #counters: CounterLimits
  /** What bounds the variables that the counted loops around step, innermost last. */
  readonly #tallies: (Tallies | undefined)[] = []
  #parallel = false
  readonly #instances: Instances
  readonly #loops: Loops = new Loops(
    () => this.#learned + this.#instances.changes,
    () => this.#tallies.at(-1)?.changes,
  )
  /** States at the jumps of each loop around, innermost last. */
  readonly #jumps: { breaks: State | undefined; continues: State | undefined }[] = []

  constructor(
    tree: Tree,
    types: readonly (ArgType | Fact)[],
    source: SourceText,
    wide: ReadonlySet<Variable>,
    stepping: Steppers,
    instances: Instances,
  ) {
    this.#source = source
    this.#instances = instances
    this.#arrays = new ArrayTypes(source)
    this.#exprs = new ExprFacts(this.#arrays, instances, source)
    this.arrays = this.#arrays.arrays
    this.shaped = this.#arrays.shaped
    this.facts = this.#exprs.facts
    this.calls = this.#exprs.calls
    this.inside = this.#exprs.inside
    this.#counters = new CounterLimits(this.#exprs)
    this.#wide = wide
    this.#stepping = stepping
    const state = State.empty(this.arrays)
    tree.params.forEach((param, i) => {
      const type = types[i]
      if (!('kind' in type)) this.#define(param, param, type, state)
      else if (type.kind === 'array') {
        this.#arrays.arrays.set(param, type.dtype)
        if (hasDimensions(type)) this.#arrays.shaped.set(param, type)
      } else this.#define(param, param, scalarFact[type.dtype], state)
    })
    this.falls = this.#block(tree.body, state) !== undefined
    for (const { variable, fact } of this.#definitions.values()) {
      const before = this.variables.get(variable)
      const all = before ? join(before, fact) : fact
      if (all.clash) throw clashOf(variable, variable.at, source)
      this.variables.set(variable, all)
    }
  }

  /** Variables that hold float32 values and others, whole numbers that no float32 is among them, and are not known to be wide yet. */
  mixed(): Variable[] {
    const found = new Set<Variable>()
    for (const { variable, fact } of this.#definitions.values()) {
      const single = this.variables.get(variable)!.f32
      if (this.#wide.has(variable) || fact.f32 === single) continue
      if (fact.f32 || (fact.int && !fitsSingle(fact))) found.add(variable)
    }
    return [...found]
  }

  #define(key: Stmt | Variable, variable: Variable, value: Fact, state: State, limits = NO_LIMITS, step?: Fact): void {
    const fact = this.#wide.has(variable) ? { ...value, weak: false, f32: false } : value
    this.#definitions.set(key, { variable, fact })
    giveLimits(state, variable, isWhole(fact) ? limits : NO_LIMITS, step)
    state.set(variable, fact)
  }

  /** Gives a variable the value of an expression. */
  #assign(stmt: SetStmt, fact: Fact, state: State): State {
    const { variable, value } = stmt
    const after = state.copy()
    this.#define(stmt, variable, fact, after, this.#exprs.limits(value, state), this.#exprs.stepIn(stmt, state))
    if (isWhole(fact)) this.#equal(variable, value, after)
    return after
  }

  /** Tells a state that a variable, or the length of an array, which has just been given a value, is that value. */
  #equal(variable: Variable, value: Expr, state: State): void {
    if (!reads(value).has(variable)) this.#exprs.lower(value, new Map([[variable, 0]]), state)
  }

  /** The state after an array was made, or another one is held: with what its length is, if that is known. */
  #measured(array: Variable, length: Expr | undefined, state: State): State {
    const after = state.copy()
    const known = length !== undefined && (length.kind === 'length' || isWhole(this.facts.get(length)))
    giveLimits(after, array, known ? this.#exprs.limits(length, state) : NO_LIMITS)
    if (known) this.#equal(array, length, after)
    return after
  }

  /** A step of an integer gives an integer: it does not pass 2^53, or throws. */
  #stepped(stmt: SetStmt, value: Fact): Fact {
    this.guarded.delete(stmt)
    const by = stepOf(stmt.variable, stmt.value)
    if (by === undefined || !value.int) return value
    const tallied = this.#tallied(stmt, by, value)
    if (tallied) return tallied
    // What may begin beyond 2^53 is no index, and stays a float.
    const from = stmt.value.kind === 'binary' ? this.facts.get(stmt.value.left) : undefined
    if (from === undefined || !within(from, -EXACT, EXACT)) return value
    if (within(value, -EXACT, EXACT) || value.lo > EXACT || value.hi < -EXACT) return value
    if (this.#stepping.striding.has(stmt.variable) && within(this.facts.get(by)!, INT32_MIN, INT32_MAX))
      this.guarded.add(stmt)
    else if (!this.#stepping.counting.has(stmt.variable)) return value
    const fact = { ...value, lo: Math.max(value.lo, -EXACT), hi: Math.min(value.hi, EXACT) }
    this.#exprs.facts.set(stmt.value, fact)
    return fact
  }

  /** The range of what a loop steps so many times. In lanes of a prange a float64 is as exact, and as wide as an integer of 64 bits. */
  #tallied(stmt: SetStmt, by: Expr, value: Fact): Fact | undefined {
    const range = this.#tallies.at(-1)?.after(stmt, this.facts.get(by)!)
    if (range === undefined) return undefined
    const fact = { ...value, lo: Math.max(value.lo, range.lo), hi: Math.min(value.hi, range.hi) }
    const useful = this.#parallel ? within(range, INT32_MIN, INT32_MAX) : within(range, -EXACT, EXACT)
    if (!useful || fact.lo > fact.hi) return undefined
    this.#exprs.facts.set(stmt.value, fact)
    return fact
  }

  /** The state after a block; undefined where its end is never reached. */
  #block(block: readonly Stmt[], start: State | undefined): State | undefined {
    let state = start
    for (const stmt of block) state = state && this.#stmt(stmt, state)
    return state
  }

  #stmt(stmt: Stmt, state: State): State | undefined {
    try {
      return this.#run(stmt, state)
    } catch (thrown) {
      if (thrown === NEVER) return undefined
      throw thrown
    }
  }

  #run(stmt: Stmt, state: State): State | undefined {
    this.reached.add(stmt)
    switch (stmt.kind) {
      case 'allocate': {
        const from =
          stmt.lengths.length === 1
            ? this.#arrays.held(stmt.lengths[0], (test) => this.#exprs.of(test, state))
            : undefined
        if (from && from.ndim !== 1)
          throw this.#source.error(
            'type',
            stmt.lengths[0].at,
            'this is an array of several dimensions, and the copy has one',
            'make it with zeros([n, m]), and copy the elements in loops',
          )
        if (!from) for (const length of stmt.lengths) this.#exprs.plain(length, state)
        const dtype = typeof stmt.dtype === 'string' ? stmt.dtype : this.#arrays.dtype(stmt.dtype, stmt)
        if (stmt.fill) this.#exprs.stored(dtype, stmt.fill, state)
        this.#hold(stmt.array, { kind: 'array', dtype, ndim: stmt.lengths.length }, stmt)
        return this.#measured(
          stmt.array,
          stmt.lengths.length === 1 ? lengthOf(stmt.lengths[0], from) : undefined,
          state,
        )
      }
      case 'view': {
        const dtype = this.#arrays.dtype(stmt.of, stmt)
        if (this.#arrays.typeOf(stmt.of).ndim !== 1 || this.shaped.has(stmt.of))
          throw this.#source.error(
            'type',
            stmt.at,
            `'${stmt.of.name}' is ${argTypeName(this.#arrays.typeOf(stmt.of))}, and a part of it is no array of neighbours`,
            'make the view outside and pass it, or take a row: a.row(i)',
          )
        this.#exprs.number(stmt.start, state)
        this.#exprs.number(stmt.length, state)
        this.#hold(stmt.array, { kind: 'array', dtype, ndim: 1 }, stmt)
        return this.#measured(stmt.array, stmt.length, state)
      }
      case 'throw':
      case 'log':
        for (const value of stmt.values) this.#exprs.of(value, state)
        return stmt.kind === 'log' ? state : undefined
      case 'set': {
        if (stmt.like && this.#arrays.held(stmt.like, (test) => this.#exprs.of(test, state))) return state
        const held = this.#arrays.held(stmt.value, (test) => this.#exprs.of(test, state))
        if (held) {
          this.#hold(stmt.variable, held, stmt)
          return this.#measured(stmt.variable, lengthOf(stmt.value, held), state)
        }
        const fact = this.#stepped(stmt, this.#exprs.of(stmt.value, state))
        if (this.arrays.has(stmt.variable))
          throw this.#source.error(
            'type',
            stmt.at,
            `'${stmt.variable.name}' holds an array, and this is a number`,
            'use a variable for each',
          )
        return this.#assign(stmt, fact, this.#exprs.after([stmt.value], state))
      }
      case 'store':
        this.#arrays.dtype(stmt.array, stmt)
        this.#exprs.place(stmt, stmt.array, stmt.index, state)
        this.#exprs.stored(this.arrays.get(stmt.array)!, stmt.value, state)
        if (stmt.array.flags && !this.facts.get(stmt.value)!.bool)
          throw this.#source.error(
            'type',
            stmt.value.at,
            `'${stmt.array.name}' holds booleans, and this is a number`,
            'write true or false, or fill it with 0 to begin with',
          )
        if (stmt.array.cell && this.facts.get(stmt.value)!.bool)
          throw this.#source.error(
            'unsupported',
            stmt.at,
            `'${stmt.array.name}' is a boolean that a function assigns which calls itself`,
            'make it a number: 1 or 0',
          )
        return this.#exprs.written(stmt, state)
      case 'check':
        this.#arrays.dtype(stmt.array, stmt)
        if (this.#arrays.typeOf(stmt.array).ndim !== 2)
          throw this.#source.error(
            'type',
            stmt.at,
            `'${stmt.array.name}' is ${argTypeName(this.#arrays.typeOf(stmt.array))}, and row is for two dimensions`,
            'read its elements',
          )
        this.#exprs.index(stmt.index, state)
        return state
      case 'if': {
        this.#exprs.of(stmt.test, state)
        const yes = this.#block(stmt.yes, this.#exprs.refine(stmt.test, true, state))
        return either(yes, this.#block(stmt.no, this.#exprs.refine(stmt.test, false, state)))
      }
      case 'while':
        return this.#while(stmt, state)
      case 'for': {
        const bounds = [stmt.start, stmt.stop, stmt.step].map((bound) => this.#exprs.number(bound, state))
        const counter = counterFact(stmt, bounds as [Fact, Fact, Fact], this.#source)
        const limits = this.#counters.of(stmt, state)
        return this.#tallying(stmt, counter, state, () =>
          this.#loops.run(stmt, state, (head) => {
            const enter = head.copy()
            this.#define(stmt, stmt.counter, counter, enter, limits)
            this.#counters.enter(stmt, enter)
            this.#entered(stmt, enter)
            const { end, breaks } = this.#iteration(stmt.body, enter)
            const leave = end && !breaks ? this.#counters.leave(stmt, head, end) : head
            return { back: end, leave: either(leave, breaks) }
          }),
        )
      }
      case 'break':
      case 'continue': {
        const jumps = this.#jumps.at(-1)!
        const kind = stmt.kind === 'break' ? 'breaks' : 'continues'
        jumps[kind] = either(jumps[kind], state)
        return undefined
      }
      case 'return':
        for (const value of stmt.result.values)
          if (!(value.kind === 'variable' && this.arrays.has(value.variable))) {
            const fact = this.#exprs.of(value, state)
            if (fact.big?.sign === 'bits') throw mixed(value, this.#source)
            if (stmt.result.single) this.returned.set(stmt, fact)
          } else if (stmt.result.single) {
            this.givesArray = true
            this.returned.set(stmt, literal(0))
          }
        return undefined
      case 'call': {
        // What it calls may hold other arrays afterwards.
        const after = state.withoutLimits()
        const fact = this.#exprs.call(stmt, state)
        if (!this.#exprs.returnedArrays.has(stmt.into)) this.#define(stmt, stmt.into, fact, after)
        return after
      }
      case 'given':
        throw new Error(`it is not decided whether '${stmt.variable.name}' is passed`)
      default:
        return stmt satisfies never
    }
  }

  /** Runs a counted loop, with what bounds the variables that it steps. */
  #tallying(stmt: ForStmt, counter: Fact, state: State, run: () => State | undefined): State | undefined {
    const outside = this.#parallel
    this.#parallel ||= stmt.parallel
    const { lo, hi } = this.facts.get(stmt.step)!
    const trips = (counter.hi - counter.lo) / Math.max(1, Math.min(Math.abs(lo), Math.abs(hi))) + 1
    this.#tallies.push(stmt.parallel || !counter.int ? undefined : new Tallies(stmt, state, trips))
    const after = run()
    this.#tallies.pop()
    this.#parallel = outside
    return after
  }

  /**
   * An iteration runs only where the start is before the stop, so inside `for (i = 0; i < n; …)` n is positive, and with `i < rows * columns`
   * neither of the two is 0.
   */
  #entered(stmt: ForStmt, enter: State): void {
    const { start, stop, step, body, ahead = 0 } = stmt
    const from = this.facts.get(start)!
    if (!from.int || this.facts.get(step)!.lo <= 0) return
    const changed = assigned(body)
    const least = from.lo + ahead + (stmt.inclusive ? 0 : 1)
    const variables = factors(stop)
    if (variables.length > 1 && (least < 1 || !variables.every((factor) => (enter.get(factor)?.lo ?? -1) >= 0))) return
    for (const variable of variables) {
      const fact = enter.get(variable)
      if (!fact?.int || changed.has(variable)) continue
      const lo = Math.max(fact.lo, variables.length > 1 ? 1 : least)
      if (lo <= fact.hi) enter.set(variable, { ...fact, lo })
    }
  }

  #while(stmt: WhileStmt, state: State): State | undefined {
    const branch = (at: State): { yes: State | undefined; no: State | undefined } => {
      this.#exprs.of(stmt.test, at)
      return { yes: this.#exprs.refine(stmt.test, true, at), no: this.#exprs.refine(stmt.test, false, at) }
    }
    return this.#loops.run(stmt, state, (head) => {
      const before = stmt.doFirst ? { yes: head, no: undefined } : branch(head)
      const { end, breaks } = this.#iteration(stmt.body, before.yes)
      const after = stmt.doFirst && end ? branch(end) : { yes: end, no: undefined }
      return { back: after.yes, leave: either(either(before.no, after.no), breaks) }
    })
  }

  /** One iteration of a loop: the state at its end, `continue` included, and that of its `break`s. */
  #iteration(body: readonly Stmt[], enter: State | undefined): { end: State | undefined; breaks: State | undefined } {
    this.#jumps.push({ breaks: undefined, continues: undefined })
    const end = this.#block(body, enter)
    const { breaks, continues } = this.#jumps.pop()!
    return { end: either(end, continues), breaks }
  }

  /** What was found so far that no state says: it only grows. */
  get #learned(): number {
    return this.arrays.size + this.shaped.size + this.#exprs.returnedArrays.size
  }

  #hold(variable: Variable, type: ArrayType, at: Stmt): void {
    const isNumber =
      this.variables.has(variable) || [...this.#definitions.values()].some((d) => d.variable === variable)
    this.#arrays.hold(variable, type, isNumber, at)
  }
}

/** The variables of a product, or the one; none of anything else. */
function factors(expr: Expr): Variable[] {
  if (expr.kind === 'variable') return [expr.variable]
  if (expr.kind !== 'binary' || expr.op !== '*') return []
  const sides = [factors(expr.left), factors(expr.right)]
  return sides.every((side) => side.length > 0) ? sides.flat() : []
}

/** Whether each whole number of a fact is a float32. */
function fitsSingle({ lo, hi }: Fact): boolean {
  return (lo >= -(2 ** 24) && hi <= 2 ** 24) || (lo === hi && Math.fround(lo) === lo)
}

/** The length of a new array, as an expression: its own, or that of the array whose elements it has. */
function lengthOf(value: Expr, from: ArrayType | undefined): Expr | undefined {
  if (from === undefined) return value
  return value.kind === 'variable' ? { kind: 'length', array: value.variable, at: value.at } : undefined
}

function either(a: State | undefined, b: State | undefined): State | undefined {
  return a && b ? joinStates(a, b) : (a ?? b)
}
