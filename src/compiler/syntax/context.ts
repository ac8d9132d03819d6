import type { CompileError, CompileErrorCode } from '../../base/errors.ts'
import type { SourceText } from '../../base/source.ts'
import type { Expr, Span, Stmt, Variable } from './tree.ts'

/** What a kernel closes over: numbers are constants. */
export type Scope = Readonly<Record<string, number>>

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
