import type * as es from 'acorn'
import type { CompileError, CompileErrorCode } from '../../base/errors.ts'
import type { SourceText } from '../../base/source.ts'
import type { ArrayType } from '../manifest.ts'
import { unnumbered } from './own.ts'
import { type FunctionNode, parseFunction } from './parse.ts'
import {
  assigned,
  type Callee,
  type Expr,
  expressions,
  type Group,
  type InvokeExpr,
  type Result,
  type Span,
  type Stmt,
  type Variable,
} from './tree.ts'
import { assignsName } from './walk.ts'

/** A function that a kernel calls: it is written out where it is called. */
export interface FunctionSource {
  readonly name: string
  readonly source: SourceText
  readonly scope: Scope
}

/** An array that a kernel closes over, known by its content: it never changes. */
export interface FrozenArray {
  readonly frozen: string
  readonly type: ArrayType
}

/** What a kernel closes over: arrays, numbers are constants, functions are written out where they are called. */
export interface Scope {
  readonly [name: string]: number | bigint | FunctionSource | FrozenArray
}

/** A function that is known by name at some place. */
export interface Helper {
  readonly name: string
  readonly node: FunctionNode
  readonly source: SourceText
  readonly scope: Scope
  /** Names around a nested function; undefined for one from the scope. */
  readonly names: Names | undefined
  /** A nested function's own place in outer helpers. */
  readonly call: Span | undefined
}

export type ReadExpression = (cx: Context, node: never) => Expr
export type ReadStatement = (cx: Context, node: never) => void

/** Small handlers by node type; `read.ts` puts them together. */
export interface Readers {
  readonly expressions: Readonly<Record<string, ReadExpression | undefined>>
  readonly statements: Readonly<Record<string, ReadStatement | undefined>>
  /** One value or several. */
  readonly result: (cx: Context, node: es.Expression) => Result
  /** An expression for its effect alone. */
  readonly effect: (cx: Context, node: es.Expression) => void
}

/** A loop, a switch or a labelled block that is being read: where `break` and `continue` go. */
export interface Breakable {
  readonly kind: 'loop' | 'prange' | 'switch' | 'block'
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

/** A name that stands for one of wamba's, or for a constant of the scope. */
interface Known {
  readonly known: string
}

/** A name of a `let` or `const` of the block that is not declared yet: the temporal dead zone. */
interface Reserved {
  readonly reserved: Span
}

/** The names of one block; inner ones shadow outer ones. */
export class Names {
  readonly bindings: Map<string, Variable | Helper | Group | Known | Reserved> = new Map()
  readonly outer: Names | undefined
  constructor(outer: Names | undefined) {
    this.outer = outer
  }
}

/** A helper turns out to call itself while it is written out. */
export class Recursion extends Error {
  readonly helper: Helper
  constructor(helper: Helper) {
    super(`'${helper.name}' calls itself`)
    this.helper = helper
  }
}

/** Whether two are one function: nested ones with the same names around them. */
export function sameHelper(a: Helper, b: Helper): boolean {
  return a.source === b.source && a.node.start === b.node.start && a.names === b.names
}

/** A helper that is compiled once. */
interface Compiled {
  readonly helper: Helper
  readonly arguments: number
  readonly callee: Callee
  /** The variables around it. */
  readonly outer: ReadonlySet<Variable>
}

/** The state of reading one function: names in scope and the block that statements go to. */
export class Context {
  readonly readers: Readers
  #source: SourceText
  #scope: Scope
  #names = new Names(undefined)
  /** Where the helper that is being read is called, and which helpers are. */
  #call: Span | undefined
  readonly #calls: Helper[] = []
  #out: Stmt[] = []
  #temps = 0
  #breakables: Breakable[] = []
  #label: string | undefined
  /** The variables of `var`s, by the names that declare them. */
  readonly hoisted: Map<es.Node, Variable> = new Map()
  /** Arrays of the scope that are used, by what they are known by. */
  readonly frozen: Map<string, { readonly variable: Variable; readonly type: ArrayType }> = new Map()
  /** Fields of objects that the caller may leave out. */
  readonly optional: Set<Variable> = new Set()
  /** Counters that the body of their loop does not assign. */
  readonly fixed: Set<Variable> = new Set()
  /** The helpers that are compiled once, and all calls of them. */
  readonly compiled: Compiled[] = []
  readonly invokes: InvokeExpr[] = []
  /** Characters of helpers' text that were written out. */
  writtenOut = 0

  /** Arrays that were made, and those of them that no name stands for yet. */
  readonly #made = new Set<Variable>()
  readonly #unnamed = new Set<Variable>()
  /** Arrays that are JavaScript's own, and no typed arrays, in the source. */
  readonly lists: Set<Variable> = new Set()
  readonly #root: FunctionNode

  constructor(root: FunctionNode, source: SourceText, scope: Scope, readers: Readers) {
    this.readers = readers
    this.#root = root
    this.#source = source
    this.#scope = scope
  }

  get source(): SourceText {
    return this.#source
  }

  get scope(): Scope {
    return this.#scope
  }

  /** The place of a node of the text that is being read. */
  span(node: Span): Span {
    const { start, end } = node
    return this.#call ? { start, end, text: this.#source, call: this.#call } : { start, end }
  }

  error(code: CompileErrorCode, at: Span, what: string, remedy: string): CompileError {
    return this.#source.error(code, at, what, remedy)
  }

  declare(name: string, kind: Variable['kind'], at: Span): Variable {
    const variable: Variable = { name, kind, at: this.span(at) }
    this.#names.bindings.set(name, variable)
    return variable
  }

  /** Makes known that a block declares these names further down: till then they shadow outer ones and have no value. */
  reserve(names: readonly es.Identifier[]): void {
    const { bindings } = this.#names
    for (const node of names) if (!bindings.has(node.name)) bindings.set(node.name, { reserved: node })
  }

  /** Binds a name to a variable that exists: a parameter to what is passed. */
  alias(name: string, variable: Variable): void {
    this.#names.bindings.set(name, variable)
  }

  /** Binds a name to several values. */
  gather(name: string, group: Group): void {
    this.#names.bindings.set(name, group)
  }

  /** Several values of that name. */
  group(name: string): Group | undefined {
    const found = this.#find(name)
    return found && 'group' in found ? found : undefined
  }

  /** The function whose body is being read, with its text. */
  get body(): es.Node {
    return this.#calls.at(-1)?.node.body ?? this.#root.body
  }

  /** Makes a nested function known by name. */
  define(name: string, node: es.FunctionDeclaration | es.AnonymousFunctionDeclaration | FunctionNode): void {
    this.#names.bindings.set(name, this.helperOf(name, node))
  }

  /** A function that stands in the text that is being read. */
  helperOf(name: string, node: es.FunctionDeclaration | es.AnonymousFunctionDeclaration | FunctionNode): Helper {
    if (node.async || node.generator)
      throw this.error(
        'unsupported',
        node,
        'a function in a kernel cannot be async or a generator',
        'write an ordinary function',
      )
    return {
      name,
      node: node as es.Node as FunctionNode,
      source: this.#source,
      scope: this.#scope,
      names: this.#names,
      call: this.#call,
    }
  }

  /** Makes a name stand for one of wamba's or of the scope's: a bundler renames the one, and not the other. */
  know(name: string, known: string): void {
    this.#names.bindings.set(name, this.#given(known) ?? { known })
  }

  /** What a name stands for where no variable or nested function has it. */
  meaning(name: string): string {
    const found = this.#find(name)
    if (found) return 'known' in found ? found.known : name
    return Object.hasOwn(this.#scope, name) ? name : unnumbered(name)
  }

  #find(name: string, at?: Span): Variable | Helper | Group | Known | undefined {
    for (let names: Names | undefined = this.#names; names; names = names.outer) {
      const found = names.bindings.get(name)
      if (found && 'reserved' in found)
        throw this.error(
          'type',
          at ?? found.reserved,
          `'${name}' is used before its declaration`,
          'JavaScript throws a ReferenceError here: move the declaration up, or give one of two variables another name',
        )
      if (found) return found
    }
    return undefined
  }

  /** The variable of that name; `at` is where it stands. */
  /** The variable of an array of the scope. One content has one. */
  #frozenNamed(name: string): Variable | undefined {
    const given = Object.hasOwn(this.#scope, name) ? this.#scope[name] : undefined
    if (typeof given !== 'object' || !('frozen' in given)) return undefined
    const known = this.frozen.get(given.frozen)
    if (known) return known.variable
    const variable: Variable = { name, kind: 'const', at: this.span(this.#root) }
    this.frozen.set(given.frozen, { variable, type: given.type })
    return variable
  }

  lookup(name: string, at?: Span): Variable | undefined {
    const found = this.#find(name, at)
    if (found && 'known' in found) return this.#frozenNamed(found.known)
    if (found) return 'kind' in found ? found : undefined
    return this.#frozenNamed(name)
  }

  /** Whether a variable is an array of the scope. */
  isFrozen(variable: Variable): boolean {
    return [...this.frozen.values()].some((frozen) => frozen.variable === variable)
  }

  /** The function of that name: a nested one, or one of the scope. */
  helper(name: string, at?: Span): Helper | undefined {
    const found = this.#find(name, at)
    if (found) return 'node' in found ? found : undefined
    return this.#given(name)
  }

  /** The function of that name in the scope. */
  #given(name: string): Helper | undefined {
    const given = Object.hasOwn(this.#scope, name) ? this.#scope[name] : undefined
    if (typeof given !== 'object' || 'frozen' in given) return undefined
    return {
      name,
      node: parseFunction(given.source),
      source: given.source,
      scope: given.scope,
      names: undefined,
      call: undefined,
    }
  }

  /** Reads a helper's body where it is called: with its own names and text. */
  inside<T>(helper: Helper, at: Span, read: () => T): T {
    const outer = this.#calls.find((other) => other.source === helper.source && other.node.start === helper.node.start)
    if (outer) throw new Recursion(outer)
    const saved = [this.#source, this.#scope, this.#names, this.#call, this.#breakables, this.#label] as const
    this.#calls.push(helper)
    this.#source = helper.source
    this.#scope = helper.scope
    this.#names = new Names(helper.names)
    // A nested function lies in a text that is being read already.
    this.#call = helper.names ? helper.call : at
    this.#breakables = []
    try {
      return read()
    } finally {
      this.#calls.pop()
      ;[this.#source, this.#scope, this.#names, this.#call, this.#breakables, this.#label] = saved
    }
  }

  /** Reads something apart from the calls around it. */
  apart<T>(read: () => T): T {
    const outer = this.#calls.splice(0)
    try {
      return read()
    } finally {
      this.#calls.push(...outer)
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
      label !== undefined
        ? entry.label === label
        : entry.kind !== 'block' && (kind === 'break' || entry.kind !== 'switch'),
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

  /** A variable for an array that is made now. */
  made(at: Span): Variable {
    const variable: Variable = { name: 'array', kind: 'temp', at }
    this.#unnamed.add(variable)
    this.#made.add(variable)
    return variable
  }

  /** Whether a variable is an array that was made for it alone, and shares its elements with no other. */
  owns(array: Variable): boolean {
    return this.#made.has(array) && !this.#unnamed.has(array)
  }

  /** Gives an array that was made and has no name yet one. False for any other variable. */
  nameMade(variable: Variable, name: string): boolean {
    if (!this.#unnamed.delete(variable)) return false
    ;(variable as { name: string }).name = name
    return true
  }

  /** Whether the kernel may assign a parameter. */
  changes(param: Variable): boolean {
    return assignsName(this.#root.body, param.name)
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
    const changed = assigned(this.#out.slice(mark))
    const affected = (e: Expr): boolean =>
      e.kind === 'element' || e.kind === 'invoke' || (e.kind === 'variable' && changed.has(e.variable))
    let at = mark
    for (let i = 0; i < values.length; i++) {
      if (![...expressions(values[i])].some(affected)) continue
      const before = this.mark
      values[i] = this.spill(values[i], at)
      at += this.mark - before
    }
  }
}
