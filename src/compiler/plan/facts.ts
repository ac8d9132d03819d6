import { ANY, BOOL, type Fact, INT32, INT32_MAX, integer, join, real, sameFact, within } from '../../ops/fact.ts'
import { opNamed, rounding } from '../../ops/table.ts'
import { isBigType, smallElement, smallTypes, type Type } from '../../ops/type.ts'
import type { Expr, ForStmt, Local, LoopStmt, Stmt } from '../ir/nodes.ts'
import { assignedLocals, evaluated, operands } from '../ir/walk.ts'

/** Operations that give a float32 back as it is, or a whole number: nothing is rounded to float32. */
const exact: ReadonlySet<string> = new Set(['Math.min', 'Math.max', 'Math.abs', '-x', ...rounding])
/** Rounds of a loop after which what still changes, as a sum does, is taken for more than has been seen; and those after which it may be anything. */
const ROUNDS = 2
const WIDER = 4
/** Runs of a loop within others after which nothing is known of what it assigns at its head: else each loop around multiplies the rounds. */
const OFTEN = 64

/** What locals hold at a place; one that is not here may hold anything. */
type Values = Map<Local, Fact>

/** What is known of the numbers of a block's expressions, each where it stands. */
export class Facts {
  readonly #known: Map<Expr, Fact> = new Map()
  readonly #sets: Values = new Map()
  /** What was known before each loop when it was last run, and after it. */
  readonly #loops: Map<LoopStmt, { before: Values; after: Values; runs: number }> = new Map()

  /** What is looked at when something is asked for. */
  #body: readonly Stmt[] | undefined

  constructor(body: readonly Stmt[]) {
    this.#body = body
  }

  #begin(): void {
    const body = this.#body
    this.#body = undefined
    if (body) this.#block(body, new Map())
  }

  of(expr: Expr): Fact {
    this.#begin()
    return (
      this.#known.get(expr) ??
      factOf(
        expr,
        operands(expr).map((part) => this.of(part)),
        new Map(),
      )
    )
  }

  /** Of all that the block sets a local to. */
  ofLocal(local: Local): Fact {
    this.#begin()
    return this.#sets.get(local) ?? anyOf(local.type)
  }

  #block(block: readonly Stmt[], values: Values): void {
    for (const stmt of block) this.#stmt(stmt, values)
  }

  #stmt(stmt: Stmt, values: Values): void {
    if (stmt.kind === 'while') {
      this.#loop(stmt, values)
      return
    }
    for (const expr of evaluated(stmt)) this.#note(expr, values)
    switch (stmt.kind) {
      case 'set':
        this.#set(stmt.local, this.#note(stmt.value, values), values)
        return
      case 'call':
        this.#set(stmt.into, anyOf(stmt.into.type), values)
        return
      case 'if': {
        const other = new Map(values)
        this.#block(stmt.yes, values)
        this.#block(stmt.no, other)
        joinInto(values, other)
        return
      }
      case 'for':
        this.#loop(stmt, values)
        return
      default:
        return
    }
  }

  #set(local: Local, fact: Fact, values: Values): void {
    const all = this.#sets.get(local)
    this.#sets.set(local, all ? join(all, fact) : fact)
    values.set(local, fact)
  }

  /** What holds at the head of a loop holds after it. One that was last run with the same facts gives the same. */
  #loop(stmt: LoopStmt, values: Values): void {
    const known = this.#loops.get(stmt)
    if (known && sameValues(known.before, values)) {
      values.clear()
      for (const [local, fact] of known.after) values.set(local, fact)
      return
    }
    const before = new Map(values)
    const runs = (known?.runs ?? 0) + 1
    this.#settle(stmt, values, runs > OFTEN)
    this.#loops.set(stmt, { before, after: new Map(values), runs })
  }

  #settle(stmt: LoopStmt, values: Values, atOnce: boolean): void {
    const assigned = assignedLocals([stmt])
    // Those whose bounds go on growing: nothing is known of them at the head, though an iteration may set them on its way.
    const free = new Set<Local>(atOnce ? assigned : [])
    for (const local of free) values.delete(local)
    for (let round = 0, changed = true; changed; round++) {
      const before = new Map(values)
      if (stmt.kind === 'for') this.#set(stmt.counter, this.#counted(stmt, values), values)
      if (stmt.run) this.#set(stmt.run, BOOL, values)
      if (stmt.kind === 'while') this.#note(stmt.test, values)
      const after = new Map(values)
      this.#block(stmt.body, after)
      joinInto(values, after)
      changed = false
      for (const local of assigned) {
        const [old, now] = [before.get(local), values.get(local)]
        if (free.has(local)) values.delete(local)
        if (free.has(local) || old === now || (old && now && sameFact(old, now))) continue
        changed = true
        const wide = now && round < ROUNDS + WIDER ? (round < ROUNDS ? now : grown(now)) : undefined
        if (wide) values.set(local, wide)
        else {
          values.delete(local)
          free.add(local)
        }
      }
    }
  }

  /** A counter ends beyond its stop by a step. */
  #counted({ start, stop, step }: ForStmt, values: Values): Fact {
    if (step.kind !== 'const') return INT32
    const { lo, hi } = join(this.#note(start, values), this.#note(stop, values))
    return ofType('i32', integer(lo - Math.abs(step.value), hi + Math.abs(step.value)))
  }

  /** Notes what is known of an expression and its parts. */
  #note(expr: Expr, values: Values): Fact {
    const parts = operands(expr).map((part) => this.#note(part, values))
    const fact = factOf(expr, parts, values)
    const known = this.#known.get(expr)
    this.#known.set(expr, known ? join(known, fact) : fact)
    return fact
  }
}

/** What is known of an expression, by what is of its operands. */
function factOf(expr: Expr, parts: readonly Fact[], values: Values): Fact {
  switch (expr.kind) {
    case 'const':
      return Number.isInteger(expr.value) && !Object.is(expr.value, -0)
        ? integer(expr.value, expr.value)
        : { ...anyOf(expr.type), lo: expr.value, hi: expr.value, nan: Number.isNaN(expr.value) }
    case 'local':
      return values.get(expr.local) ?? anyOf(expr.type)
    case 'length':
      return integer(0, INT32_MAX)
    case 'load': {
      const small = smallElement[expr.access.array.dtype]
      if (small) return integer(smallTypes[small].lo, smallTypes[small].hi)
      return expr.type === 'i64' ? integer(0, 2 ** 32 - 1) : anyOf(expr.type)
    }
    case 'op':
      if (expr.args.some((arg) => isBigType(arg.type)) || (expr.type === 'f32' && !exact.has(expr.op)))
        return anyOf(expr.type)
      return ofType(expr.type, opNamed(expr.op).fact(...parts))
    case 'select':
      return ofType(expr.type, join(parts[1], parts[2]))
    case 'convert':
      return ofType(expr.type, converted(expr, parts[0]))
    default:
      return anyOf(expr.type)
  }
}

/** What holds where two ways meet. */
function joinInto(values: Values, other: Values): void {
  for (const [local, fact] of values) {
    const there = other.get(local)
    if (there) values.set(local, join(fact, there))
    else values.delete(local)
  }
}

function sameValues(a: Values, b: Values): boolean {
  if (a.size !== b.size) return false
  for (const [local, fact] of a) {
    const other = b.get(local)
    if (other === undefined || (other !== fact && !sameFact(fact, other))) return false
  }
  return true
}

/** A range with the bounds of a small type, as far as it has any. */
function grown(fact: Fact): Fact | undefined {
  const lo = [0, -128, -32768].find((bound) => fact.lo >= bound)
  const hi = [255, 65535].find((bound) => fact.hi <= bound)
  return fact.int && lo !== undefined && hi !== undefined ? integer(lo, hi) : undefined
}

function converted({ mode, type }: Extract<Expr, { kind: 'convert' }>, fact: Fact): Fact {
  if (isBigType(type) || fact.big) return anyOf(type)
  if (mode === 'number') return type === 'f32' ? { ...fact, lo: Math.fround(fact.lo), hi: Math.fround(fact.hi) } : fact
  if (mode === 'unsigned') return within(fact, 0, INT32_MAX) ? fact : integer(0, 2 ** 32 - 1)
  if (mode !== 'int32') return anyOf(type)
  const [lo, hi] = [Math.trunc(fact.lo) + 0, Math.trunc(fact.hi) + 0]
  if (!(lo >= INT32.lo && hi <= INT32.hi)) return INT32
  return fact.nan ? integer(Math.min(lo, 0), Math.max(hi, 0)) : integer(lo, hi)
}

/** A value of a type: an int32 that wraps is anything. */
function ofType(type: Type, fact: Fact): Fact {
  if (type === 'i32') return within(fact, INT32.lo, INT32.hi) ? fact : INT32
  if (type === 'i64') return fact.int ? fact : anyOf(type)
  if (type === 'bool') return BOOL
  return isBigType(type) ? anyOf(type) : fact
}

function anyOf(type: Type): Fact {
  if (type === 'i32') return INT32
  if (type === 'bool') return BOOL
  return type === 'i64' ? real(-(2 ** 63), 2 ** 63) : ANY
}
