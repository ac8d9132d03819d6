import type { Expr, ForStmt, Local, LoopStmt, Stmt } from '../ir/nodes.ts'
import { evaluated, subexpressions } from '../ir/walk.ts'

/**
 * How a value moves from lane to lane: by this constant, 0 where all lanes that are on have the same; undefined where it varies
 * in no such way. Only whole numbers move.
 */
export type Stride = number | undefined

export interface Strides {
  readonly of: (expr: Expr) => Stride
  readonly locals: ReadonlyMap<Local, Stride>
  /** Loops that some lanes may leave before others. */
  readonly divergent: ReadonlySet<LoopStmt>
  /** Loops whose counter differs from lane to lane in no constant way. */
  readonly scattered: ReadonlySet<ForStmt>
}

/**
 * The strides of a loop's body, which has no jumps, when its iterations are lanes. `varying` are known to vary; `inStep` are
 * the same in all lanes that are on, wherever they are set.
 */
export function strides(
  loop: ForStmt,
  body: readonly Stmt[],
  varying: Iterable<Local>,
  inStep: ReadonlySet<Local> = new Set(),
): Strides {
  const analysis = new Analysis(loop, body, varying, inStep)
  for (let before = ''; before !== analysis.state(); ) {
    before = analysis.state()
    analysis.round()
  }
  return analysis
}

/** Where a local lives: the innermost block with all that reads and sets it, a set of its own first. */
type Homes = ReadonlyMap<Local, readonly Stmt[]>

class Analysis implements Strides {
  readonly locals: Map<Local, Stride> = new Map()
  readonly divergent: Set<LoopStmt> = new Set()
  readonly scattered: Set<ForStmt> = new Set()
  readonly #body: readonly Stmt[]
  readonly #homes: Homes
  /** Locals that the body sets, and that have no stride yet. */
  readonly #open: Set<Local> = new Set()
  /** Blocks around, innermost last, and whether lanes may be off in one that are on outside it. */
  readonly #around: { readonly block: readonly Stmt[]; readonly partial: boolean }[] = []

  readonly #inStep: ReadonlySet<Local>

  constructor(loop: ForStmt, body: readonly Stmt[], varying: Iterable<Local>, inStep: ReadonlySet<Local>) {
    this.#inStep = inStep
    this.#body = body
    this.#homes = homesOf(body)
    for (const local of this.#homes.keys()) this.#open.add(local)
    const step = loop.step.kind === 'const' ? loop.step.value : undefined
    this.#know(loop.counter, step)
    for (const local of varying) this.#know(local, undefined)
  }

  #know(local: Local, stride: Stride): void {
    this.#open.delete(local)
    this.locals.set(local, stride)
  }

  state(): string {
    return `${[...this.locals.values()]} ${this.#open.size} ${this.divergent.size} ${this.scattered.size}`
  }

  round(): void {
    this.#block(this.#body, false)
  }

  of = (expr: Expr): Stride => {
    switch (expr.kind) {
      case 'const':
      case 'length':
        return 0
      case 'local':
        // A local that is not set yet in this analysis is met again in the next round.
        return this.locals.has(expr.local) ? this.locals.get(expr.local) : 0
      case 'convert': {
        const stride = this.of(expr.value)
        const whole = expr.mode === 'number' && isWhole(expr.type) && isWhole(expr.value.type)
        return stride === 0 || whole ? stride : undefined
      }
      case 'op': {
        const found = expr.args.map(this.of)
        if (found.every((stride) => stride === 0)) return 0
        const [a, b] = found
        if (!isWhole(expr.type) || a === undefined || b === undefined) return undefined
        if (expr.op === '+') return a + b
        if (expr.op === '-') return a - b
        if (expr.op !== '*') return undefined
        const [x, y] = expr.args
        if (y.kind === 'const' && Math.abs(y.value) < 65536) return a * y.value
        return x.kind === 'const' && Math.abs(x.value) < 65536 ? b * x.value : undefined
      }
      case 'load':
        return this.of(expr.index) === 0 ? 0 : undefined
      case 'position':
        // Along a dimension whose elements are no neighbours the distance is one of run time.
        return expr.indices.reduce((sum: Stride, index, d) => {
          const stride = this.of(index)
          if (sum === undefined || stride === undefined) return undefined
          return stride === 0 || expr.array.dims?.[d].stride === undefined ? sum + stride : undefined
        }, 0)
      default:
        for (const e of subexpressions(expr)) if (e !== expr && this.of(e) !== 0) return undefined
        return 0
    }
  }

  #block(block: readonly Stmt[], partial: boolean): void {
    this.#around.push({ block, partial })
    for (const stmt of block) this.#stmt(stmt)
    this.#around.pop()
  }

  #stmt(stmt: Stmt): void {
    if (stmt.kind === 'set') this.#set(stmt.local, this.of(stmt.value))
    if (stmt.kind === 'if') {
      const partial = this.of(stmt.test) !== 0
      this.#block(stmt.yes, partial)
      this.#block(stmt.no, partial)
    }
    if (stmt.kind === 'for') this.#counter(stmt)
    if (stmt.kind === 'while' && this.of(stmt.test) !== 0) this.divergent.add(stmt)
    if (stmt.kind === 'for' || stmt.kind === 'while') {
      if (stmt.run && this.locals.has(stmt.run) && this.locals.get(stmt.run) !== 0) this.divergent.add(stmt)
      this.#block(stmt.body, this.divergent.has(stmt))
    }
  }

  #counter(stmt: ForStmt): void {
    const [start, stop] = [this.of(stmt.start), this.of(stmt.stop)]
    if (start === undefined || this.of(stmt.step) !== 0) {
      this.scattered.add(stmt)
      this.#know(stmt.counter, undefined)
    } else this.#know(stmt.counter, start)
    if (start === undefined || start !== stop) this.divergent.add(stmt)
  }

  /** A set joins what is known; where lanes that live on are off, they keep another value. */
  #set(local: Local, value: Stride): void {
    const home = this.#homes.get(local)
    const from = this.#around.findLastIndex(({ block }) => block === home)
    const partial = !this.#inStep.has(local) && this.#around.slice(from + 1).some((scope) => scope.partial)
    const known = this.#open.has(local) ? value : this.locals.get(local)
    this.#know(local, partial || known !== value || (value !== 0 && !isWhole(local.type)) ? undefined : value)
  }
}

function isWhole(type: string): boolean {
  return type === 'i32' || type === 'i64'
}

interface Place {
  readonly path: readonly (readonly Stmt[])[]
  readonly stmt: Stmt
  readonly set: boolean
}

function homesOf(body: readonly Stmt[]): Homes {
  const places = new Map<Local, Place[]>()
  const note = (local: Local, place: Place): void => {
    const found = places.get(local)
    if (found === undefined) places.set(local, [place])
    else found.push(place)
  }
  const visit = (block: readonly Stmt[], outer: readonly (readonly Stmt[])[]): void => {
    const path = [...outer, block]
    for (const stmt of block) {
      const read = (expr: Expr): void => {
        for (const e of subexpressions(expr)) if (e.kind === 'local') note(e.local, { path, stmt, set: false })
      }
      if (stmt.kind !== 'while') evaluated(stmt).forEach(read)
      if (stmt.kind === 'set') note(stmt.local, { path, stmt, set: true })
      if (stmt.kind === 'if') {
        visit(stmt.yes, path)
        visit(stmt.no, path)
      }
      if (stmt.kind === 'for' || stmt.kind === 'while') {
        visit(stmt.body, path)
        // The test stands at the head and at the bottom: it reads in the block around.
        if (stmt.kind === 'while') read(stmt.test)
        if (stmt.run) note(stmt.run, { path, stmt, set: false })
      }
    }
  }
  visit(body, [])
  const homes = new Map<Local, readonly Stmt[]>()
  for (const [local, all] of places) {
    if (!all.some((place) => place.set)) continue
    const [first] = all
    const home = first.path.at(-1)!
    const inside = first.set && all.every((place) => place.path.includes(home))
    homes.set(local, inside ? home : body)
  }
  return homes
}
