import { opNamed } from '../../ops/table.ts'
import {
  type Access,
  type ArrayRef,
  assignedLocals,
  type Expr,
  type ForStmt,
  type Local,
  type Stmt,
} from '../ir/nodes.ts'
import { elementText, splitOffset } from './address.ts'
import type { Lines } from './lines.ts'
import { literal } from './literal.ts'
import type { Names } from './names.ts'

/** What the text of a piece of scalar code depends on. */
export interface ScalarOptions {
  readonly names: Names
  /** Accesses that need no check here. */
  readonly proven: ReadonlySet<Access>
  /** Text of the iteration that an error reports. */
  readonly iteration: string
  /** The runtime functions that the text uses are added here. */
  readonly used: Set<string>
  /** Locals that live in memory here: the stripes of a reduction. Gives the address. */
  readonly stripes?: ReadonlyMap<Local, string>
  /** Offsets in the frame of several results; a single one is returned by itself. */
  readonly results?: readonly number[]
  /** Emits a loop in a way of its own: a region, or a loop in two versions. */
  readonly loop?: (stmt: ForStmt) => boolean
}

/** Prints expressions and statements as scalar AssemblyScript. */
export class Scalar {
  readonly #lines: Lines
  readonly #options: ScalarOptions
  readonly #declared: Set<Local>

  constructor(lines: Lines, options: ScalarOptions, declared: Set<Local> = new Set()) {
    this.#lines = lines
    this.#options = options
    this.#declared = declared
  }

  /** The same emitter with other options; declared locals stay declared. */
  with(options: Partial<ScalarOptions>): Scalar {
    return new Scalar(this.#lines, { ...this.#options, ...options }, this.#declared)
  }

  local(local: Local): string {
    return this.#options.names.of(local, local.name)
  }

  /** The name of an array's address. */
  array(array: ArrayRef): string {
    return this.#options.names.of(array, array.name)
  }

  /** The name of an array's length. */
  length(array: ArrayRef): string {
    return `${this.array(array)}_length`
  }

  /** Declares the locals that a block assigns and that are not declared yet, so that every branch sees them. */
  declare(block: readonly Stmt[], except: ReadonlySet<Local> = new Set()): void {
    for (const local of assignedLocals(block)) {
      if (this.#declared.has(local) || except.has(local)) continue
      this.#declared.add(local)
      this.#lines.add(`let ${this.local(local)}: ${local.type} = ${literal(0, local.type)}`)
    }
  }

  /** Reads a scalar parameter from the frame. */
  parameter(local: Local, offset: number, assigned: boolean): void {
    this.#declared.add(local)
    this.#lines.add(`${assigned ? 'let' : 'const'} ${this.local(local)}: ${local.type} = ${slot(local, offset)}`)
  }

  /** Reads a local of the kernel that a region uses. */
  captured(local: Local, offset: number): void {
    this.parameter(local, offset, false)
  }

  /** Notes that the text uses a runtime function. */
  use(name: string): void {
    this.#options.used.add(name)
  }

  #runtime(name: string): string {
    this.#options.used.add(name)
    return name
  }

  expr(expr: Expr): string {
    switch (expr.kind) {
      case 'const':
        return literal(expr.value, expr.type)
      case 'local': {
        const stripe = this.#options.stripes?.get(expr.local)
        return stripe ? `load<${expr.type}>(${stripe})` : this.local(expr.local)
      }
      case 'length':
        return this.length(expr.array)
      case 'load': {
        const { type } = elementText[expr.access.array.dtype]
        const load = `load<${type}>(${this.address(expr.access, expr.index)})`
        return type === expr.type ? load : `<${expr.type}>${load}`
      }
      case 'op': {
        const op = opNamed(expr.op)
        if (expr.op === '** 2') this.#runtime('square')
        if (expr.op === '%' && (expr.type === 'f64' || expr.type === 'f32')) this.#runtime('remainder')
        return op.scalar(expr.args[0].type, ...expr.args.map((arg) => this.expr(arg)))
      }
      case 'select':
        return `(${this.expr(expr.test)} ? ${this.expr(expr.yes)} : ${this.expr(expr.no)})`
      case 'logical':
        return `(${this.expr(expr.left)} ${expr.op} ${this.expr(expr.right)})`
      case 'not':
        return `!${this.expr(expr.value)}`
      case 'convert':
        return this.#convert(expr)
      default:
        return expr satisfies never
    }
  }

  #convert(expr: Extract<Expr, { kind: 'convert' }>): string {
    const value = this.expr(expr.value)
    switch (expr.mode) {
      case 'number':
        return expr.value.type === 'bool' && expr.type !== 'i32'
          ? `<${expr.type}><i32>${value}`
          : `<${expr.type}>${value}`
      case 'int32':
        return expr.value.type === 'i64' ? `<i32>${value}` : `${this.#runtime('toInt32')}(${value})`
      case 'unsigned':
        return `<i64><u32>${value}`
      case 'clamp':
        return `${this.#runtime('clampBound')}(${value})`
      default:
        return expr.mode satisfies never
    }
  }

  /** Arguments of a load or store: the address, and the immediate offset where there is one. */
  address(access: Access, index: Expr): string {
    const { shift } = elementText[access.array.dtype]
    const base = this.array(access.array)
    const scaled = (text: string): string => (shift === 0 ? text : `(${text} << ${shift})`)
    if (!this.#options.proven.has(access)) return `${base} + ${scaled(this.#checked(access, index))}`
    const { rest, offset } = splitOffset(index, shift)
    const address = rest ? `${base} + ${scaled(this.wrapped(rest))}` : base
    return offset === 0 ? address : `${address}, ${offset << shift}`
  }

  #checked(access: Access, index: Expr): string {
    const check = index.type === 'i32' ? 'at' : index.type === 'i64' ? 'at64' : 'atFloat'
    const { iteration } = this.#options
    return `<usize>${this.#runtime(check)}(${this.expr(index)}, ${this.length(access.array)}, ${access.site}, ${iteration})`
  }

  /**
   * A proven index as an address is made of it, modulo 2^32: sums and products need only their low bits, so 64-bit
   * arithmetic is not needed.
   */
  wrapped(index: Expr): string {
    if (index.type === 'i32') return `<usize>${this.expr(index)}`
    if (index.kind === 'convert' && index.mode === 'number') return this.wrapped(index.value)
    if (index.kind === 'op' && index.args.length === 2 && ['+', '-', '*'].includes(index.op))
      return `(${this.wrapped(index.args[0])} ${index.op} ${this.wrapped(index.args[1])})`
    return `<usize>${this.expr(index)}`
  }

  block(block: readonly Stmt[]): void {
    for (const stmt of block) this.#stmt(stmt)
  }

  #stmt(stmt: Stmt): void {
    const lines = this.#lines
    switch (stmt.kind) {
      case 'set': {
        const stripe = this.#options.stripes?.get(stmt.local)
        if (stripe) lines.add(`store<${stmt.local.type}>(${stripe}, ${this.expr(stmt.value)})`)
        else lines.add(`${this.local(stmt.local)} = ${this.expr(stmt.value)}`)
        return
      }
      case 'store':
        this.#store(stmt)
        return
      case 'if':
        lines.block(`if (${this.expr(stmt.test)}) {`, () => this.block(stmt.yes))
        if (stmt.no.length) lines.block('else {', () => this.block(stmt.no))
        return
      case 'while': {
        // Rotated: one test at the bottom, where `continue` goes too.
        const test = this.expr(stmt.test)
        const head = stmt.doFirst || test === 'true' ? 'do {' : `if (${test}) do {`
        lines.block(head, () => this.block(stmt.body), `} while (${test})`)
        return
      }
      case 'break':
      case 'continue':
        lines.add(stmt.kind)
        return
      case 'for':
        if (this.#options.loop?.(stmt)) return
        this.loop(stmt)
        return
      case 'return':
        this.#return(stmt.values)
        return
      default:
        stmt satisfies never
    }
  }

  #return(values: readonly Expr[]): void {
    const { results } = this.#options
    if (results === undefined) {
      this.#lines.add(`return ${values.map((value) => this.expr(value)).join()}`.trimEnd())
      return
    }
    values.forEach((value, i) => {
      const text = value.type === 'bool' ? `<i32>${this.expr(value)}` : this.expr(value)
      this.#lines.add(`store<${value.type === 'bool' ? 'i32' : value.type}>(frame, ${text}, ${results[i]})`)
    })
    this.#lines.add('return')
  }

  #store(stmt: Extract<Stmt, { kind: 'store' }>): void {
    const { type } = elementText[stmt.access.array.dtype]
    let value = this.expr(stmt.value)
    if (stmt.access.array.dtype === 'uint8c')
      value = `${this.#runtime('clampByte')}(${stmt.value.type === 'i32' ? `<f64>${value}` : value})`
    else if (type !== stmt.value.type) value = `<${type}>${value}`
    if (this.#options.proven.has(stmt.access)) {
      this.#lines.add(`store<${type}>(${this.#storeArguments(stmt, value)})`)
      return
    }
    // The value is evaluated before the element is looked for: its errors come first.
    const name = this.#options.names.fresh('value')
    this.#lines.add(`const ${name} = ${value}`, `store<${type}>(${this.#storeArguments(stmt, name)})`)
  }

  #storeArguments(stmt: Extract<Stmt, { kind: 'store' }>, value: string): string {
    const [address, offset] = this.address(stmt.access, stmt.index).split(/, (?=\d+$)/)
    return offset === undefined ? `${address}, ${value}` : `${address}, ${value}, ${offset}`
  }

  /** A counted loop, rotated. */
  loop(stmt: ForStmt): void {
    const { names } = this.#options
    const counter = this.local(stmt.counter)
    const { step } = stmt
    const hoist = (expr: Expr, name: string): string => {
      const text = this.expr(expr)
      if (expr.kind === 'const') return text
      const fresh = names.fresh(name)
      this.#lines.add(`const ${fresh}: i32 = ${text}`)
      return fresh
    }
    const start = this.expr(stmt.start)
    const stop = hoist(stmt.stop, `${counter}_stop`)
    const by = hoist(step, `${counter}_step`)
    if (start !== counter) this.#lines.add(`${counter} = ${start}`)
    const more = (now: string): string =>
      step.kind === 'const'
        ? `${now} ${step.value > 0 ? '<' : '>'} ${stop}`
        : `(${by} > 0 ? ${now} < ${stop} : ${by} < 0 && ${now} > ${stop})`
    // The step stands in the test at the bottom, where `continue` goes.
    const next = step.kind === 'const' ? more(`(${counter} += ${by})`) : `(${counter} += ${by}, ${more(counter)})`
    this.#lines.block(`if (${more(counter)}) do {`, () => this.block(stmt.body), `} while (${next})`)
  }
}

/** A bool lies in the frame as an i32. */
function slot(local: Local, offset: number): string {
  return local.type === 'bool' ? `<bool>load<i32>(frame, ${offset})` : `load<${local.type}>(frame, ${offset})`
}
