import type { DType } from '../../base/dtypes.ts'
import type { CompileError } from '../../base/errors.ts'
import type { SourceText } from '../../base/source.ts'
import { counted } from '../../base/text.ts'
import { anyBig, bigConstant, bigFunctions, joinBig } from '../../ops/big.ts'
import {
  ANY,
  ANY_F32,
  BOOL,
  bigFact,
  EXACT,
  type Fact,
  INT32,
  INT32_MAX,
  INT32_MIN,
  integer,
  join,
  literal,
  sameFact,
  within,
} from '../../ops/fact.ts'
import { opNamed } from '../../ops/table.ts'
import { type ArgType, type ArrayType, argTypeName, hasDimensions } from '../manifest.ts'
import {
  assigned,
  type Callee,
  type Expr,
  type ForStmt,
  type InvokeExpr,
  type SetStmt,
  type Stmt,
  type Tree,
  type Variable,
} from '../syntax/tree.ts'
import { accumulators } from './accumulators.ts'
import { bigOf, binaryFact, callFact, isBig, mixed, numberFact, unaryFact } from './bigs.ts'
import { joinStates, type State, sameStates, widen } from './domain.ts'
import { refine } from './refine.ts'
import { type Steppers, stepOf, steppers } from './steppers.ts'
import { Tallies } from './tallies.ts'

/** What range analysis found: a fact for every expression, and for every variable the join of all it is assigned. */
export interface Inference {
  readonly facts: ReadonlyMap<Expr, Fact>
  readonly variables: ReadonlyMap<Variable, Fact>
  readonly arrays: ReadonlyMap<Variable, DType>
  /** The arrays with dimensions among them. */
  readonly shaped: ReadonlyMap<Variable, ArrayType>
  /** The steps of variables that are integers as long as no step passes 2^53. */
  readonly guarded: ReadonlySet<Stmt>
  /** The statements that some run may come to. */
  readonly reached: ReadonlySet<Stmt>
  /** Whether a run may come to the end of the body. */
  readonly falls: boolean
  /** What each call of a function that is compiled once calls. */
  readonly calls: ReadonlyMap<Expr, Instance>
}

const elementFact: Readonly<Record<DType, Fact>> = {
  float64: ANY,
  float32: ANY_F32,
  int8: integer(-128, 127),
  int16: integer(-32768, 32767),
  int32: INT32,
  int64: bigFact(anyBig.s64),
  uint8: integer(0, 255),
  uint8c: integer(0, 255),
  uint16: integer(0, 65535),
  uint32: integer(0, 2 ** 32 - 1),
  uint64: bigFact(anyBig.u64),
}
const scalarFact = {
  float64: ANY,
  float32: ANY_F32,
  int64: bigFact(anyBig.s64),
  uint64: bigFact(anyBig.u64),
  uint63: bigFact({ sign: 's64', lo: 0n, hi: anyBig.s64.hi }),
  int32: INT32,
  int21: integer(-(2 ** 20), 2 ** 20),
  bool: BOOL,
} as const

/** Nothing is learned of an array that is compared with another. */
const NO_NUMBER: Fact = { ...ANY, lo: Number.POSITIVE_INFINITY, hi: Number.NEGATIVE_INFINITY }

/** Arrays longer than this are refused at the call, so a length is an int32. */
const LENGTH: Fact = integer(0, INT32_MAX)

/** A callee for arguments of these facts. */
export interface Instance {
  readonly callee: Callee
  readonly tree: Tree
  readonly facts: readonly Fact[]
  /** What it returns; undefined as long as no run is known to return. */
  result: Fact | undefined
  inference: Inference | undefined
  state: 'new' | 'running' | 'done'
}

/** Abstract interpretation of the tree over ranges, to a fixpoint. */
export function infer(tree: Tree, types: readonly ArgType[], source: SourceText): Inference {
  return inferWith(tree, types, source, new Instances(source))
}

/** What an expression is that calls what is not known to return yet. */
const NEVER: unique symbol = Symbol('never')

/** Rounds before the facts of a result are widened to those of its kind. */
const EXACT_ROUNDS = 3

/** The functions that are compiled once, for each kind of arguments. */
class Instances {
  readonly #source: SourceText
  readonly #all: Map<Callee, Map<string, Instance>> = new Map()
  /** Instances that run, and whose result so far was used. */
  readonly #used: Set<Instance> = new Set()

  constructor(source: SourceText) {
    this.#source = source
  }

  of(callee: Callee, args: readonly Fact[]): Instance {
    const facts = args.map(kindOf)
    const key = facts.map((f) => [f.big?.sign, f.f32, f.weak, f.bool, f.int].join()).join(' ')
    const known = this.#all.get(callee) ?? new Map<string, Instance>()
    this.#all.set(callee, known)
    let instance = known.get(key)
    if (instance === undefined) {
      const { name, params, captured, body, at } = callee
      const tree: Tree = { name, params: [...params, ...captured], sources: [], frozen: [], args: [], body, at }
      instance = { callee, tree, facts, result: undefined, inference: undefined, state: 'new' }
      known.set(key, instance)
    }
    return instance
  }

  /** What an instance returns, as far as is known; undefined where no run of it is known to return. */
  resultOf(instance: Instance): Fact | undefined {
    if (instance.state === 'running') this.#used.add(instance)
    if (instance.state !== 'new') return instance.result
    instance.state = 'running'
    for (let round = 0; ; round++) {
      const run = inferWith(instance.tree, instance.facts, this.#source, this)
      if (run.falls)
        throw this.#source.error(
          'type',
          instance.callee.at,
          `'${instance.callee.name}' may end without a return`,
          'return a value on every path',
        )
      instance.inference = run
      const found = [...run.returned.values()].reduce<Fact | undefined>(
        (all, fact) => (all ? join(all, fact) : fact),
        undefined,
      )
      if (found?.clash)
        throw this.#source.error(
          'type',
          instance.callee.at,
          `'${instance.callee.name}' returns a BigInt on one path and a number on another`,
          'return the same on every path: BigInt(i), or Number(b)',
        )
      const next = found && round >= EXACT_ROUNDS ? kindOf(found) : found
      const settled = next === instance.result || (next && instance.result && sameFact(next, instance.result))
      instance.result = next
      if (settled) break
    }
    this.#used.delete(instance)
    if (instance.result === undefined && this.#used.size === 0)
      throw this.#source.error(
        'type',
        instance.callee.at,
        `'${instance.callee.name}' never returns: each call of it calls it again`,
        'return a value without a call where it ends',
      )
    // What was found with a result that is not settled yet is found again with the next one.
    instance.state = this.#used.size > 0 ? 'new' : 'done'
    return instance.result
  }
}

/** What is known of all values of a kind. */
function kindOf(fact: Fact): Fact {
  if (fact.big) return bigFact(anyBig[fact.big.sign])
  if (fact.bool) return BOOL
  if (fact.f32) return ANY_F32
  const kind = within(fact, INT32_MIN, INT32_MAX) && !fact.negZero ? INT32 : ANY
  return fact.weak ? { ...kind, weak: true } : kind
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

class Interpreter implements Inference {
  readonly facts: Map<Expr, Fact> = new Map()
  readonly variables: Map<Variable, Fact> = new Map()
  readonly arrays: Map<Variable, DType> = new Map()
  readonly shaped: Map<Variable, ArrayType> = new Map()
  readonly guarded: Set<Stmt> = new Set()
  readonly reached: Set<Stmt> = new Set()
  readonly falls: boolean
  readonly calls: Map<Expr, Instance> = new Map()
  /** What each return gives that is a single scalar. */
  readonly returned: Map<Stmt, Fact> = new Map()
  readonly #instances: Instances
  readonly #definitions: Map<Stmt | Variable, { variable: Variable; fact: Fact }> = new Map()
  readonly #source: SourceText
  readonly #wide: ReadonlySet<Variable>
  readonly #stepping: Steppers
  /** What bounds the variables that the counted loops around step, innermost last. */
  readonly #tallies: (Tallies | undefined)[] = []
  #parallel = false
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
    this.#instances = instances
    this.#source = source
    this.#wide = wide
    this.#stepping = stepping
    const state: State = new Map()
    tree.params.forEach((param, i) => {
      const type = types[i]
      if (!('kind' in type)) this.#define(param, param, type, state)
      else if (type.kind === 'array') {
        this.arrays.set(param, type.dtype)
        if (hasDimensions(type)) this.shaped.set(param, type)
      } else this.#define(param, param, scalarFact[type.dtype], state)
    })
    this.falls = this.#block(tree.body, state) !== undefined
    for (const { variable, fact } of this.#definitions.values()) {
      const before = this.variables.get(variable)
      const all = before ? join(before, fact) : fact
      if (all.clash) throw this.#clash(variable, variable.at)
      this.variables.set(variable, all)
    }
  }

  /** Variables that hold float32 values and others, and are not known to be wide yet. */
  mixed(): Variable[] {
    const found = new Set<Variable>()
    for (const { variable, fact } of this.#definitions.values())
      if (fact.f32 && !this.variables.get(variable)!.f32 && !this.#wide.has(variable)) found.add(variable)
    return [...found]
  }

  #define(key: Stmt | Variable, variable: Variable, value: Fact, state: State): void {
    const fact = this.#wide.has(variable) ? { ...value, weak: false, f32: false } : value
    this.#definitions.set(key, { variable, fact })
    state.set(variable, fact)
  }

  /** A step of an integer gives an integer: it does not pass 2^53, or throws. */
  #stepped(stmt: SetStmt, value: Fact): Fact {
    this.guarded.delete(stmt)
    const by = stepOf(stmt.variable, stmt.value)
    if (by === undefined || !value.int) return value
    const tallied = this.#tallied(stmt, by, value)
    if (tallied) return tallied
    if (within(value, -EXACT, EXACT)) return value
    if (this.#stepping.striding.has(stmt.variable) && within(this.facts.get(by)!, INT32_MIN, INT32_MAX))
      this.guarded.add(stmt)
    else if (!this.#stepping.counting.has(stmt.variable)) return value
    const fact = { ...value, lo: Math.max(value.lo, -EXACT), hi: Math.min(value.hi, EXACT) }
    this.facts.set(stmt.value, fact)
    return fact
  }

  /** The range of what a loop steps so many times. In lanes of a prange a float64 is as exact, and as wide as an integer of 64 bits. */
  #tallied(stmt: SetStmt, by: Expr, value: Fact): Fact | undefined {
    const range = this.#tallies.at(-1)?.after(stmt, this.facts.get(by)!)
    if (range === undefined) return undefined
    const fact = { ...value, lo: Math.max(value.lo, range.lo), hi: Math.min(value.hi, range.hi) }
    const useful = this.#parallel ? within(range, INT32_MIN, INT32_MAX) : within(range, -EXACT, EXACT)
    if (!useful || fact.lo > fact.hi) return undefined
    this.facts.set(stmt.value, fact)
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
        const from = stmt.lengths.length === 1 ? this.#arrayType(stmt.lengths[0], state) : undefined
        if (from && from.ndim !== 1)
          throw this.#source.error(
            'type',
            stmt.lengths[0].at,
            'this is an array of several dimensions, and the copy has one',
            'make it with zeros([n, m]), and copy the elements in loops',
          )
        if (!from) for (const length of stmt.lengths) this.#plain(length, state)
        const dtype = typeof stmt.dtype === 'string' ? stmt.dtype : this.#array(stmt.dtype, stmt)
        if (stmt.fill) this.#stored(dtype, stmt.fill, state)
        this.#holds(stmt.array, { kind: 'array', dtype, ndim: stmt.lengths.length }, stmt)
        return state
      }
      case 'view': {
        const dtype = this.#array(stmt.of, stmt)
        if (this.#typeOf(stmt.of).ndim !== 1 || this.shaped.has(stmt.of))
          throw this.#source.error(
            'type',
            stmt.at,
            `'${stmt.of.name}' is ${argTypeName(this.#typeOf(stmt.of))}, and a part of it is no array of neighbours`,
            'make the view outside and pass it, or take a row: a.row(i)',
          )
        this.#number(stmt.start, state)
        this.#number(stmt.length, state)
        this.#holds(stmt.array, { kind: 'array', dtype, ndim: 1 }, stmt)
        return state
      }
      case 'throw':
      case 'log':
        for (const value of stmt.values) this.#expr(value, state)
        return stmt.kind === 'log' ? state : undefined
      case 'set': {
        if (stmt.like && this.#arrayType(stmt.like, state)) return state
        const held = this.#arrayType(stmt.value, state)
        if (held) {
          this.#holds(stmt.variable, held, stmt)
          return state
        }
        const after = new Map(state)
        const fact = this.#stepped(stmt, this.#expr(stmt.value, state))
        if (this.arrays.has(stmt.variable))
          throw this.#source.error(
            'type',
            stmt.at,
            `'${stmt.variable.name}' holds an array, and this is a number`,
            'use a variable for each',
          )
        this.#define(stmt, stmt.variable, fact, after)
        return after
      }
      case 'store':
        this.#array(stmt.array, stmt)
        this.#place(stmt.array, stmt.index, state)
        this.#stored(this.arrays.get(stmt.array)!, stmt.value, state)
        return state
      case 'check':
        this.#array(stmt.array, stmt)
        if (this.#typeOf(stmt.array).ndim !== 2)
          throw this.#source.error(
            'type',
            stmt.at,
            `'${stmt.array.name}' is ${argTypeName(this.#typeOf(stmt.array))}, and row is for two dimensions`,
            'read its elements',
          )
        this.#index(stmt.index, state)
        return state
      case 'if': {
        this.#expr(stmt.test, state)
        const yes = this.#block(stmt.yes, this.#refine(stmt.test, true, state))
        return either(yes, this.#block(stmt.no, this.#refine(stmt.test, false, state)))
      }
      case 'while':
        return this.#while(stmt, state)
      case 'for': {
        const counter = this.#counter(stmt, state)
        return this.#tallying(stmt, counter, state, () =>
          this.#loop(state, stmt.body, (head) => {
            const enter = new Map(head)
            this.#define(stmt, stmt.counter, counter, enter)
            this.#entered(stmt, enter)
            const { end, breaks } = this.#iteration(stmt.body, enter)
            return { back: end, leave: either(head, breaks) }
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
            const fact = this.#expr(value, state)
            if (fact.big?.sign === 'bits') throw mixed(value, this.#source)
            if (stmt.result.single) this.returned.set(stmt, fact)
          }
        return undefined
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

  /** An iteration runs only where the start is before the stop, so inside `for (i = 0; i < n; …)` n is positive. */
  #entered(stmt: ForStmt, enter: State): void {
    const { start, stop, step, body } = stmt
    const up = this.facts.get(step)!.lo > 0
    if (!up || stop.kind !== 'variable' || assigned(body).has(stop.variable)) return
    const fact = enter.get(stop.variable)
    const from = this.facts.get(start)!
    if (!fact?.int || !from.int) return
    const lo = Math.max(fact.lo, from.lo + (stmt.inclusive ? 0 : 1))
    if (lo <= fact.hi) enter.set(stop.variable, { ...fact, lo })
  }

  #while(stmt: Extract<Stmt, { kind: 'while' }>, state: State): State | undefined {
    const branch = (at: State): { yes: State | undefined; no: State | undefined } => {
      this.#expr(stmt.test, at)
      return { yes: this.#refine(stmt.test, true, at), no: this.#refine(stmt.test, false, at) }
    }
    return this.#loop(state, stmt.body, (head) => {
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

  /** The range of a loop's counter inside the body. */
  #counter(stmt: ForStmt, state: State): Fact {
    const start = this.#number(stmt.start, state)
    const stop = this.#number(stmt.stop, state)
    const step = this.#number(stmt.step, state)
    if (isBig(start, stop, step)) return this.#bigCounter(stmt, start, stop, step)
    if (!start.int || !step.int) {
      if (stmt.parallel)
        throw this.#source.error(
          'type',
          start.int ? stmt.step.at : stmt.start.at,
          'a prange starts and steps by whole numbers, and this may be a fraction',
          'convert it with Math.floor(…) | 0, or use a while loop',
        )
      return ANY
    }
    if (step.lo <= 0 && step.hi >= 0) {
      if (step.lo === 0 && step.hi === 0)
        throw this.#source.error('type', stmt.step.at, 'the step of a range is 0', 'give a positive or negative step')
      return integer(INT32_MIN, INT32_MAX, start.negZero)
    }
    const edge = stmt.inclusive ? 0 : 1
    const { lo, hi } = stmt.parallel && !stop.int ? { lo: INT32_MIN, hi: INT32_MAX } : stop
    if (step.lo > 0) return integer(start.lo, Math.max(start.lo, Math.ceil(hi) - edge), start.negZero)
    return integer(Math.min(start.hi, Math.floor(lo) + edge), start.hi, start.negZero)
  }

  /** A loop that counts BigInts: `for (let i = 0n; i < n; i++)`. */
  #bigCounter(stmt: ForStmt, ...[start, stop, step]: readonly [Fact, Fact, Fact]): Fact {
    const [from, to, by] = [start, stop, step].map((fact) => bigOf(fact))
    if (stmt.parallel || from === undefined || to === undefined || by === undefined)
      throw this.#source.error(
        'type',
        (start.big ? stmt.start : stop.big ? stmt.stop : stmt.step).at,
        stmt.parallel ? 'a prange counts numbers, and this is a BigInt' : 'a loop counts numbers or BigInts, not both',
        'convert it: Number(b), or write BigInts everywhere: 0n',
      )
    const { sign } = joinBig(from, to)
    if (sign === 'bits') throw mixed(stmt.stop, this.#source)
    return bigFact({ ...anyBig[sign], ...(by.lo > 0n ? { lo: from.lo } : { hi: from.hi }) })
  }

  /**
   * Runs a loop until the state at its head settles; then once more with what settled, which is what is recorded. `round` runs one
   * iteration from a state at the head: the state that comes back to it, and the one that leaves the loop.
   */
  #loop(
    before: State,
    body: readonly Stmt[],
    round: (head: State) => { back: State | undefined; leave: State | undefined },
  ): State | undefined {
    let at = before
    for (let count = 0; ; count++) {
      const { back } = round(at)
      const after = back ? joinStates(before, back) : before
      const next = joinStates(at, after)
      if (sameStates(next, at)) {
        // One step down from the widened state: it stays an upper bound, and it is tighter.
        at = after
        break
      }
      at = count < 2 ? next : widen(at, next)
    }
    const settled = round(at).leave
    const leave = settled && new Map(settled)
    for (const variable of assigned(body)) if (!before.has(variable)) leave?.delete(variable)
    return leave
  }

  /** The state where `test` came out as `truth`; undefined where it never does. */
  #refine(test: Expr, truth: boolean, state: State): State | undefined {
    if (test.kind === 'boolean') return test.value === truth ? state : undefined
    return refine(test, truth, state, (expr, at) => (this.#isArray(expr) ? NO_NUMBER : this.#expr(expr, at)))
  }

  /** The type of a value that is an array: of a variable, or of a choice between two. */
  #arrayType(expr: Expr, state: State): ArrayType | undefined {
    if (expr.kind === 'variable') return this.arrays.has(expr.variable) ? this.#typeOf(expr.variable) : undefined
    if (expr.kind !== 'conditional') return undefined
    const [yes, no] = [expr.yes, expr.no].map((side) => this.#arrayType(side, state))
    if (yes === undefined && no === undefined) return undefined
    if (yes === undefined || no === undefined || argTypeName(yes) !== argTypeName(no))
      throw this.#source.error(
        'type',
        expr.at,
        `this gives ${yes ? argTypeName(yes) : 'a number'} or ${no ? argTypeName(no) : 'a number'}`,
        'choose between arrays of one dtype, as many dimensions and one layout',
      )
    this.#expr(expr.test, state)
    return yes
  }

  #isArray(expr: Expr): boolean {
    return expr.kind === 'variable' && this.arrays.has(expr.variable)
  }

  #typeOf(array: Variable): ArrayType {
    return this.shaped.get(array) ?? { kind: 'array', dtype: this.arrays.get(array)!, ndim: 1 }
  }

  /** A variable that holds an array holds arrays of one dtype, as many dimensions and one layout. */
  #holds(variable: Variable, type: ArrayType, at: Stmt): void {
    const before = this.arrays.has(variable) ? this.#typeOf(variable) : undefined
    if (before !== undefined && argTypeName(before) !== argTypeName(type)) {
      const [held, given] =
        before.ndim === type.ndim && before.layout === type.layout
          ? [before.dtype, type.dtype]
          : [argTypeName(before), argTypeName(type)]
      throw this.#source.error(
        'type',
        at.at,
        `'${variable.name}' holds arrays of ${held}, and this is one of ${given}`,
        'use a variable for each',
      )
    }
    if (this.variables.has(variable) || [...this.#definitions.values()].some((d) => d.variable === variable))
      throw this.#source.error(
        'type',
        at.at,
        `'${variable.name}' holds a number, and this is an array`,
        'use a variable for each',
      )
    this.arrays.set(variable, type.dtype)
    if (hasDimensions(type)) this.shaped.set(variable, type)
  }

  /** The indices of an element: one for each dimension. */
  #place(array: Variable, index: Expr, state: State): void {
    const indices = index.kind === 'position' ? index.indices : [index]
    for (const each of indices) this.#index(each, state)
    const { ndim } = this.#typeOf(array)
    if (indices.length === ndim) return
    const wanted = Array.from({ length: ndim }, (_, d) => 'ijklmn'[d] ?? `i${d}`).join(', ')
    throw this.#source.error(
      'type',
      index.at,
      `'${array.name}' has ${ndim} dimension${ndim === 1 ? '' : 's'}, and this is ${indices.length === 1 ? 'one index' : `${indices.length} indices`}`,
      ndim === 1
        ? `write ${array.name}[i]`
        : `write ${array.name}.get(${wanted}) or ${array.name}.set(${wanted}, value)`,
    )
  }

  #extent(expr: Extract<Expr, { kind: 'extent' }>): Fact {
    this.#array(expr.array, expr)
    const { ndim } = this.#typeOf(expr.array)
    if (expr.of === 'rank') return literal(ndim)
    if (expr.dim < ndim) return expr.of === 'shape' ? LENGTH : INT32
    throw this.#source.error(
      'type',
      expr.at,
      `'${expr.array.name}' has ${ndim} dimension${ndim === 1 ? '' : 's'}, and no ${expr.of}[${expr.dim}]`,
      `the dimensions are 0 to ${ndim - 1}`,
    )
  }

  #array(variable: Variable, at: Expr | Stmt): DType {
    const dtype = this.arrays.get(variable)
    if (dtype === undefined)
      throw this.#source.error(
        'type',
        at.at,
        `'${variable.name}' is a number here, and an array is needed`,
        'pass a typed array for it',
      )
    return dtype
  }

  #number(expr: Expr, state: State): Fact {
    const fact = this.#expr(expr, state)
    return fact.bool ? { ...fact, bool: false } : fact
  }

  /** A number, and no BigInt. */
  #plain(expr: Expr, state: State): Fact {
    const fact = this.#number(expr, state)
    if (fact.big)
      throw this.#source.error('type', expr.at, 'this is a BigInt, and a number is needed here', 'write Number(b)')
    return fact
  }

  /** A value that goes to an element. */
  #stored(dtype: DType, expr: Expr, state: State): void {
    const big = dtype === 'int64' || dtype === 'uint64'
    const fact = this.#number(expr, state)
    if (big ? bigOf(fact) !== undefined : fact.big === undefined) return
    throw this.#source.error(
      'type',
      expr.at,
      big
        ? `elements of ${dtype} are BigInts, and this is a number`
        : `elements of ${dtype} are numbers, and this is a BigInt`,
      big ? 'write 5n, or BigInt(i)' : 'write Number(b)',
    )
  }

  #clash(variable: Variable, at: Expr['at']): CompileError {
    return this.#source.error(
      'type',
      at,
      `'${variable.name}' holds a BigInt at one time and a number at another`,
      'use a variable for each, or convert: BigInt(i), Number(b)',
    )
  }

  /** An index: `a[true]` is a property of that name in JavaScript, and no element. */
  #index(expr: Expr, state: State): void {
    if (this.#plainIndex(expr, state).bool)
      throw this.#source.error('type', expr.at, 'this index is a boolean', 'write +flag, or flag ? 1 : 0')
  }

  #plainIndex(expr: Expr, state: State): Fact {
    const fact = this.#expr(expr, state)
    if (fact.big) throw this.#source.error('type', expr.at, 'this index is a BigInt', 'write Number(b)')
    return fact
  }

  #expr(expr: Expr, state: State): Fact {
    const fact = this.#evaluate(expr, state)
    this.facts.set(expr, fact)
    return fact
  }

  #evaluate(expr: Expr, state: State): Fact {
    switch (expr.kind) {
      case 'number':
        return expr.either ? { ...literal(expr.value), either: bigConstant(BigInt(expr.value)) } : literal(expr.value)
      case 'bigint':
        return bigFact(bigConstant(expr.value))
      case 'boolean':
        return { ...BOOL, lo: +expr.value, hi: +expr.value }
      case 'variable':
        return this.#variable(expr.variable, expr, state)
      case 'length':
        this.#array(expr.array, expr)
        return LENGTH
      case 'element': {
        const dtype = this.#array(expr.array, expr)
        this.#place(expr.array, expr.index, state)
        return elementFact[dtype]
      }
      case 'position':
        throw new Error('a position in an array is evaluated')
      case 'extent':
        return this.#extent(expr)
      case 'binary': {
        const compares = expr.op === '===' || expr.op === '!=='
        if (compares && this.#isArray(expr.left) && this.#isArray(expr.right)) return BOOL
        const left = this.#number(expr.left, state)
        const right = this.#number(expr.right, state)
        if (isBig(left, right)) return binaryFact(expr, left, right, this.#source)
        // A square is a product.
        if (expr.op === '**' && expr.right.kind === 'number' && expr.right.value === 2)
          return opNamed('** 2').fact(left)
        const op = opNamed(expr.op)
        return op.types[0] === 'i32' ? op.fact(asInt32(left), asInt32(right)) : op.fact(left, right)
      }
      case 'unary': {
        const value = this.#number(expr.value, state)
        if (value.big) return unaryFact(expr, value, this.#source)
        if (expr.op === '!') return BOOL
        if (expr.op === '+') return value
        return expr.op === '-' ? opNamed('-x').fact(value) : integer(~asInt32(value).hi, ~asInt32(value).lo)
      }
      case 'logical': {
        const left = this.#expr(expr.left, state)
        const right = this.#side(expr.right, this.#refine(expr.left, expr.op === '&&', state) ?? state)
        return right ? this.#joined(left, right, expr) : left
      }
      case 'conditional': {
        this.#expr(expr.test, state)
        const yes = this.#side(expr.yes, this.#refine(expr.test, true, state) ?? state)
        const no = this.#side(expr.no, this.#refine(expr.test, false, state) ?? state)
        const either = yes ?? no
        if (either === undefined) throw NEVER
        return yes && no ? this.#joined(yes, no, expr) : either
      }
      case 'call':
        return this.#call(expr, state)
      case 'invoke':
        return this.#invoke(expr, state)
      default:
        return expr satisfies never
    }
  }

  #variable(variable: Variable, at: Expr, state: State): Fact {
    const fact = state.get(variable)
    if (fact?.clash) throw this.#clash(variable, at.at)
    if (fact) return fact
    if (variable.view)
      throw this.#source.error(
        'type',
        at.at,
        `this is a row of '${variable.view.array.name}', and a number is needed here`,
        'name it, const r = a.row(i), and read its elements, r[j]; or pass it to a helper',
      )
    if (this.arrays.has(variable))
      throw this.#source.error(
        'type',
        at.at,
        `'${variable.name}' is an array, and a number is needed here`,
        `read an element, ${variable.name}[i], or its length, ${variable.name}.length`,
      )
    throw this.#source.error(
      'type',
      at.at,
      `'${variable.name}' may be read before it has a value`,
      'give it a value where it is declared',
    )
  }

  /** A part of an expression that may not be evaluated; undefined where it never gives a value. */
  #side(expr: Expr, state: State): Fact | undefined {
    try {
      return this.#expr(expr, state)
    } catch (thrown) {
      if (thrown === NEVER) return undefined
      throw thrown
    }
  }

  #invoke(expr: InvokeExpr, state: State): Fact {
    const args = [...expr.args, ...expr.captured].map((arg) => {
      const fact = this.#expr(arg, state)
      if (fact.big?.sign === 'bits') throw mixed(arg, this.#source)
      return fact
    })
    const instance = this.#instances.of(expr.callee, args)
    this.calls.set(expr, instance)
    const result = this.#instances.resultOf(instance)
    if (result === undefined) throw NEVER
    return result
  }

  #joined(a: Fact, b: Fact, { at }: Expr): Fact {
    const fact = join(a, b)
    if (!fact.clash) return fact
    throw this.#source.error(
      'type',
      at,
      'this gives a BigInt or a number',
      'convert one of them: BigInt(i), or Number(b)',
    )
  }

  #call(expr: Extract<Expr, { kind: 'call' }>, state: State): Fact {
    const args = expr.args.map((arg) => this.#number(arg, state))
    if (bigFunctions.has(expr.name)) return callFact(expr, args, this.#source)
    if (expr.name === 'Number') {
      this.#arity(expr, 1)
      return args[0].big ? numberFact(expr, args[0].big, this.#source) : args[0]
    }
    args.forEach((arg, i) => {
      if (arg.big)
        throw this.#source.error(
          'type',
          expr.args[i].at,
          `${expr.name} takes numbers, and this is a BigInt`,
          'write Number(b)',
        )
    })
    if (expr.name === 'Math.fround') {
      this.#arity(expr, 1)
      return { ...ANY_F32, ...(args[0].f32 ? args[0] : {}) }
    }
    const op = opNamed(expr.name)
    if (op.variadic && args.length > 0) return args.length === 1 ? args[0] : args.reduce((a, b) => op.fact(a, b))
    this.#arity(expr, op.arity)
    // Rounding a whole number gives it back.
    if (args[0].int && rounding.has(expr.name)) return args[0]
    return op.fact(...(op.types[0] === 'i32' ? args.map(asInt32) : args))
  }

  #arity(expr: Extract<Expr, { kind: 'call' }>, count: number): void {
    if (expr.args.length !== count)
      throw this.#source.error(
        'type',
        expr.at,
        `${expr.name} got ${counted(expr.args.length, 'argument')} and takes ${count}`,
        `write ${expr.name}(${['x', 'y', 'z'].slice(0, count).join(', ')})`,
      )
  }
}

/** Functions that give a whole number back. */
export const rounding: ReadonlySet<string> = new Set(['Math.floor', 'Math.ceil', 'Math.trunc', 'Math.round'])

export function asInt32(fact: Fact): Fact {
  return within(fact, INT32_MIN, INT32_MAX) ? { ...fact, negZero: false } : INT32
}

function either(a: State | undefined, b: State | undefined): State | undefined {
  return a && b ? joinStates(a, b) : (a ?? b)
}
