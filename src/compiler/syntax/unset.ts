import type { Context } from './context.ts'
import { isConditionValue } from './groups.ts'
import { mapExpr } from './rewrite.ts'
import { type Expr, parts, type Stmt, statements, type Variable } from './tree.ts'

/** The variables that have a value wherever a place is reached. */
type Known = ReadonlySet<Variable>

/**
 * Variables that are declared without a value, `let best`, and may be read without one, where JavaScript reads undefined: each is given a flag that
 * says whether it has one, and such a read throws, as one outside of an array does. What is always assigned before it is read is left as it is.
 */
export function guardUnset(cx: Context, body: Stmt[]): Stmt[] {
  const blocks = [body, ...cx.compiled.map(({ callee }) => callee.body)]
  const all = blocks.flatMap((block) => statements(block))
  const shared = new Set(
    cx.compiled.flatMap(({ callee, outer }) =>
      statements(callee.body).flatMap((stmt) =>
        stmt.kind === 'set' && outer.has(stmt.variable) ? [stmt.variable] : [],
      ),
    ),
  )
  const flags = new Map([...cx.unset].filter(([variable]) => !shared.has(variable) && !isArray(variable, all)))
  const finder = new Finder(flags)
  for (const block of blocks) finder.block(block, new Set())
  const found = [...finder.guards.values()].flatMap((guards) => guards.map(({ variable }) => variable))
  const guarded = new Set([...found.filter((variable) => !finder.untested.has(variable)), ...finder.asked])
  const kept = new Set([...cx.unset].flatMap(([variable, flag]) => (guarded.has(variable) ? [flag] : [])))
  const rewriter = new Rewriter(cx.unset, kept, finder.guards, all)
  for (const { callee } of cx.compiled) callee.body = rewriter.block(callee.body)
  return rewriter.block(body)
}

/** Whether a variable holds arrays. */
function isArray(variable: Variable, all: readonly Stmt[]): boolean {
  return all.some((stmt) => {
    if ((stmt.kind === 'store' || stmt.kind === 'allocate' || stmt.kind === 'view') && stmt.array === variable)
      return true
    return parts(stmt).exprs.some((expr) => {
      let found = false
      mapExpr(expr, (e) => {
        found ||= (e.kind === 'element' || e.kind === 'length' || e.kind === 'extent') && e.array === variable
        return e
      })
      return found
    })
  })
}

/** A read of a variable that may have no value, with the conditions under which it happens. */
interface Guard {
  readonly variable: Variable
  readonly when: readonly Expr[]
  readonly at: Expr['at']
}

class Finder {
  readonly guards: Map<Stmt, Guard[]> = new Map()
  /** Variables that the test of a loop may read without a value, before which nothing can stand: they are an error. */
  readonly untested: Set<Variable> = new Set()
  /** Variables of which the source asks whether they have a value. */
  readonly asked: Set<Variable> = new Set()
  readonly #candidates: ReadonlyMap<Variable, Variable>
  readonly #byFlag: ReadonlyMap<Variable, Variable>
  /** What is known at the jumps of each loop around, innermost last. */
  readonly #jumps: { breaks: Known | undefined; continues: Known | undefined }[] = []

  constructor(candidates: ReadonlyMap<Variable, Variable>) {
    this.#candidates = candidates
    this.#byFlag = new Map([...candidates].map(([variable, flag]) => [flag, variable]))
  }

  /** What is known after a block; undefined where its end is not reached. */
  block(block: readonly Stmt[], start: Known | undefined): Known | undefined {
    return block.reduce<Known | undefined>((known, stmt) => known && this.#stmt(stmt, known), start)
  }

  #stmt(stmt: Stmt, before: Known): Known | undefined {
    const known = stmt.kind === 'while' ? before : this.#read(stmt, before)
    switch (stmt.kind) {
      case 'set': {
        const declared = this.#byFlag.get(stmt.variable)
        if (declared) return without(known, declared)
        return this.#candidates.has(stmt.variable) ? new Set([...known, stmt.variable]) : known
      }
      case 'if': {
        const sure = stmt.test.kind === 'boolean' ? stmt.test.value : undefined
        const yes = sure === false ? undefined : this.block(stmt.yes, this.#told(known, stmt.test, true))
        const no = sure === true ? undefined : this.block(stmt.no, this.#told(known, stmt.test, false))
        return both(yes, no)
      }
      case 'given':
        return both(this.block(stmt.yes, known), this.block(stmt.no, known))
      case 'while': {
        const always = stmt.test.kind === 'boolean' && stmt.test.value
        if (!stmt.doFirst) this.#test(stmt.test, known)
        const { end, breaks } = this.#iteration(stmt.body, stmt.doFirst ? known : this.#told(known, stmt.test, true))
        if (stmt.doFirst && end) this.#test(stmt.test, end)
        return both(always ? undefined : stmt.doFirst ? end : known, breaks)
      }
      case 'for':
        return both(known, this.#iteration(stmt.body, known).breaks)
      case 'break':
      case 'continue': {
        const jumps = this.#jumps.at(-1)!
        const kind = stmt.kind === 'break' ? 'breaks' : 'continues'
        jumps[kind] = both(jumps[kind], known)
        return undefined
      }
      case 'return':
      case 'throw':
        return undefined
      default:
        return known
    }
  }

  /** What is known where a test is true, or false: it may ask whether a variable has a value. */
  #told(known: Known, test: Expr, truth: boolean): Known {
    if (test.kind === 'unary' && test.op === '!') return this.#told(known, test.value, !truth)
    if (test.kind === 'logical' && (test.op === '&&') === truth)
      return this.#told(this.#told(known, test.left, truth), test.right, truth)
    const variable = test.kind === 'variable' && truth ? this.#byFlag.get(test.variable) : undefined
    return variable ? new Set([...known, variable]) : known
  }

  #test(test: Expr, known: Known): void {
    for (const { variable } of this.#unknown(test, known, [])) this.untested.add(variable)
  }

  #iteration(body: readonly Stmt[], known: Known): { end: Known | undefined; breaks: Known | undefined } {
    this.#jumps.push({ breaks: undefined, continues: undefined })
    const end = this.block(body, known)
    const { breaks, continues } = this.#jumps.pop()!
    return { end: both(end, continues), breaks }
  }

  /** Notes what a statement may read without a value. What is read in any case has one afterwards. */
  #read(stmt: Stmt, known: Known): Known {
    const found = parts(stmt).exprs.flatMap((expr) => this.#unknown(expr, known, []))
    if (found.length === 0) return known
    this.guards.set(stmt, found)
    return new Set([...known, ...found.flatMap(({ variable, when }) => (when.length === 0 ? [variable] : []))])
  }

  #unknown(expr: Expr, known: Known, when: readonly Expr[]): Guard[] {
    const within = (e: Expr, ...more: readonly Expr[]): Guard[] => this.#unknown(e, known, [...when, ...more])
    switch (expr.kind) {
      case 'variable': {
        const { variable, at } = expr
        const asked = this.#byFlag.get(variable)
        if (asked) this.asked.add(asked)
        return this.#candidates.has(variable) && !known.has(variable) ? [{ variable, when, at }] : []
      }
      case 'logical':
        return [
          ...within(expr.left),
          ...this.#unknown(expr.right, this.#told(known, expr.left, expr.op === '&&'), [
            ...when,
            expr.op === '&&' ? expr.left : not(expr.left),
          ]),
        ]
      case 'conditional':
        return [
          ...within(expr.test),
          ...this.#unknown(expr.yes, this.#told(known, expr.test, true), [...when, expr.test]),
          ...this.#unknown(expr.no, this.#told(known, expr.test, false), [...when, not(expr.test)]),
        ]
      case 'binary':
        return [...within(expr.left), ...within(expr.right)]
      case 'unary':
        return within(expr.value)
      case 'call':
        return expr.args.flatMap((arg) => within(arg))
      case 'invoke':
        return [...expr.args, ...expr.captured].flatMap((arg) => within(arg))
      case 'element':
        return within(expr.index)
      case 'position':
        return expr.indices.flatMap((index) => within(index))
      default:
        return []
    }
  }
}

function both(a: Known | undefined, b: Known | undefined): Known | undefined {
  return a && b ? new Set([...a].filter((variable) => b.has(variable))) : (a ?? b)
}

function without(known: Known, variable: Variable): Known {
  return new Set([...known].filter((each) => each !== variable))
}

const not = (value: Expr): Expr => ({ kind: 'unary', op: '!', value, at: value.at })

/** The same expression once more: what is known of an expression is known of one place. */
const copyOf = (expr: Expr): Expr => mapExpr(expr, (e) => ({ ...e }))

class Rewriter {
  readonly #byFlag: ReadonlyMap<Variable, Variable>
  readonly #flags: ReadonlyMap<Variable, Variable>
  readonly #kept: ReadonlySet<Variable>
  readonly #guards: ReadonlyMap<Stmt, readonly Guard[]>
  readonly #all: readonly Stmt[]

  /** `kept`: the flags that are needed; the others are taken out. */
  constructor(
    flags: ReadonlyMap<Variable, Variable>,
    kept: ReadonlySet<Variable>,
    guards: ReadonlyMap<Stmt, readonly Guard[]>,
    all: readonly Stmt[],
  ) {
    this.#flags = flags
    this.#byFlag = new Map([...flags].map(([variable, flag]) => [flag, variable]))
    this.#kept = kept
    this.#guards = guards
    this.#all = all
  }

  block(block: readonly Stmt[]): Stmt[] {
    return block.flatMap((stmt): Stmt[] => {
      const guards = (this.#guards.get(stmt) ?? [])
        .filter(({ variable }) => this.#kept.has(this.#flags.get(variable)!))
        .map((guard) => this.#guard(guard))
      return [...guards, ...this.#stmt(stmt)]
    })
  }

  #stmt(stmt: Stmt): Stmt[] {
    if (stmt.kind === 'if') return [{ ...stmt, yes: this.block(stmt.yes), no: this.block(stmt.no) }]
    if (stmt.kind === 'given') return [{ ...stmt, yes: this.block(stmt.yes), no: this.block(stmt.no) }]
    if (stmt.kind === 'for' || stmt.kind === 'while') return [{ ...stmt, body: this.block(stmt.body) }]
    if (stmt.kind !== 'set') return [stmt]
    const { at } = stmt
    const declared = this.#byFlag.get(stmt.variable)
    if (declared && !stmt.declares) return this.#kept.has(stmt.variable) ? [stmt] : []
    if (declared) return this.#kept.has(stmt.variable) ? [stmt, this.#first(declared, at)] : []
    const flag = this.#flags.get(stmt.variable)
    if (flag === undefined || !this.#kept.has(flag)) return [stmt]
    return [stmt, { kind: 'set', variable: flag, value: { kind: 'boolean', value: true, at }, declares: false, at }]
  }

  /** What a variable holds as long as it has no value: something of its kind. */
  #first(variable: Variable, at: Expr['at']): Stmt {
    const values = this.#all.flatMap((stmt) => (stmt.kind === 'set' && stmt.variable === variable ? [stmt.value] : []))
    const value: Expr = values.some(isConditionValue)
      ? { kind: 'boolean', value: false, at }
      : { kind: 'number', value: 0, either: true, at }
    return { kind: 'set', variable, value, declares: true, at }
  }

  #guard({ variable, when, at }: Guard): Stmt {
    const flag: Expr = { kind: 'variable', variable: this.#flags.get(variable)!, at }
    const test = [...when.map(copyOf), not(flag)].reduce(
      (left, right): Expr => ({ kind: 'logical', op: '&&', left, right, at }),
    )
    const text = [`'${variable.name}' is read, and no value was assigned to it`]
    return { kind: 'if', test, yes: [{ kind: 'throw', error: 'TypeError', text, values: [], at }], no: [], at }
  }
}
