import type * as es from 'acorn'
import type { CompileError, CompileErrorCode } from '../../base/errors.ts'
import type { SourceText } from '../../base/source.ts'
import type { ArrayType } from '../manifest.ts'
import {
  type Choice,
  type Compiled,
  type Dictionary,
  type Growing,
  type Heap,
  type Helper,
  type Known,
  Names,
  Recursion,
  type Rows,
} from './bindings.ts'
import { Jumps } from './jumps.ts'
import { Output } from './output.ts'
import { unnumbered } from './own.ts'
import { type FunctionNode, parseFunction } from './parse.ts'
import type { Scope } from './scope.ts'
import type { CallStmt, Expr, Group, InvokeExpr, Records, Result, Row, Span, Variable } from './tree.ts'
import { assignsName } from './uses.ts'

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
  /** The array among arrays of arrays that an expression is, and its elements as they lie in memory. */
  readonly row: (cx: Context, node: es.Node) => Row | undefined
  readonly rowView: (cx: Context, row: Row, at: Span) => Variable
  /** The elements of a Set, or of a part of a Map. */
  readonly elements: (cx: Context, node: es.Node) => Variable | undefined
}

/** The state of reading one function: names in scope and the block that statements go to. */
export class Context extends Output {
  readonly readers: Readers
  #source: SourceText
  #scope: Scope
  #names = new Names(undefined)
  /** Where the helper that is being read is called, and which helpers are. */
  #call: Span | undefined
  readonly #calls: Helper[] = []
  /** The loops around, of the function that is being read. */
  jumps: Jumps
  /** The variables of `var`s, by the names that declare them. */
  readonly hoisted: Map<es.Node, Variable> = new Map()
  /** Arrays of the scope that are used, by what they are known by. */
  readonly frozen: Map<string, { readonly variable: Variable; readonly type: ArrayType }> = new Map()
  /** Variables that are declared without a value, each with a flag that is set to false where it is. */
  readonly unset: Map<Variable, Variable> = new Map()
  /** Those of them that the source compares with undefined or null, with which of the two. */
  readonly absent: Map<Variable, 'undefined' | 'null'> = new Map()
  /** Fields of objects that the caller may leave out. */
  readonly optional: Set<Variable> = new Set()
  /** Counters that the body of their loop does not assign. */
  readonly fixed: Set<Variable> = new Set()
  /** The helpers that are compiled once, and all calls of them. */
  readonly compiled: Compiled[] = []
  readonly invokes: (InvokeExpr | CallStmt)[] = []
  /** Whether an array has booleans as elements. */
  usesFlags = false
  /** Whether it sorts by value, as typed arrays do. */
  sortsByValue = false
  /** Characters of helpers' text that were written out. */
  writtenOut = 0

  /** Arrays that were made, and those of them that no name stands for yet. */
  readonly #made = new Set<Variable>()
  readonly #unnamed = new Set<Variable>()
  /** Arrays that are JavaScript's own, and no typed arrays, in the source. */
  readonly lists: Set<Variable> = new Set()
  /** Those of them that are arrays of arrays, and have two dimensions in memory. */
  readonly tables: Set<Variable> = new Set()
  /** The arrays of Maps and Sets, which are replaced by longer ones. */
  readonly dictionaryArrays: Set<Variable> = new Set()
  /** Of Maps and Sets that loops around run over, the heads. */
  readonly iterated: Set<Variable> = new Set()
  /** Those of these whose rows are typed arrays in the source. */
  readonly typedRows: Set<Variable> = new Set()
  /** The rows of arrays of arrays whose lengths differ. */
  heap: Heap | undefined
  /** Those of them that grow. */
  readonly growing: Map<Variable, Growing> = new Map()
  readonly #root: FunctionNode
  readonly #rootSource: SourceText

  /** Lists that functions which call themselves make longer or shorter. */
  readonly shared: ReadonlySet<string>

  constructor(
    root: FunctionNode,
    source: SourceText,
    scope: Scope,
    readers: Readers,
    shared: ReadonlySet<string> = new Set(),
  ) {
    super()
    this.readers = readers
    this.jumps = this.#freshJumps()
    this.#root = root
    this.#source = source
    this.#rootSource = source
    this.#scope = scope
    this.shared = shared
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

  #freshJumps(): Jumps {
    return new Jumps(this, (...problem) => this.error(...problem))
  }

  declare(name: string, kind: Variable['kind'], at: Span): Variable {
    const variable: Variable = { name, kind, at: this.span(at) }
    this.#names.bindings.set(name, variable)
    return variable
  }

  /** Notes that a variable has no value here. */
  leaveUnset(variable: Variable): void {
    const { at } = variable
    const flag: Variable = { name: `${variable.name}_set`, kind: 'let', at }
    this.unset.set(variable, flag)
    this.emit({ kind: 'set', variable: flag, value: { kind: 'boolean', value: false, at }, declares: true, at })
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

  /** Binds a name to an array of records. */
  keep(name: string, records: Records): void {
    this.#names.bindings.set(name, records)
  }

  /** The array of records of that name. */
  records(name: string): Records | undefined {
    const found = this.#find(name)
    return found && 'memory' in found ? found : undefined
  }

  /** Binds a name to an array of arrays, or to one of these; `constant`: it is given no other. */
  keepRow(name: string, { type, handle: value }: Row, node: Span, constant: boolean): void {
    const at = this.span(node)
    const handle: Variable = { name, kind: constant ? 'const' : 'let', at }
    this.emit({ kind: 'set', variable: handle, value: { ...value }, declares: true, at })
    this.#names.bindings.set(name, { handle, type })
  }

  /** What a name stands for that is an array of arrays, or one of these. */
  rows(name: string): Rows | undefined {
    const found = this.#find(name)
    return found && 'handle' in found ? found : undefined
  }

  /** Binds a name to a Map or a Set. */
  keepDictionary(name: string, dictionary: Dictionary): void {
    this.#names.bindings.set(name, dictionary)
  }

  /** The Map or Set of that name. */
  dictionary(name: string): Dictionary | undefined {
    const found = this.#find(name)
    return found && 'dictionary' in found ? found : undefined
  }

  /** The function whose body is being read, with its text. */
  get body(): es.Node {
    return this.#calls.at(-1)?.node.body ?? this.#root.body
  }

  /** Whether the text of a helper is being read. */
  get inHelper(): boolean {
    return this.#calls.length > 0
  }

  /** Makes a nested function known by name. */
  define(name: string, node: es.FunctionDeclaration | es.AnonymousFunctionDeclaration | FunctionNode): void {
    this.#names.bindings.set(name, this.helperOf(name, node))
  }

  /** Makes a name stand for one of several functions. */
  choose(name: string, choice: es.Expression): void {
    this.#names.bindings.set(name, { choice })
  }

  /** The choice of functions that a name stands for. */
  choice(name: string): es.Expression | undefined {
    const found = this.#find(name)
    return found && 'choice' in found ? found.choice : undefined
  }

  /** Makes a parameter stand for the function that it is given. */
  call(name: string, helper: Helper): void {
    this.#names.bindings.set(name, { ...helper, callback: true })
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
    this.#names.bindings.set(name, this.#given(known) ?? { known: this.#inScope(known) })
  }

  /** What a name stands for where no variable or nested function has it. */
  meaning(name: string): string {
    const found = this.#find(name)
    if (found) return 'known' in found ? found.known : name
    return Object.hasOwn(this.#scope, name) ? this.#inScope(name) : unnumbered(name)
  }

  /** What a name of the scope stands for. */
  #inScope(name: string): string {
    const given = Object.hasOwn(this.#scope, name) ? this.#scope[name] : undefined
    return typeof given === 'object' && 'known' in given ? given.known : name
  }

  #find(name: string, at?: Span): Variable | Helper | Group | Records | Rows | Dictionary | Choice | Known | undefined {
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

  /** The variable of an array of the scope. One content has one. */
  #frozenNamed(name: string): Variable | undefined {
    const given = Object.hasOwn(this.#scope, name) ? this.#scope[name] : undefined
    if (typeof given !== 'object' || !('frozen' in given)) return undefined
    const known = this.frozen.get(given.frozen)
    if (known) return known.variable
    const variable: Variable = { name, kind: 'const', at: this.span(this.#root) }
    this.frozen.set(given.frozen, { variable, type: given.type })
    if (given.rows) this.tables.add(variable)
    return variable
  }

  /** The variable of that name; `at` is where it stands. */
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

  /** Whether a name stands for a variable here, be it declared further down. */
  isVariable(name: string): boolean {
    for (let names: Names | undefined = this.#names; names; names = names.outer) {
      const found = names.bindings.get(name)
      if (found) return 'kind' in found
    }
    return this.#frozenNamed(name) !== undefined
  }

  /** Whether a name is declared further down, or right here. */
  isAhead(name: string): boolean {
    for (let names: Names | undefined = this.#names; names; names = names.outer) {
      const found = names.bindings.get(name)
      if (found) return 'reserved' in found
    }
    return false
  }

  /** The function of that name: a nested one, or one of the scope. */
  helper(name: string, at?: Span): Helper | undefined {
    const found = this.#find(name, at)
    if (found) return 'node' in found ? found : undefined
    return this.#given(name) ?? this.#itself(name)
  }

  /** The kernel by its own name, which it calls. */
  #itself(name: string): Helper | undefined {
    const root = this.#root
    if (root.type !== 'FunctionExpression' || root.id?.name !== name || this.#source !== this.#rootSource)
      return undefined
    return { name, node: root, source: this.#source, scope: this.#scope, names: undefined, call: undefined }
  }

  /** The function of that name in the scope. */
  #given(name: string): Helper | undefined {
    const given = Object.hasOwn(this.#scope, name) ? this.#scope[name] : undefined
    if (typeof given !== 'object' || !('source' in given)) return undefined
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
    const saved = [this.#source, this.#scope, this.#names, this.#call, this.jumps] as const
    this.#calls.push(helper)
    this.#source = helper.source
    this.#scope = helper.scope
    this.#names = new Names(helper.names)
    // A nested function lies in a text that is being read already.
    this.#call = helper.names ? helper.call : at
    this.jumps = this.#freshJumps()
    try {
      return read()
    } finally {
      this.#calls.pop()
      ;[this.#source, this.#scope, this.#names, this.#call, this.jumps] = saved
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

  /** Notes that the elements of an array are booleans. */
  holdsFlags(array: Variable): void {
    ;(array as { flags?: true }).flags = true
    this.usesFlags = true
  }

  /** Notes that a variable holds the array of another: JavaScript's own where that is one. */
  sameKind(variable: Variable, from: Variable): void {
    if (this.lists.has(from)) this.lists.add(variable)
    if (this.tables.has(from)) this.tables.add(variable)
    if (this.typedRows.has(from)) this.typedRows.add(variable)
    if (from.flags) this.holdsFlags(variable)
  }

  /** Whether an array, or the one that a row is of, is JavaScript's own. */
  isList(array: Variable): boolean {
    if (array.view) return this.lists.has(array.view.array) && !this.typedRows.has(array.view.array)
    return this.lists.has(array)
  }

  /** Whether the kernel may assign a parameter. */
  changes(param: Variable): boolean {
    return assignsName(this.#root.body, param.name)
  }
}
