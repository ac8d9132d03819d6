import { dtypes } from '../../base/dtypes.ts'
import { MOST_ELEMENTS } from '../../ops/fact.ts'
import { opNamed } from '../../ops/table.ts'
import { type BigType, elementType, isBigType, type Type } from '../../ops/type.ts'
import type { Access, AllocateStmt, ArrayRef, Expr, ForStmt, Local, Results, Stmt, Subroutine } from '../ir/nodes.ts'
import { arrayLocals, type Dimension, dimensionsOf } from '../ir/nodes.ts'
import { assignedLocals, statements } from '../ir/walk.ts'
import { nestText } from '../nest.ts'
import type { Plan, Region } from '../plan/plan.ts'
import { type Partial, type Reduction, STRIPES, striped } from '../plan/reduction.ts'
import { Lines } from './lines.ts'
import { Names } from './names.ts'
import { PRELUDE } from './prelude.ts'
import { unitOf } from './shares.ts'

/**
 * The second back end: the plan as plain JavaScript, the body of a function of the parameters and `$fault`. It is what the
 * compiled kernel is compared with, bit for bit, and what runs where SIMD or shared memory is missing. One that `records`
 * tells `$races` of each element that the iterations of a parallel loop touch, but for what is private or reduced.
 */
export function emitReference(plan: Plan, { records = false }: { records?: boolean } = {}): string {
  const lines = new Lines()
  lines.add("'use strict'", ...PRELUDE)
  const reference = new Reference(plan, lines, records)
  for (const subroutine of plan.func.functions) new Reference(plan, lines, false).subroutine(subroutine)
  reference.main()
  return lines.toString()
}

class Reference {
  readonly #plan: Plan
  readonly #lines: Lines
  readonly #names = new Names()
  #iteration = '0'
  #results: Results
  /** Locals that a block or a share has of its own, by their texts. */
  #own: ReadonlyMap<Local, string> = new Map()
  readonly #records: boolean
  /** Arrays whose accesses are not recorded here; undefined where none is. */
  #unrecorded: ((array: ArrayRef) => boolean) | undefined

  constructor(plan: Plan, lines: Lines, records: boolean) {
    this.#plan = plan
    this.#lines = lines
    this.#records = records
    this.#results = plan.func.result
    // Parameters keep the names that the manifest gives them.
    for (const param of plan.func.params)
      this.#names.of(param.kind === 'array' ? param.array.base : param.local, param.name)
  }

  main(): void {
    const { func } = this.#plan
    const known = new Set(func.params.flatMap((p) => (p.kind === 'scalar' ? [p.local] : [...arrayLocals(p.array)])))
    for (const array of pointed(func.body)) this.#lines.add(`let ${this.#offset(array)} = 0`)
    // A parameter's own name may be one that the text reserves: bind it anew.
    func.params.forEach((param, i) => {
      const name = param.kind === 'array' ? this.#array(param.array) : this.#local(param.local)
      const rounded = param.kind === 'scalar' && param.local.type === 'f32' ? `Math.fround($args[${i}])` : `$args[${i}]`
      if (param.kind === 'array' && param.array.dims) this.#unpack(param.array, `$args[${i}]`)
      else this.#lines.add(`let ${name} = ${rounded}`)
    })
    for (const local of assignedLocals(func.body))
      if (!known.has(local)) this.#lines.add(`let ${this.#local(local)} = ${zeroText(local.type)}`)
    this.#block(func.body)
  }

  /** A function that the kernel calls; its first parameter is the iteration that an error reports. */
  subroutine({ name, params: scalars, arrays, result, body }: Subroutine): void {
    this.#iteration = '$iteration'
    this.#results = { types: [result], arrays: [], order: ['scalar'], keys: undefined, single: true }
    const params = [...scalars, ...arrays.flatMap(passed)]
    const own = params.map((local) => this.#local(local))
    this.#lines.block(`function ${name}(${['$iteration', ...own].join(', ')}) {`, () => {
      for (const local of assignedLocals(body))
        if (!params.includes(local)) this.#lines.add(`let ${this.#local(local)} = ${zeroText(local.type)}`)
      this.#block(body)
    })
  }

  #local(local: Local): string {
    return this.#own.get(local) ?? this.#names.of(local, local.name)
  }

  #array(array: ArrayRef): string {
    return this.#local(array.base)
  }

  /** The name of the element of the data that all indices 0 mean. */
  #offset(array: ArrayRef): string {
    return this.#names.of(array, `${array.name}_offset`)
  }

  /** An n-d array's fields as the variables that stand for it. */
  #unpack(array: ArrayRef, from: string): void {
    const own = `${from}.data.subarray(${from}.offset, ${from}.offset + ${from}.size)`
    const values = new Map([
      [array.base, array.gaps ? `${from}.data` : own],
      [array.size, `${from}.size`],
    ])
    array.dims!.forEach(({ extent, stride }, d) => {
      if (stride && !values.has(stride)) values.set(stride, `${from}.strides[${d}]`)
      values.set(extent, `${from}.shape[${d}]`)
    })
    for (const [local, value] of values) this.#lines.add(`let ${this.#local(local)} = ${value}`)
    if (array.gaps) this.#lines.add(`let ${this.#offset(array)} = ${from}.offset`)
  }

  #expr(expr: Expr): string {
    const text = this.#text(expr)
    if (isBigType(expr.type) && expr.kind === 'op' && wraps.has(expr.op)) return cutText(expr.type, text)
    const rounds = expr.type === 'f32' && (expr.kind === 'op' || expr.kind === 'convert')
    return rounds ? `Math.fround(${text})` : text
  }

  #text(expr: Expr): string {
    switch (expr.kind) {
      case 'const':
        if (expr.type === 'bool') return expr.value ? 'true' : 'false'
        return Object.is(expr.value, -0) ? '(-0)' : expr.value < 0 ? `(${expr.value})` : `${expr.value}`
      case 'big':
        return expr.value < 0n ? `(${expr.value}n)` : `${expr.value}n`
      case 'local':
        return this.#local(expr.local)
      case 'length':
        return expr.array.dims ? this.#local(expr.array.size) : `${this.#array(expr.array)}.length`
      case 'load':
        return `${this.#array(expr.access.array)}[${this.#place(expr.access, this.#indices(expr.index))}]`
      case 'position':
        throw new Error(`a position in '${expr.array.name}' is no value`)
      case 'op':
        return this.#operation(expr)
      case 'invoke':
        return `${expr.callee}(${[this.#iteration, ...expr.args.map((arg) => this.#expr(arg))].join(', ')})`
      case 'select':
        return `(${this.#expr(expr.test)} ? ${this.#expr(expr.yes)} : ${this.#expr(expr.no)})`
      case 'logical':
        return `(${this.#expr(expr.left)} ${expr.op} ${this.#expr(expr.right)})`
      case 'not':
        return `!${this.#expr(expr.value)}`
      case 'convert': {
        const value = this.#expr(expr.value)
        if (expr.mode === 'int32') return `(${value} | 0)`
        if (expr.mode === 'unsigned') return `(${value} >>> 0)`
        if (expr.mode === 'clamp') return `$clamp(${value})`
        if (expr.mode === 'bits') return cutText(expr.type as BigType, value)
        if (expr.mode === 'bigint') {
          const number = expr.site === undefined ? value : `$whole(${value}, ${expr.site}, ${this.#iteration})`
          return cutText(expr.type as BigType, `BigInt(${number})`)
        }
        if (isBigType(expr.value.type)) return `Number(${value})`
        // A whole number loses the sign of zero where it becomes an integer.
        if ((expr.type === 'i32' || expr.type === 'i64') && expr.value.type !== 'bool') return `(${value} + 0)`
        return expr.value.type === 'bool' ? `+${value}` : value
      }
      default:
        return expr satisfies never
    }
  }

  #indices(index: Expr): string[] {
    return (index.kind === 'position' ? index.indices : [index]).map((each) => this.#expr(each))
  }

  /** Where an element lies in its typed array, each index checked. */
  #place(access: Access, indices: readonly string[]): string {
    const { array, site } = access
    const at = array.dims
      ? this.#position(array, array.dims, indices, site)
      : `$at(${indices[0]}, ${this.#array(array)}, ${site}, ${this.#iteration})`
    if (this.#unrecorded === undefined || this.#unrecorded(array)) return at
    return `$races.touch(${this.#array(array)}, ${at}, ${site}, ${access.store})`
  }

  #position(array: ArrayRef, dims: readonly Dimension[], indices: readonly string[], site: number): string {
    const terms = dims.map(({ extent, stride }, d) => {
      const index = `$in(${indices[d]}, ${this.#local(extent)}, ${site + d}, ${this.#iteration})`
      return stride ? `${index} * ${this.#local(stride)}` : index
    })
    return (array.gaps ? [this.#offset(array), ...terms] : terms).join(' + ')
  }

  #operation(expr: Extract<Expr, { kind: 'op' }>): string {
    const op = opNamed(expr.op)
    if (expr.site !== undefined) {
      const [a, b] = expr.args.map((arg) => this.#expr(arg))
      const zero = expr.op === 'BigInt **' ? '$natural' : '$divisor'
      return op.reference(a, `${zero}(${b}, ${expr.site}, ${this.#iteration})`)
    }
    return ((expr.type === 'f32' && op.reference32) || op.reference)(...expr.args.map((arg) => this.#expr(arg)))
  }

  #block(block: readonly Stmt[]): void {
    for (const stmt of block) this.#stmt(stmt)
  }

  #stmt(stmt: Stmt): void {
    const lines = this.#lines
    switch (stmt.kind) {
      case 'set':
        lines.add(`${this.#local(stmt.local)} = ${this.#expr(stmt.value)}`)
        return
      case 'store': {
        // The index, the value, then the element: errors come in that order.
        const { access } = stmt
        const indices = this.#indices(stmt.index).map((text) => {
          const name = this.#names.fresh('index')
          lines.add(`const ${name} = ${text}`)
          return name
        })
        const value = this.#names.fresh('value')
        lines.add(`const ${value} = ${this.#expr(stmt.value)}`)
        lines.add(`${this.#array(access.array)}[${this.#place(access, indices)}] = ${value}`)
        return
      }
      case 'check': {
        const { access, index } = stmt
        const { extent } = dimensionsOf(access.array)[access.dim ?? 0]
        const length = access.array.dims ? this.#local(extent) : `${this.#array(access.array)}.length`
        lines.add(`$in(${this.#expr(index)}, ${length}, ${access.site}, ${this.#iteration})`)
        return
      }
      case 'if':
        lines.block(`if (${this.#expr(stmt.test)}) {`, () => this.#block(stmt.yes))
        if (stmt.no.length) lines.block('else {', () => this.#block(stmt.no))
        return
      case 'while':
        if (stmt.doFirst) lines.block('do {', () => this.#block(stmt.body), `} while (${this.#expr(stmt.test)})`)
        else lines.block(`while (${this.#expr(stmt.test)}) {`, () => this.#block(stmt.body))
        return
      case 'for': {
        const region = this.#plan.regions.get(stmt)
        if (region) this.#region(region)
        else this.#loop(stmt)
        return
      }
      case 'break':
      case 'continue':
        lines.add(stmt.kind)
        return
      case 'return':
        lines.add(`return ${this.#returned(stmt)}`.trimEnd())
        return
      case 'allocate': {
        this.#allocate(stmt)
        return
      }
      case 'point':
        this.#point(stmt)
        return
      case 'call': {
        const arrays = stmt.arrays.flatMap(passed).map((local) => this.#local(local))
        const args = [this.#iteration, ...stmt.args.map((arg) => this.#expr(arg)), ...arrays]
        lines.add(`${this.#local(stmt.into)} = ${stmt.callee}(${args.join(', ')})`)
        return
      }
      case 'throw':
        lines.add(
          `$fault(${stmt.site}, ${this.#iteration}, 0, [${stmt.values.map((value) => this.#expr(value)).join(', ')}])`,
        )
        return
      case 'log':
        lines.add(`$host.log(${stmt.site}, [${stmt.values.map((value) => this.#expr(value)).join(', ')}])`)
        return
      default:
        stmt satisfies never
    }
  }

  #allocate({ array, lengths, site }: AllocateStmt): void {
    const lines = this.#lines
    const sizes = lengths.map((length) => {
      const size = this.#names.fresh('size')
      lines.add(`const ${size} = Math.trunc(${this.#expr(length)}) || 0`)
      lines.add(`if (${size} < 0) $fault(${site}, ${this.#iteration}, ${size})`)
      return size
    })
    const all = sizes.join(' * ')
    lines.add(`if (${all} > ${MOST_ELEMENTS}) $fault(${site}, ${this.#iteration}, ${all})`)
    lines.add(`${this.#array(array)} = new ${dtypes[array.dtype].tag}(${all})`)
    if (array.dims === undefined) return
    lines.add(`${this.#local(array.size)} = ${all}`)
    array.dims.forEach(({ extent, stride }, d) => {
      lines.add(`${this.#local(extent)} = ${sizes[d]}`)
      const own = stride && !array.dims!.some((dim) => dim.extent === stride)
      if (own) lines.add(`${this.#local(stride)} = ${sizes.slice(d + 1).join(' * ')}`)
    })
  }

  #point({ array, from, window }: Extract<Stmt, { kind: 'point' }>): void {
    if (window) {
      const [start, length] = [this.#expr(window.start), this.#expr(window.length)]
      this.#lines.add(`${this.#array(array)} = $part(${this.#array(from)}, ${start}, ${length})`)
      return
    }
    this.#lines.add(`${this.#array(array)} = ${this.#array(from)}`)
    if (array.dims === undefined) return
    const source = [...arrayLocals(from)]
    for (const [i, local] of [...arrayLocals(array)].entries())
      if (i > 0) this.#lines.add(`${this.#local(local)} = ${this.#local(source[i])}`)
    if (array.gaps) this.#lines.add(`${this.#offset(array)} = ${this.#offset(from)}`)
  }

  #returned({ values: scalars, arrays = [] }: Extract<Stmt, { kind: 'return' }>): string {
    const { keys, single, nest, order, absent } = this.#results
    const [scalar, array] = [scalars.values(), arrays.values()]
    const values = order.map((kind, i) => {
      if (kind === 'scalar') return this.#expr(scalar.next().value!)
      const ref = array.next().value!
      const text = this.#whole(ref)
      if (!this.#results.lists?.has(i)) return text
      return ref.dims ? `$host.rows(${text}, ${this.#results.typed?.has(i) ?? false})` : `Array.from(${text})`
    })
    const whole = nest === undefined ? undefined : nestText(nest, values)
    if (absent) return `${values[values.length - 1]} ? ${whole ?? values[0]} : ${absent}`
    if (whole !== undefined) return whole
    if (single || values.length === 0) return values.join()
    return keys ? `{ ${keys.map((key, i) => `${key}: ${values[i]}`).join(', ')} }` : `[${values.join(', ')}]`
  }

  /** An array as the caller gets it. */
  #whole(array: ArrayRef): string {
    if (array.dims === undefined) return this.#array(array)
    const shape = array.dims.map(({ extent }) => this.#local(extent)).join(', ')
    const strides = array.dims.map(({ stride }) => (stride ? this.#local(stride) : '1')).join(', ')
    return `$host.array(${this.#array(array)}, [${shape}], [${strides}], ${array.gaps ? this.#offset(array) : 0})`
  }

  #loop(stmt: ForStmt): void {
    const counter = this.#local(stmt.counter)
    const stop = this.#names.fresh('stop')
    const step = this.#names.fresh('step')
    this.#lines.add(`const ${stop} = ${this.#expr(stmt.stop)}, ${step} = ${this.#expr(stmt.step)}`)
    const more =
      stmt.step.kind === 'const'
        ? `${counter} ${stmt.step.value > 0 ? '<' : '>'} ${stop}`
        : `${step} > 0 ? ${counter} < ${stop} : ${step} < 0 && ${counter} > ${stop}`
    this.#lines.block(`for (${counter} = ${this.#expr(stmt.start)}; ${more}; ${counter} += ${step}) {`, () =>
      this.#block(stmt.body),
    )
  }

  /** A parallel loop in the canonical order: blocks, in each 16 stripes, combined pairwise; blocks combined in order. */
  #region(region: Region): void {
    const lines = this.#lines
    const { loop } = region
    const [n, k, start, step] = ['n', 'k', 'start', 'step'].map((name) => this.#names.fresh(name))
    lines.add(`const ${start} = ${this.#expr(loop.start)}, ${step} = ${this.#expr(loop.step)}`)
    lines.add(`const ${n} = $trips(${start}, ${this.#expr(loop.stop)}, ${step})`)
    const records = this.#records && region.inOrder === undefined
    if (records) lines.add('$races.begin()')
    const iterate = (from: string, to: string): void => {
      lines.block(`for (let ${k} = ${from}; ${k} < ${to}; ${k}++) {`, () => {
        const counter = this.#local(loop.counter)
        lines.add(`${counter} = ${start} + ${k} * ${step}`)
        if (records) lines.add(`$races.iteration = ${counter}`)
        this.#iteration = k
        const own = ownArrays(loop)
        if (records) this.#unrecorded = (array) => own.has(array) || region.accumulated.has(array)
        this.#block(loop.body)
        this.#unrecorded = undefined
        this.#iteration = '0'
      })
    }
    this.#shares(region, n, (from, to) => this.#blocks(region, from, to, k, iterate))
  }

  /** The shares of a loop that accumulates into arrays, each with copies, merged in order. One that is exact needs none. */
  #shares(region: Region, n: string, run: (from: string, to: string) => void): void {
    const lines = this.#lines
    const { copied, cost } = region
    if (copied.every(({ exact }) => exact)) {
      run('0', n)
      return
    }
    const names = copied.map(({ array }) => this.#array(array))
    const [share, first, last] = ['share', 'first', 'last'].map((name) => this.#names.fresh(name))
    const elements = names.map((name) => `${name}.length`).join(' + ')
    const bytes = names.map((name) => `$copyBytes(${name})`).join(' + ')
    lines.add(`const ${share} = $shareOf(${n}, ${cost}, ${elements}, ${bytes}, ${unitOf(region)}, $inOrder)`)
    lines.block(`for (let ${first} = 0; ${first} < ${n}; ${first} += ${share}) {`, () => {
      lines.add(`const ${last} = Math.min(${n}, ${first} + ${share})`)
      const outer = this.#own
      const copies = copied.map(({ array, start }, i) => {
        const copy = this.#names.fresh(`${array.name}_copy`)
        const made = `new ${dtypes[array.dtype].tag}(${names[i]}.length).fill(${numberText(start, elementType[array.dtype])})`
        lines.add(`const ${copy} = ${share} < ${n} ? ${made} : ${names[i]}`)
        return copy
      })
      this.#own = new Map([...outer, ...copied.map(({ array }, i): [Local, string] => [array.base, copies[i]])])
      // What the iterations before a fault have done stays done.
      lines.block('try {', () => run(first, last))
      this.#own = outer
      lines.block('finally {', () =>
        copied.forEach(({ op }, i) => {
          const e = this.#names.fresh('e')
          const [into, from] = [names[i], copies[i]].map((name) => `${name}[${e}]`)
          const compares = /^[<>]/.test(op)
          const merged = compares
            ? `if (${from} ${op} ${into}) ${into} = ${from}`
            : `${into} = ${opNamed(op).reference(into, from)}`
          lines.add(`if (${share} < ${n}) for (let ${e} = 0; ${e} < ${names[i]}.length; ${e}++) ${merged}`)
        }),
      )
    })
  }

  #blocks(region: Region, first: string, last: string, k: string, iterate: (from: string, to: string) => void): void {
    const lines = this.#lines
    const { reductions, block } = region
    if (reductions.length === 0) {
      iterate(first, last)
      return
    }
    const [from, to] = ['from', 'to'].map((name) => this.#names.fresh(name))
    lines.block(`for (let ${from} = ${first}; ${from} < ${last}; ${from} += ${block}) {`, () => {
      lines.add(`const ${to} = Math.min(${last}, ${from} + ${block})`)
      const outer = this.#own
      const partials = reductions.flatMap((reduction) => reduction.partials.map((p) => this.#partial(reduction, p, k)))
      this.#own = new Map([...outer, ...partials.map(({ local, text }): [Local, string] => [local, text])])
      iterate(from, to)
      this.#own = new Map([...outer, ...partials.map(({ part, value }): [Local, string] => [part, value])])
      for (const { merge } of reductions) this.#block(merge)
      this.#own = outer
    })
  }

  /** Declares what a block accumulates into: its text inside the block, and the text of its value after it. */
  #partial(
    reduction: Reduction,
    { local, part, start }: Partial,
    k: string,
  ): { local: Local; part: Local; text: string; value: string } {
    const name = this.#names.fresh(`${local.name}_block`)
    if (!striped(reduction)) {
      this.#lines.add(`let ${name} = ${local.type === 'bool' ? Boolean(start) : numberText(start, local.type)}`)
      return { local, part, text: name, value: name }
    }
    const { op, type } = reduction
    const array = type === 'f32' ? 'Float32Array' : 'Float64Array'
    this.#lines.add(`const ${name} = new ${array}(${STRIPES}).fill(${numberText(start)})`)
    const f = type === 'f32' ? `(a, b) => Math.fround(a ${op} b)` : `(a, b) => a ${op} b`
    return { local, part, text: `${name}[${k} & ${STRIPES - 1}]`, value: `$combine(${name}, ${f})` }
  }
}

function numberText(value: number | bigint, type: Type = 'f64'): string {
  if (isBigType(type)) return `${value}n`
  return Object.is(value, -0) ? '-0' : `${value}`
}

function zeroText(type: Type): string {
  return type === 'bool' ? 'false' : isBigType(type) ? '0n' : '0'
}

/** Operations whose results may pass 64 bits. */
const wraps: ReadonlySet<string> = new Set(['+', '-', '*', '/', '-x', '<<', 'BigInt **', 'BigInt <<', 'BigInt >>'])

function cutText(type: BigType, text: string): string {
  return `BigInt.${type === 's64' ? 'asIntN' : 'asUintN'}(64, ${text})`
}

/** The array variables with dimensions that hold one array or another, parameters apart. */
function pointed(block: readonly Stmt[]): Set<ArrayRef> {
  const found = new Set<ArrayRef>()
  for (const stmt of statements(block))
    if (stmt.kind === 'point' && stmt.array.gaps && stmt.array.param === undefined) found.add(stmt.array)
  return found
}

/** The arrays that each iteration makes for itself, and the variables that hold no others. */
function ownArrays({ body }: ForStmt): Set<ArrayRef> {
  const made = new Set<ArrayRef>()
  const held = new Map<ArrayRef, Set<ArrayRef>>()
  for (const stmt of statements(body)) {
    if (stmt.kind === 'allocate') made.add(stmt.array)
    if (stmt.kind === 'point') held.set(stmt.array, (held.get(stmt.array) ?? new Set()).add(stmt.from))
  }
  for (let before = -1; before !== made.size; ) {
    before = made.size
    for (const [array, from] of held) if ([...from].every((each) => made.has(each))) made.add(array)
  }
  return made
}

/** What a function is passed for an array: a typed array knows its length. */
function passed(array: ArrayRef): Local[] {
  return array.dims ? [...arrayLocals(array)] : [array.base]
}
