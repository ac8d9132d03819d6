import type { CompileError, CompileErrorCode } from '../../base/errors.ts'
import type { SourceText } from '../../base/source.ts'
import type { Expr, Span, Stmt, Variable } from './tree.ts'

/** What a kernel closes over: numbers are constants. */
export type Scope = Readonly<Record<string, number>>

/** A loop, or a switch, that is being read: where `break` and `continue` go. */
export interface Breakable {
  readonly kind: 'loop' | 'prange' | 'switch'
  readonly label: string | undefined
  /** Emits what runs between an iteration and the next. */
  readonly update: () => void
  /** Jumps out of it to something further out, each by a flag that is set before the `break`. */
  readonly leaving: Leaving[]
}

interface Leaving {
  readonly flag: Variable
  readonly target: Breakable
  readonly kind: 'break' | 'continue'
}

/** The names of one block; inner ones shadow outer ones. */
class Names {
  readonly bindings: Map<string, Variable> = new Map()
  readonly outer: Names | undefined
  constructor(outer: Names | undefined) {
    this.outer = outer
  }
}

/** The state of reading one function: names in scope and the block that statements go to. */
export class Context {
  readonly source: SourceText
  readonly scope: Scope
  #names = new Names(undefined)
  #out: Stmt[] = []
  #temps = 0
  #breakables: Breakable[] = []
  #label: string | undefined

  constructor(source: SourceText, scope: Scope) {
    this.source = source
    this.scope = scope
  }

  error(code: CompileErrorCode, at: Span, what: string, remedy: string): CompileError {
    return this.source.error(code, at, what, remedy)
  }

  declare(name: string, kind: Variable['kind'], at: Span): Variable {
    const variable: Variable = { name, kind, at: { start: at.start, end: at.end } }
    this.#names.bindings.set(name, variable)
    return variable
  }

  lookup(name: string): Variable | undefined {
    for (let names: Names | undefined = this.#names; names; names = names.outer) {
      const found = names.bindings.get(name)
      if (found) return found
    }
    return undefined
  }

  /** Runs `read` with names of its own. */
  nested<T>(read: () => T): T {
    const outer = this.#names
    this.#names = new Names(outer)
    try {
      return read()
    } finally {
      this.#names = outer
    }
  }

  emit(stmt: Stmt): void {
    this.#out.push(stmt)
  }

  /** The statements that `read` emits. */
  block<T>(read: () => T): { block: Stmt[]; value: T } {
    const outer = this.#out
    this.#out = []
    try {
      const value = read()
      return { block: this.#out, value }
    } finally {
      this.#out = outer
    }
  }

  /** The label in front of the next loop. */
  labelled(label: string, read: () => void): void {
    this.#label = label
    read()
    this.#label = undefined
  }

  /**
   * Reads the body of a loop, and emits the loop that `make` gives for it. Jumps further out than the loop set a flag and leave it;
   * the flag is tested after the loop.
   */
  breakable(kind: Breakable['kind'], update: () => void, read: () => void, make: (body: Stmt[]) => Stmt): void {
    const entry: Breakable = { kind, label: this.#label, update, leaving: [] }
    this.#label = undefined
    this.#breakables.push(entry)
    const { block } = this.block(read)
    this.#breakables.pop()
    const loop = make(block)
    const { at } = loop
    for (const { flag } of entry.leaving)
      this.emit({ kind: 'set', variable: flag, value: { kind: 'boolean', value: false, at }, declares: true, at })
    this.emit(loop)
    for (const leaving of entry.leaving) {
      const yes = this.block(() => this.#jump(leaving, at)).block
      this.emit({ kind: 'if', test: { kind: 'variable', variable: leaving.flag, at }, yes, no: [], at })
    }
  }

  /** One step of a jump: to its target, or out of the innermost loop on the way there. */
  #jump(leaving: Leaving, at: Span): void {
    const top = this.#breakables.at(-1)!
    if (top === leaving.target) {
      if (leaving.kind === 'continue') top.update()
      this.emit({ kind: leaving.kind, at })
    } else {
      top.leaving.push(leaving)
      this.emit({ kind: 'break', at })
    }
  }

  /** Emits a `break` or `continue`, with the label that the source gives. */
  leave(kind: 'break' | 'continue', label: string | undefined, at: Span): void {
    const target = this.#breakables.findLast((entry) =>
      label !== undefined ? entry.label === label : kind === 'break' || entry.kind !== 'switch',
    )
    if (target === undefined)
      throw this.error(
        'unsupported',
        at,
        `no loop around this ${kind}${label ? ` has the label ${label}` : ''}`,
        'a kernel’s break and continue belong to a loop or a switch',
      )
    if (kind === 'break' && target.kind === 'prange')
      throw this.error(
        'race',
        at,
        'a break out of a prange',
        'iterations run in no order: let each one test the condition, or use a plain for loop',
      )
    const top = this.#breakables.at(-1)!
    const flag: Variable = { name: kind === 'break' ? 'broken' : 'skipped', kind: 'let', at }
    if (top !== target)
      this.emit({ kind: 'set', variable: flag, value: { kind: 'boolean', value: true, at }, declares: false, at })
    this.#jump({ flag, target, kind }, at)
  }

  /** Takes back the first value of a variable that was just declared, where it may as well be evaluated now. */
  takeBack(variable: Variable): Expr | undefined {
    const at = this.#out.findLastIndex((stmt) => stmt.kind === 'set' && stmt.variable === variable)
    const stmt = this.#out[at]
    if (stmt?.kind !== 'set' || !stmt.declares) return undefined
    if (at !== this.#out.length - 1 && stmt.value.kind !== 'number') return undefined
    this.#out.splice(at, 1)
    return stmt.value
  }

  /** Where the next statement will stand. */
  get mark(): number {
    return this.#out.length
  }

  /** Evaluates an expression now, so that later statements do not change it; `mark` says where. */
  spill(value: Expr, mark: number = this.mark): Expr {
    if (value.kind === 'number' || value.kind === 'boolean') return value
    if (value.kind === 'variable' && (value.variable.kind === 'const' || value.variable.kind === 'temp')) return value
    const variable: Variable = { name: `t${this.#temps++}`, kind: 'temp', at: value.at }
    this.#out.splice(mark, 0, { kind: 'set', variable, value, declares: true, at: value.at })
    return { kind: 'variable', variable, at: value.at }
  }

  /** Reads operands from left to right; where a later one has effects, the earlier ones are evaluated first. */
  operands<N>(nodes: readonly N[], read: (node: N) => Expr): Expr[] {
    const values: Expr[] = []
    for (const node of nodes) {
      const mark = this.mark
      const value = read(node)
      if (this.mark > mark) this.spillAll(values, mark)
      values.push(value)
    }
    return values
  }

  /** Spills each value at `mark`, in order. */
  spillAll(values: Expr[], mark: number): void {
    let at = mark
    for (let i = 0; i < values.length; i++) {
      const before = this.mark
      values[i] = this.spill(values[i], at)
      at += this.mark - before
    }
  }
}
