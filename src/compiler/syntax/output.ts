import { assigned, type Expr, expressions, type Stmt, statements, type Variable } from './tree.ts'

/** The statements that a function is read into, and the order of evaluation among them. */
export class Output {
  #out: Stmt[] = []
  #temps = 0

  emit(stmt: Stmt): void {
    const place = stmt.kind === 'set' ? stmt.variable.place : undefined
    // What lies in memory is stored there.
    if (stmt.kind === 'set' && place) this.#out.push({ kind: 'store', ...place, value: stmt.value, at: stmt.at })
    else this.#out.push(stmt)
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

  /** Runs `read`; where that throws, what it emitted is taken back. */
  attempt<T>(read: () => T): T {
    const [out, mark] = [this.#out, this.#out.length]
    try {
      return read()
    } catch (error) {
      this.#out = out
      out.length = mark
      throw error
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

  /** Gives an array that was just made the variable that it is declared as. */
  renameArray(array: Variable, variable: Variable): boolean {
    const last = this.#out.at(-1)
    if (last?.kind !== 'allocate' || last.array !== array) return false
    this.#out[this.#out.length - 1] = { ...last, array: variable }
    return true
  }

  /** Where the next statement will stand. */
  get mark(): number {
    return this.#out.length
  }

  /** Evaluates an expression now, so that later statements do not change it; `mark` says where. */
  spill(value: Expr, mark: number = this.mark): Expr {
    if (value.kind === 'number' || value.kind === 'bigint' || value.kind === 'boolean') return value
    if (value.kind === 'variable' && (value.variable.kind === 'const' || value.variable.kind === 'temp')) return value
    const variable: Variable = { name: `t${this.#temps++}`, kind: 'temp', at: value.at }
    this.#out.splice(mark, 0, { kind: 'set', variable, value, declares: true, at: value.at })
    return { kind: 'variable', variable, at: value.at }
  }

  /** Reads operands from left to right; where a later one has effects, the earlier ones are evaluated first. */
  operands<N>(nodes: readonly N[], read: (node: N) => Expr): Expr[] {
    return this.operandLists(nodes, (node) => [read(node)]).map(([value]) => value)
  }

  /** The same for operands of several values each. */
  operandLists<N>(nodes: readonly N[], read: (node: N) => readonly Expr[]): Expr[][] {
    const values: Expr[] = []
    const counts: number[] = []
    for (const node of nodes) {
      const mark = this.mark
      const own = read(node)
      if (this.mark > mark) this.spillAll(values, mark)
      values.push(...own)
      counts.push(own.length)
    }
    let at = 0
    return counts.map((count) => {
      at += count
      return values.slice(at - count, at)
    })
  }

  /** Spills, at `mark` and in order, each value that the statements since then may change, or that may throw before they do. */
  spillAll(values: Expr[], mark: number): void {
    const since = this.#out.slice(mark)
    const changed = assigned(since)
    // A function may assign any variable around it.
    const calls = statements(since).some((stmt) => stmt.kind === 'call')
    const affected = (e: Expr): boolean =>
      e.kind === 'element' ||
      e.kind === 'invoke' ||
      (e.kind === 'variable' && (changed.has(e.variable) || (calls && e.variable.kind === 'let')))
    let at = mark
    for (let i = 0; i < values.length; i++) {
      if (![...expressions(values[i])].some(affected)) continue
      const before = this.mark
      values[i] = this.spill(values[i], at)
      at += this.mark - before
    }
  }
}
