import { opNamed } from '../../ops/table.ts'
import {
  type Access,
  type AllocateStmt,
  arrayLocals,
  dimensionsOf,
  type Expr,
  type ForStmt,
  type Local,
  type LoopStmt,
  type SetStmt,
  type Stmt,
  type StoreStmt,
} from '../ir/nodes.ts'
import { updated } from '../ir/update.ts'
import { accessesOf, assignedLocals, evaluated, mayFault, siteOf, subexpressions } from '../ir/walk.ts'
import { FRAME_FLAGS } from '../manifest.ts'
import type { Carried } from '../plan/carried.ts'
import type { HoistedCheck } from '../plan/checks.ts'
import type { SerialLoop } from '../plan/plan.ts'
import type { Promotion } from '../plan/promote.ts'
import { elementText } from './address.ts'
import { floatBases } from './floatIndices.ts'
import { findInvariants } from './invariants.ts'
import type { Lines } from './lines.ts'
import { literal } from './literal.ts'
import { type RepeatedLoad, repeatedLoads } from './repeatedLoads.ts'
import { type ExprOptions, ScalarExprs } from './scalarExprs.ts'
import { keepsExtreme } from './scalarExtremes.ts'

/** Condition under which no array that is written overlaps another. */
const NO_OVERLAP = `load<u32>(frame, ${FRAME_FLAGS}) == 0`

/** What the text of a piece of scalar code depends on. */
export interface ScalarOptions extends ExprOptions {
  /** Offsets in the frame of several results; a single one is returned by itself. */
  readonly results?: readonly { readonly kind: 'scalar' | 'array'; readonly offset: number }[]
  /** Addresses of the arrays that an iteration of a region makes. */
  readonly arenas?: ReadonlyMap<AllocateStmt, string>
  /** Arrays of any number and length that an iteration of a region makes. */
  readonly reserved?: ReadonlySet<AllocateStmt>
  /** Serial loops in two versions, with and without checks. */
  readonly serial?: ReadonlyMap<ForStmt, SerialLoop>
  /** Serial loops that keep an element in a variable, where all their accesses are proven. */
  readonly promotions?: ReadonlyMap<ForStmt, Promotion>
  /** Serial loops that keep what they wrote for their next iterations, where the reads of it are proven. */
  readonly carried?: ReadonlyMap<ForStmt, Carried>
  /** Emits a serial loop as lanes, where it can be and all its accesses are proven. */
  readonly lanes?: (stmt: ForStmt, scalar: Scalar) => boolean
  /** Where loops begin whose first iterations are done: the text of their counter. */
  readonly starts?: ReadonlyMap<ForStmt, string>
  /** Runs rarely: loops stand once. */
  readonly rare?: boolean
  /** Emits a loop in a way of its own: a region, or a loop in two versions. */
  readonly loop?: (stmt: ForStmt) => boolean
}

/** Prints statements and expressions as scalar AssemblyScript. */
export class Scalar extends ScalarExprs {
  declare protected readonly options: ScalarOptions
  readonly #lines: Lines
  readonly #declared: Set<Local>

  constructor(lines: Lines, options: ScalarOptions, declared: Set<Local> = new Set()) {
    super(options)
    this.#lines = lines
    this.#declared = declared
  }

  /** The same emitter with other options; declared locals stay declared. */
  with(options: Partial<ScalarOptions>): Scalar {
    return new Scalar(this.#lines, { ...this.options, ...options }, this.#declared)
  }

  /** Declares the locals that a block assigns and that are not declared yet, so that every branch sees them. */
  declare(block: readonly Stmt[], except: ReadonlySet<Local> = new Set()): void {
    for (const local of assignedLocals(block)) {
      if (this.#declared.has(local) || except.has(local)) continue
      this.#declared.add(local)
      this.#lines.add(`let ${this.local(local)}: ${typeText(local)} = ${literal(0, local.type)}`)
    }
  }

  /** Reads a scalar parameter from the frame. */
  parameter(local: Local, offset: number, assigned: boolean): void {
    this.#declared.add(local)
    this.#lines.add(`${assigned ? 'let' : 'const'} ${this.local(local)}: ${typeText(local)} = ${slot(local, offset)}`)
  }

  /** Reads a local of the kernel that a region uses. */
  captured(local: Local, offset: number): void {
    this.parameter(local, offset, false)
  }

  block(block: readonly Stmt[]): void {
    const repeated = repeatedLoads(block)
    const { wholes = new Set() } = this.options
    const bases = wholes.size > 0 ? floatBases(block, wholes, (access) => this.proves(access)) : new Set()
    let scalar: Scalar = this
    for (const stmt of block) {
      const loads = repeated.get(stmt)
      if (loads) scalar = scalar.#named(loads)
      scalar.#stmt(stmt)
      if (stmt.kind === 'set' && (bases.has(stmt) || scalar.options.bases?.has(stmt.local)))
        scalar = scalar.#based(stmt.local, bases.has(stmt))
    }
  }

  /** The emitter of what follows where a local is set: as an integer too, or no longer. Beyond 2^51 that is out of every array. */
  #based(local: Local, kept: boolean): Scalar {
    const bases = new Map(this.options.bases)
    bases.delete(local)
    if (kept) {
      const name = this.options.names.fresh(`${this.local(local)}_whole`)
      this.#lines.add(`const ${name}: i64 = ${this.runtime('wholeOf')}(${this.local(local)})`)
      bases.set(local, name)
    }
    return this.with({ bases })
  }

  /** Reads elements into names; the emitter of what follows. */
  #named(loads: readonly RepeatedLoad[]): Scalar {
    const all = new Map(this.options.invariants)
    const scalar = this.with({ invariants: all })
    for (const { load, again } of loads) {
      const name = this.options.names.fresh('element')
      this.#lines.add(`const ${name}: ${load.type} = ${scalar.expr(load)}`)
      for (const place of [load, ...again]) all.set(place, name)
    }
    return scalar
  }

  #stmt(stmt: Stmt): void {
    const lines = this.#lines
    switch (stmt.kind) {
      case 'set': {
        const stripe = this.options.stripes?.get(stmt.local)
        if (stripe) lines.add(`store<${stmt.local.type}>(${stripe}, ${this.expr(stmt.value)})`)
        else lines.add(`${this.local(stmt.local)} = ${this.#value(stmt)}`)
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
        const inside = this.hoisted(stmt)
        const test = inside.expr(stmt.test)
        const head = stmt.doFirst || test === 'true' ? 'do {' : `if (${test}) do {`
        lines.block(head, () => inside.block(stmt.body), `} while (${test})`)
        return
      }
      case 'break':
      case 'continue':
        lines.add(stmt.kind)
        return
      case 'for':
        if (this.options.loop?.(stmt)) return
        if (this.#versions(stmt) || this.options.lanes?.(stmt, this) || this.#promoted(stmt) || this.#carried(stmt))
          return
        this.loop(stmt)
        return
      case 'return':
        this.#return(stmt)
        return
      case 'allocate':
        this.#allocate(stmt)
        return
      case 'point':
        this.#point(stmt)
        return
      case 'check': {
        const { access, index } = stmt
        const { extent } = dimensionsOf(access.array)[access.dim ?? 0]
        if (!this.proves(access)) lines.add(this.inBounds(index, extent, access.site))
        return
      }
      case 'call': {
        const arrays = stmt.arrays.flatMap((array) => [...arrayLocals(array)].map((local) => this.local(local)))
        const args = [this.options.iteration, ...stmt.args.map((arg) => this.expr(arg)), ...arrays]
        lines.add(`${this.local(stmt.into)} = ${stmt.callee}(${args.join(', ')})`)
        return
      }
      case 'throw':
        this.#notes(stmt.values)
        lines.add(`${this.runtime('raise')}(${stmt.site}, ${this.options.iteration}, 0.0)`, 'unreachable()')
        return
      case 'log':
        this.#notes(stmt.values)
        lines.add(`${this.runtime('log')}(${stmt.site})`)
        return
      default:
        stmt satisfies never
    }
  }

  /** What a variable is set to. */
  #value(stmt: SetStmt): string {
    if (!keepsExtreme(stmt)) return this.expr(stmt.value)
    const { op, args, type } = stmt.value
    return opNamed(op).scalar(type, ...args.map((arg) => this.expr(arg)))
  }

  /** Tells the host the values of a text. */
  #notes(values: readonly Expr[]): void {
    // One that throws itself tells nothing of those before it.
    const first = values.slice(1).some(mayFault)
    const texts = values.map((value) => {
      const text = this.expr(value)
      if (!first) return text
      const name = this.options.names.fresh('told')
      this.#lines.add(`const ${name} = ${text}`)
      return name
    })
    for (const [i, value] of values.entries()) {
      const text = texts[i]
      if (value.type === 's64' || value.type === 'u64') this.#lines.add(`${this.runtime('noteInteger')}(<i64>${text})`)
      else this.#lines.add(`${this.runtime('note')}(${value.type === 'bool' ? `<f64><i32>${text}` : text})`)
    }
  }

  #point({ array, from, window }: Extract<Stmt, { kind: 'point' }>): void {
    if (window) {
      const { shift } = elementText[array.dtype]
      const start =
        window.start.kind === 'const' && window.start.value === 0
          ? ''
          : ` + (<usize>${this.operand(window.start)} << ${shift})`
      // The length is read first: a variable may hold a part of what it holds.
      const length = this.options.names.fresh('elements')
      this.#lines.add(`const ${length}: i32 = ${this.expr(window.length)}`)
      this.#lines.add(`${this.local(array.base)} = ${this.local(from.base)}${start}`)
      this.#lines.add(`${this.local(array.size)} = ${length}`)
      return
    }
    const source = [...arrayLocals(from)]
    // Of arrays of one form each local has its like.
    for (const [i, local] of [...arrayLocals(array)].entries())
      this.#lines.add(`${this.local(local)} = ${this.local(source[i])}`)
  }

  #return({ values, arrays = [] }: Extract<Stmt, { kind: 'return' }>): void {
    const { results } = this.options
    if (results === undefined) {
      this.#lines.add(`return ${values.map((value) => this.expr(value)).join()}`.trimEnd())
      return
    }
    const [scalar, array] = [values.values(), arrays.values()]
    for (const { kind, offset } of results) {
      if (kind === 'scalar') {
        const value = scalar.next().value!
        const text = value.type === 'bool' ? `<i32>${this.expr(value)}` : this.expr(value)
        this.#lines.add(`store<${value.type === 'bool' ? 'i32' : value.type}>(frame, ${text}, ${offset})`)
      } else {
        const ref = array.next().value!
        this.#lines.add(
          `store<usize>(frame, ${this.array(ref)}, ${offset})`,
          `store<i32>(frame, ${this.length(ref)}, ${offset + 4})`,
        )
        for (const [d, { extent }] of (ref.dims ?? []).entries())
          this.#lines.add(`store<i32>(frame, ${this.local(extent)}, ${offset + 8 + 4 * d})`)
      }
    }
    this.#lines.add('return')
  }

  /** In main from the host, in a region in the thread's arena or reserve. One that does not escape takes the memory of the time before. */
  #allocate(stmt: AllocateStmt): void {
    const { array, site, escapes } = stmt
    const { shift } = elementText[array.dtype]
    const [base, size] = [this.array(array), this.length(array)]
    const arena = this.options.arenas?.get(stmt)
    this.#sizes(stmt)
    if (arena !== undefined) {
      this.#lines.add(`${base} = ${arena}`, `memory.fill(${base}, 0, <usize>${size} << ${shift})`)
      return
    }
    const [fresh, again] = this.options.reserved?.has(stmt) ? ['reserve', 'reserveAgain'] : ['allocate', 'renew']
    if (escapes) {
      this.#lines.add(`${base} = ${this.runtime(fresh)}(${size}, ${shift}, ${site})`)
      return
    }
    const room = this.options.names.of(stmt, `${base}_room`)
    const own = this.#ownBase(stmt)
    this.#lines.add(`${own} = ${this.runtime(again)}(${own}, ${room}, ${size}, ${shift}, ${site})`)
    if (own !== base) this.#lines.add(`${base} = ${own}`)
    this.#lines.add(`${room} = max<i32>(${room}, ${size})`)
  }

  /** The address of the memory that an array takes again. */
  #ownBase({ array, lengths, moves }: AllocateStmt): string {
    const base = this.array(array)
    return moves ? this.options.names.of(lengths, `${base}_own`) : base
  }

  /** The length of an array that is made, and where it has several dimensions these and the strides. */
  #sizes({ array, lengths, site }: AllocateStmt): void {
    const lines = this.#lines
    const size = this.length(array)
    if (array.dims === undefined) {
      lines.add(`${size} = ${this.expr(lengths[0])}`)
      return
    }
    array.dims.forEach(({ extent }, d) => {
      lines.add(`${this.local(extent)} = ${this.expr(lengths[d])}`)
    })
    lines.add(`${size} = 1`)
    for (let d = array.dims.length - 1; d >= 0; d--) {
      const { extent, stride } = array.dims[d]
      if (stride && !array.dims.some((dim) => dim.extent === stride)) lines.add(`${this.local(stride)} = ${size}`)
      lines.add(`${size} = ${this.runtime('volume')}(${size}, ${this.local(extent)}, ${site})`)
    }
  }

  /** The number of elements of an array that is made. */
  elements({ lengths, site }: AllocateStmt): string {
    return lengths
      .slice(1)
      .reduce(
        (text, length) => `${this.runtime('volume')}(${text}, ${this.expr(length)}, ${site})`,
        this.expr(lengths[0]),
      )
  }

  /** Declares the sizes of the memory that arrays take again from one execution to the next. */
  declareRooms(allocations: Iterable<Stmt>): void {
    for (const stmt of allocations) {
      if (stmt.kind !== 'allocate' || stmt.escapes) continue
      if (stmt.moves) this.#lines.add(`let ${this.#ownBase(stmt)}: usize = 0`)
      this.#lines.add(`let ${this.options.names.of(stmt, `${this.array(stmt.array)}_room`)}: i32 = -1`)
    }
  }

  /** `h[k] = h[k] op e`: k is evaluated and checked once. */
  #update(stmt: StoreStmt): boolean {
    const load = updated(stmt)
    if (load === undefined || (this.proves(stmt.access) && [...subexpressions(stmt.index)].every(isCheap))) return false
    const { type } = elementText[stmt.access.array.dtype]
    const place = this.options.names.fresh('place')
    const [address, offset] = this.addressOf(load.access, stmt.index)
    this.#lines.add(`const ${place} = ${address}`)
    const value = this.with({ places: new Map([[load, [place, ...offset].join(', ')]]) }).stored(stmt)
    this.#lines.add(`store<${type}>(${[place, value, ...offset].join(', ')})`)
    return true
  }

  #store(stmt: StoreStmt): void {
    if (this.#update(stmt)) return
    const { type } = elementText[stmt.access.array.dtype]
    const value = this.stored(stmt)
    if (this.proves(stmt.access)) {
      this.#lines.add(`store<${type}>(${this.#storeArguments(stmt, value)})`)
      return
    }
    // The index is evaluated, then the value, and then the element is looked for: errors come in that order.
    const { names } = this.options
    let { index } = stmt
    if (mayFault(index) && mayFault(stmt.value)) {
      const local: Local = { name: 'index', type: index.type }
      this.#lines.add(`const ${names.of(local, 'index')} = ${this.expr(index)}`)
      index = { kind: 'local', type: index.type, local, at: index.at }
    }
    const name = names.fresh('value')
    this.#lines.add(`const ${name} = ${value}`, `store<${type}>(${this.#storeArguments({ ...stmt, index }, name)})`)
  }

  #storeArguments(stmt: StoreStmt, value: string): string {
    const [address, offset] = this.addressOf(stmt.access, stmt.index)
    return [address, value, ...offset].join(', ')
  }

  /** A loop in two versions: without the checks that hold for all of it, else with them. */
  #versions(stmt: ForStmt): boolean {
    const { proven, serial } = this.options
    const { checks, otherwise } = serial?.get(stmt) ?? {}
    if (checks === undefined || [...checks.proven].every((access) => this.proves(access))) return false
    const fast = this.with({ proven: new Set([...proven, ...checks.proven]) })
    const others = [...serial!].filter(([loop]) => loop !== stmt)
    if (otherwise) others.push([stmt, { loop: stmt, checks: otherwise }])
    const slow = this.with({ serial: new Map(others) })
    this.#lines.block(`if (${fast.checks(checks.hoisted)}) {`, () => fast.block([stmt]))
    this.#lines.block('else {', () => slow.block([stmt]))
    return true
  }

  /** Condition under which no access of the hoisted checks can fault. */
  checks(hoisted: readonly HoistedCheck[]): string {
    const parts = hoisted.flatMap(({ lo, hi, extent }) => [
      lo.kind === 'const' ? (lo.value >= 0 ? '' : 'false') : `${this.expr(lo)} >= 0`,
      `${this.expr(hi)} < <i64>${this.local(extent)}`,
    ])
    return [...new Set(parts.filter((part) => part !== ''))].join(' && ') || 'true'
  }

  /** A loop with its elements in variables: read before it, where it has an iteration, and written after it. */
  #promoted(stmt: ForStmt): boolean {
    const promotion = this.options.promotions?.get(stmt)
    const { promotions } = this.options
    const { step, at } = stmt
    if (promotion === undefined || step.kind !== 'const') return false
    if (!promotion.accesses.every((access) => this.proves(access))) return false
    // What is read in some iterations alone may lie outside of its array in all of this run's.
    if (!promotion.elements.every(({ access, sure }) => sure || this.options.proven.has(access))) return false
    const apart = promotion.apart.map(({ index, lo, hi }) => {
      const e = this.expr(index)
      return `(${e} < ${this.expr(lo)} || ${e} > ${this.expr(hi)})`
    })
    this.#lines.block(`if (${[this.expr(hasIteration(stmt)), NO_OVERLAP, ...new Set(apart)].join(' && ')}) {`, () => {
      for (const { local, index, access } of promotion.elements)
        this.#lines.add(`let ${this.local(local)} = ${this.loadText(access, index)}`)
      this.loop(promotion.loop)
      for (const { local, index, access } of promotion.elements)
        this.#stmt({ kind: 'store', index, value: { kind: 'local', type: local.type, local, at }, access, at })
    })
    const plain = this.with({ promotions: new Map([...promotions!].filter(([loop]) => loop !== stmt)), rare: true })
    this.#lines.block('else {', () => plain.loop(stmt))
    return true
  }

  /** A loop that keeps what it wrote in variables: they are read before it, where it has an iteration. */
  #carried(stmt: ForStmt): boolean {
    const carried = this.options.carried?.get(stmt)
    if (carried === undefined || !carried.reads.every((access) => this.proves(access))) return false
    const { loop, first, next, several } = carried
    const conditions = [this.expr(hasIteration(stmt)), ...(several ? [NO_OVERLAP] : [])]
    this.#lines.block(`if (${conditions.join(' && ')}) {`, () => {
      for (const { local, index, access, doubtful } of first) {
        const value = this.loadText(access, index)
        const none = `<${local.type}>0`
        this.#lines.add(
          `let ${this.local(local)} = ${doubtful ? `${this.#inside(access, index)} ? ${value} : ${none}` : value}`,
        )
      }
      for (const local of next) this.#lines.add(`let ${this.local(local)}: ${local.type} = ${literal(0, local.type)}`)
      this.loop(loop)
    })
    if (several) this.#lines.block('else {', () => this.with({ rare: true }).loop(stmt))
    return true
  }

  /** Text of whether an element lies in its array. */
  #inside({ array }: Access, index: Expr): string {
    const parts = index.kind === 'position' ? index.indices : [index]
    const extents = array.dims ? array.dims.map(({ extent }) => this.local(extent)) : [this.length(array)]
    return parts.map((part, d) => `<u64><i64>${this.operand(part)} < <u64>${extents[d]}`).join(' && ')
  }

  /** A counted loop, rotated. */
  loop(stmt: ForStmt): void {
    const { names } = this.options
    const counter = this.local(stmt.counter)
    const { step } = stmt
    const hoist = (expr: Expr, name: string): string => {
      const text = this.expr(expr)
      if (expr.kind === 'const') return text
      const fresh = names.fresh(name)
      this.#lines.add(`const ${fresh}: i32 = ${text}`)
      return fresh
    }
    const wraps = mayWrap(stmt)
    const given = this.options.starts?.get(stmt)
    const start = given ?? (wraps ? hoist(stmt.start, `${counter}_start`) : this.expr(stmt.start))
    const stop = hoist(stmt.stop, `${counter}_stop`)
    const by = hoist(step, `${counter}_step`)
    if (start !== counter) this.#lines.add(`${counter} = ${start}`)
    // The step stands in the test at the bottom, where `continue` goes.
    if (step.kind !== 'const') {
      // Which way it goes, and whether it passes the end of int32, is settled by counting.
      const left = names.fresh('left')
      this.#lines.add(`let ${left} = ${this.runtime('iterations')}(${start}, ${stop}, ${by})`)
      const inside = this.hoisted(stmt)
      const next = `} while ((${counter} += ${by}, --${left}))`
      this.#lines.block(`if (${left}) do {`, () => inside.block(stmt.body), next)
      return
    }
    const [before, after] = step.value > 0 ? ['<', '>'] : ['>', '<']
    // A counter that wraps comes out on the other side.
    const next = `(${counter} += ${by}) ${before} ${stop}${wraps ? ` && ${counter} ${after} ${start}` : ''}`
    const inside = this.hoisted(stmt)
    if (!this.options.rare && isShort(stmt, (access) => this.proves(access)))
      this.#unrolled(stmt, inside, counter, stop, before)
    this.#lines.block(`if (${counter} ${before} ${stop}) do {`, () => inside.block(stmt.body), `} while (${next})`)
  }

  /** Several iterations of a short loop at a time, as long as there are as many. */
  #unrolled({ body, step }: ForStmt, inside: Scalar, counter: string, stop: string, before: string): void {
    const by = step.kind === 'const' ? step.value : 0
    const lines = this.#lines
    const last = this.options.names.fresh(`${counter}_last`)
    const [edge, far] =
      by > 0 ? [`${stop} < ${COPIES - 2 ** 31}`, -(2 ** 31)] : [`${stop} > ${2 ** 31 - COPIES}`, 2 ** 31 - 1]
    const limit = `${edge} ? ${far} : ${stop} ${by > 0 ? '-' : '+'} ${COPIES - 1}`
    lines.add(`const ${last}: i32 = ${limit}`)
    lines.block(
      `if (${counter} ${before} ${last}) do {`,
      () => {
        for (let copy = 0; copy < COPIES; copy++) {
          if (copy > 0) lines.add(`${counter} += ${by}`)
          lines.block('{', () => inside.block(body))
        }
      },
      `} while ((${counter} += ${by}) ${before} ${last})`,
    )
  }

  /** Computes what is the same in all iterations of a loop; the emitter of its body. */
  hoisted(loop: LoopStmt): Scalar {
    const { names, invariants } = this.options
    const all = new Map(invariants)
    const early = this.with({ early: true })
    for (const { value, places } of findInvariants(loop, (expr) => all.has(expr))) {
      const name = names.fresh('fixed')
      this.#lines.add(`const ${name}: ${value.type} = ${early.expr(value)}`)
      for (const place of places) all.set(place, name)
    }
    return this.with({ invariants: all })
  }
}

/** Whether a loop of a constant step runs at all. */
function hasIteration({ start, stop, step, at }: ForStmt): Expr {
  const up = step.kind === 'const' && step.value > 0
  return { kind: 'op', type: 'bool', op: '<', args: up ? [start, stop] : [stop, start], at }
}

export function typeText(local: Local): string {
  return local.address ? 'usize' : local.type
}

/** Part of an index that costs no more than keeping it: it may become part of an address. */
function isCheap(expr: Expr): boolean {
  if (expr.kind === 'op') return expr.op === '+' || expr.op === '-' || expr.op === '*'
  if (expr.kind === 'convert') return expr.mode === 'number' && expr.value.type !== 'f64' && expr.value.type !== 'f32'
  return expr.kind === 'local' || expr.kind === 'const' || expr.kind === 'length' || expr.kind === 'position'
}

/** Copies of the body of a short loop, which takes no longer than what makes it a loop. */
const COPIES = 4
const SHORT = 16

/** Whether a loop steps by one, and its body is a few statements without branches or checks. */
function isShort({ step, body }: ForStmt, proves: (access: Access) => boolean): boolean {
  if (step.kind !== 'const' || Math.abs(step.value) !== 1 || body.length > 3) return false
  if (!body.every((stmt) => stmt.kind === 'set' || stmt.kind === 'store')) return false
  if (![...accessesOf(body)].every(({ access }) => proves(access))) return false
  let size = 0
  for (const stmt of body)
    for (const top of evaluated(stmt))
      for (const e of subexpressions(top)) {
        if (e.kind === 'invoke' || siteOf(e) !== undefined) return false
        if (e.kind !== 'const' && e.kind !== 'local') size++
      }
  return size <= SHORT
}

/** Whether the last step of a loop may pass the end of int32: one to the stop itself cannot. */
function mayWrap({ step, stop }: ForStmt): boolean {
  if (step.kind !== 'const') return true
  if (Math.abs(step.value) === 1) return false
  return stop.kind !== 'const' || Math.abs(stop.value) + Math.abs(step.value) > 2 ** 31 - 1
}

/** A bool lies in the frame as an i32. */
function slot(local: Local, offset: number): string {
  return local.type === 'bool' ? `<bool>load<i32>(frame, ${offset})` : `load<${typeText(local)}>(frame, ${offset})`
}
