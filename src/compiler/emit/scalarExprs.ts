import { opNamed } from '../../ops/table.ts'
import { type Access, type ArrayRef, dimensionsOf, type Expr, type Local, type StoreStmt } from '../ir/nodes.ts'
import { subexpressions } from '../ir/walk.ts'
import { isWhole } from '../plan/wholes.ts'
import { elementText, splitOffset } from './address.ts'
import { floatIndex } from './floatIndices.ts'
import { literal } from './literal.ts'
import type { Names } from './names.ts'
import { type RangeTest, rangeTests } from './rangeTests.ts'
import { type RemainderContext, remainderText } from './remainders.ts'
import { extremeText } from './scalarExtremes.ts'

/** What the text of a scalar expression depends on. */
export interface ExprOptions {
  readonly names: Names
  /** Accesses that need no check here. */
  readonly proven: ReadonlySet<Access>
  /** The float64 locals that never hold a fraction. */
  readonly wholes?: ReadonlySet<Local>
  /** Text of the iteration that an error reports. */
  readonly iteration: string
  /** The runtime functions that the text uses are added here. */
  readonly used: Set<string>
  /** Locals that live in memory here: the stripes of a reduction. Gives the address. */
  readonly stripes?: ReadonlyMap<Local, string>
  /** Before a loop that may not run: nothing may trap. */
  readonly early?: boolean
  /** What is computed before the loops around, and its name there. */
  readonly invariants?: ReadonlyMap<Expr, string>
  /** Whole float64 locals that stand in integers too. */
  readonly bases?: ReadonlyMap<Local, string>
  /** Loads whose address stands in a variable. */
  readonly places?: ReadonlyMap<Expr, string>
  /** Text of an index that has been found to lie in an extent, where that is done in a way of its own. */
  readonly check?: (index: Expr, extent: Local) => string
}

/** Prints expressions as scalar AssemblyScript. */
export class ScalarExprs {
  protected readonly options: ExprOptions
  readonly #remainders: RemainderContext

  constructor(options: ExprOptions) {
    this.options = options
    this.#remainders = {
      text: (expr) => this.expr(expr),
      operand: (expr) => this.operand(expr),
      use: (name) => this.runtime(name),
      early: options.early === true,
    }
  }

  local(local: Local): string {
    return this.options.names.of(local, local.name)
  }

  /** The name of an array's address. */
  array(array: ArrayRef): string {
    return this.local(array.base)
  }

  /** The name of an array's length. */
  length(array: ArrayRef): string {
    return this.local(array.size)
  }

  /** Whether an access needs no check here. */
  proves(access: Access): boolean {
    return access.inside === true || this.options.proven.has(access)
  }

  /** Whether a number is known to be no fraction. */
  isWhole(expr: Expr): boolean {
    return isWhole(expr, this.options.wholes ?? new Set())
  }

  /** Notes that the text uses a runtime function. */
  use(name: string): void {
    this.options.used.add(name)
  }

  /** The name of a runtime function, which the text uses from now on. */
  runtime(name: string): string {
    this.options.used.add(name)
    return name
  }

  expr(expr: Expr): string {
    return this.options.invariants?.get(expr) ?? this.#text(expr)
  }

  #text(expr: Expr): string {
    switch (expr.kind) {
      case 'const':
        return literal(expr.value, expr.type)
      case 'big':
        return literal(expr.value, expr.type)
      case 'local': {
        const stripe = this.options.stripes?.get(expr.local)
        return stripe ? `load<${expr.type}>(${stripe})` : this.local(expr.local)
      }
      case 'length':
        return this.length(expr.array)
      case 'load': {
        const { type } = elementText[expr.access.array.dtype]
        const load = `load<${type}>(${this.options.places?.get(expr) ?? this.address(expr.access, expr.index)})`
        return type === expr.type ? load : `<${expr.type}>${load}`
      }
      case 'position':
        throw new Error(`the position [${expr.indices.map((index) => this.expr(index)).join(', ')}] is no value`)
      case 'op': {
        if (expr.site !== undefined || expr.op === 'BigInt **') return this.#throwing(expr)
        const remainder = remainderText(expr, this.#remainders)
        if (remainder) return remainder
        const extreme = extremeText(
          expr,
          (arg) => this.expr(arg),
          (name) => this.runtime(name),
        )
        if (extreme) return extreme
        const op = opNamed(expr.op)
        if (expr.op === '** 2') this.runtime('square')
        for (const { as } of op.imports?.(expr.args[0].type) ?? []) this.runtime(as)
        return op.scalar(expr.args[0].type, ...expr.args.map((arg) => this.expr(arg)))
      }
      case 'invoke': {
        const args = [this.options.iteration, ...expr.args.map((arg) => this.expr(arg))]
        return `${expr.callee}(${args.join(', ')})`
      }
      case 'select':
        return `(${this.expr(expr.test)} ? ${this.expr(expr.yes)} : ${this.expr(expr.no)})`
      case 'logical':
        return this.#logical(expr)
      case 'not':
        return `!${this.expr(expr.value)}`
      case 'convert':
        return this.#convert(expr)
      default:
        return expr satisfies never
    }
  }

  #logical(expr: Extract<Expr, { kind: 'logical' }>): string {
    const parts = rangeTests(expr)?.map((part) => ('kind' in part ? this.expr(part) : this.#rangeTest(part)))
    return `(${(parts ?? [this.expr(expr.left), this.expr(expr.right)]).join(` ${expr.op} `)})`
  }

  #rangeTest({ op, value, limit }: RangeTest): string {
    const type = value.type === 'i32' ? 'u32' : 'u64'
    return `(<${type}>${this.operand(value)} ${op} <${type}>${this.operand(limit)})`
  }

  /** An operation on BigInts that may throw. */
  #throwing(expr: Extract<Expr, { kind: 'op' }>): string {
    const { type, op, site = 0 } = expr
    const [a, b] = expr.args.map((arg) => this.expr(arg))
    const end = `${site}, ${this.options.iteration})`
    if (op === 'BigInt **') return `<${type}>${this.runtime('powBig')}(<u64>${a}, <i64>${b}, ${end}`
    const name = `${op === '/' ? 'div' : 'rem'}${type === 's64' ? 'S64' : 'U64'}`
    return `${this.runtime(name)}(${a}, ${b}, ${end}`
  }

  /**
   * Text to stand below a cast. A literal takes the type that its context asks for, and a load widens to it; the cast is the
   * context of all of `3 - i`: such an operand says its own type first.
   */
  operand(expr: Expr): string {
    // What wraps by itself stands there without a cast.
    if (expr.kind === 'convert' && expr.mode === 'int32' && expr.value.type === 'i32') return this.operand(expr.value)
    const text = this.expr(expr)
    if ((expr.type !== 'i32' && expr.type !== 'f64') || (expr.kind !== 'op' && expr.kind !== 'select')) return text
    const adapts = (e: Expr): boolean => e.kind === 'const' || e.kind === 'load'
    return [...subexpressions(expr)].some(adapts) ? `<${expr.type}>${text}` : text
  }

  #convert(expr: Extract<Expr, { kind: 'convert' }>): string {
    const value = expr.mode === 'number' ? this.operand(expr.value) : this.expr(expr.value)
    switch (expr.mode) {
      case 'number':
        return expr.value.type === 'bool' && expr.type !== 'i32'
          ? `<${expr.type}><i32>${value}`
          : `<${expr.type}>${value}`
      case 'int32':
        // An i32 wraps by itself.
        if (expr.value.type === 'i32') return value
        return expr.value.type === 'i64' ? `<i32>${value}` : `${this.runtime('toInt32')}(${value})`
      case 'unsigned':
        return `<i64><u32>${this.operand(expr.value)}`
      case 'bits':
        return `<${expr.type}>${value}`
      case 'bigint':
        if (expr.value.type === 'f64')
          return `<${expr.type}>${this.runtime('toBigInt')}(${value}, ${expr.site ?? 0}, ${this.options.iteration})`
        return expr.value.type === 'bool' ? `<${expr.type}><i32>${value}` : `<${expr.type}>${this.operand(expr.value)}`
      case 'clamp':
        return `${this.runtime('clampBound')}(${value})`
      default:
        return expr.mode satisfies never
    }
  }

  /** An element as it lies in memory. */
  loadText(access: Access, index: Expr): string {
    return `load<${elementText[access.array.dtype].type}>(${this.address(access, index)})`
  }

  /** Arguments of a load: the address, and the immediate offset where there is one. */
  address(access: Access, index: Expr): string {
    const [address, offset] = this.addressOf(access, index)
    return [address, ...offset].join(', ')
  }

  protected addressOf(access: Access, index: Expr): [address: string, offset: readonly number[]] {
    const { shift } = elementText[access.array.dtype]
    const base = this.array(access.array)
    const scaled = (text: string): string => (shift === 0 ? text : `(${text} << ${shift})`)
    if (!this.proves(access)) return [`${base} + ${scaled(this.#checked(access, index))}`, []]
    const { rest, offset } = splitOffset(index, shift)
    const address = rest ? `${base} + ${scaled(this.wrapped(rest))}` : base
    return [address, offset === 0 ? [] : [offset << shift]]
  }

  #checked(access: Access, index: Expr): string {
    const indices = index.kind === 'position' ? index.indices : [index]
    const dims = dimensionsOf(access.array)
    const terms = indices.map((each, d) => {
      const checked = this.inBounds(each, dims[d].extent, access.site + d)
      const { stride } = dims[d]
      return stride ? `${checked} * ${this.local(stride)}` : checked
    })
    return terms.length === 1 && dims[0].stride === undefined ? `<usize>${terms[0]}` : `<usize>(${terms.join(' + ')})`
  }

  /** An index, which must lie in a dimension. */
  protected inBounds(index: Expr, extent: Local, site: number): string {
    if (this.options.check) return this.options.check(index, extent)
    const sum = this.options.bases && floatIndex(index, this.options.wholes!)
    const base = sum && this.options.bases!.get(sum.base)
    if (base) {
      const terms = sum.terms.map(({ value, minus }) => ` ${minus ? '-' : '+'} <i64>${this.operand(asInteger(value))}`)
      const end = `${this.local(extent)}, ${site}, ${this.options.iteration})`
      return `${this.runtime('atSum')}(${base}${terms.join('')}, ${this.expr(index)}, ${end}`
    }
    const ofFloat = this.isWhole(index) ? 'atWhole' : 'atFloat'
    const check = index.type === 'i32' ? 'at' : index.type === 'i64' ? 'at64' : ofFloat
    return `${this.runtime(check)}(${this.expr(index)}, ${this.local(extent)}, ${site}, ${this.options.iteration})`
  }

  /**
   * A proven index as an address is made of it, modulo 2^32: sums and products need only their low bits, so 64-bit
   * arithmetic is not needed.
   */
  wrapped(index: Expr): string {
    const fixed = this.options.invariants?.get(index)
    if (fixed !== undefined) return `<usize>${fixed}`
    if (index.kind === 'position') {
      const terms = index.indices.map((each, d) => {
        const stride = index.array.dims?.[d].stride
        return stride ? `${this.wrapped(each)} * <usize>${this.local(stride)}` : this.wrapped(each)
      })
      return terms.length === 1 && !terms[0].includes('*') ? terms[0] : `(${terms.join(' + ')})`
    }
    if (index.type === 'i32') return `<usize>${this.operand(index)}`
    if (index.kind === 'convert' && index.mode === 'number') return this.wrapped(index.value)
    if (index.kind === 'op' && index.args.length === 2 && ['+', '-', '*'].includes(index.op))
      return `(${this.wrapped(index.args[0])} ${index.op} ${this.wrapped(index.args[1])})`
    return `<usize>${this.operand(index)}`
  }

  /** The value as a store of the element takes it. */
  stored({ access, value }: StoreStmt): string {
    const { type } = elementText[access.array.dtype]
    if (access.array.dtype === 'uint8c' && !isByte(value))
      return `${this.runtime(value.type === 'i32' ? 'clampInteger' : 'clampByte')}(${this.expr(value)})`
    return type === value.type ? this.expr(value) : `<${type}>${this.operand(value)}`
  }
}

/** Whether it is an element of bytes, which needs no clamp. */
const isByte = (e: Expr): boolean => e.kind === 'load' && elementText[e.access.array.dtype].type === 'u8'

const asInteger = (e: Expr): Expr => (e.kind === 'const' ? { ...e, type: 'i32' } : e)
