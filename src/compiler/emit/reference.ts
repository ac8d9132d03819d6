import { dtypes } from '../../base/dtypes.ts'
import { opNamed } from '../../ops/table.ts'
import type { Access, ArrayRef, Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { assignedLocals } from '../ir/nodes.ts'
import type { Plan, Region } from '../plan/plan.ts'
import { type Partial, type Reduction, striped } from '../plan/reduction.ts'
import { STRIPES } from '../plan/vectors.ts'
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
  reference.main()
  return lines.toString()
}

class Reference {
  readonly #plan: Plan
  readonly #lines: Lines
  readonly #names = new Names()
  #iteration = '0'
  /** Locals that a block or a share has of its own, by their texts. */
  #own: ReadonlyMap<Local, string> = new Map()
  readonly #records: boolean
  /** Arrays whose accesses are not recorded here; undefined where none is. */
  #unrecorded: ((array: ArrayRef) => boolean) | undefined

  constructor(plan: Plan, lines: Lines, records: boolean) {
    this.#plan = plan
    this.#lines = lines
    this.#records = records
    // Parameters keep the names that the manifest gives them.
    for (const param of plan.func.params)
      this.#names.of(param.kind === 'array' ? param.array.base : param.local, param.name)
  }

  main(): void {
    const { func } = this.#plan
    const scalars = func.params.map((p) => (p.kind === 'scalar' ? p.local : p.array.base))
    // A parameter's own name may be one that the text reserves: bind it anew.
    func.params.forEach((param, i) => {
      const name = param.kind === 'array' ? this.#array(param.array) : this.#local(param.local)
      const rounded = param.kind === 'scalar' && param.local.type === 'f32' ? `Math.fround($args[${i}])` : `$args[${i}]`
      this.#lines.add(`let ${name} = ${rounded}`)
    })
    for (const local of assignedLocals(func.body))
      if (!scalars.includes(local))
        this.#lines.add(`let ${this.#local(local)} = ${local.type === 'bool' ? 'false' : 0}`)
    this.#block(func.body)
  }

  #local(local: Local): string {
    return this.#own.get(local) ?? this.#names.of(local, local.name)
  }

  #array(array: ArrayRef): string {
    return this.#local(array.base)
  }

  #expr(expr: Expr): string {
    const text = this.#text(expr)
    const rounds = expr.type === 'f32' && (expr.kind === 'op' || expr.kind === 'convert')
    return rounds ? `Math.fround(${text})` : text
  }

  #text(expr: Expr): string {
    switch (expr.kind) {
      case 'const':
        if (expr.type === 'bool') return expr.value ? 'true' : 'false'
        return Object.is(expr.value, -0) ? '(-0)' : expr.value < 0 ? `(${expr.value})` : `${expr.value}`
      case 'local':
        return this.#local(expr.local)
      case 'length':
        return `${this.#array(expr.array)}.length`
      case 'load':
        return `${this.#array(expr.access.array)}[${this.#checked(expr.access, this.#expr(expr.index))}]`
      case 'op':
        return this.#operation(expr)
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
        // A whole number loses the sign of zero where it becomes an integer.
        if ((expr.type === 'i32' || expr.type === 'i64') && expr.value.type !== 'bool') return `(${value} + 0)`
        return expr.value.type === 'bool' ? `+${value}` : value
      }
      default:
        return expr satisfies never
    }
  }

  #checked(access: Access, index: string): string {
    const at = `$at(${index}, ${this.#array(access.array)}, ${access.site}, ${this.#iteration})`
    if (this.#unrecorded === undefined || this.#unrecorded(access.array)) return at
    return `$races.touch(${this.#array(access.array)}, ${at}, ${access.site}, ${access.store})`
  }

  #operation(expr: Extract<Expr, { kind: 'op' }>): string {
    const op = opNamed(expr.op)
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
        const [index, value] = ['index', 'value'].map((name) => this.#names.fresh(name))
        const { access } = stmt
        lines.add(`const ${index} = ${this.#expr(stmt.index)}, ${value} = ${this.#expr(stmt.value)}`)
        lines.add(`${this.#array(access.array)}[${this.#checked(access, index)}] = ${value}`)
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
        const { array, length, site } = stmt
        const size = this.#names.fresh('size')
        lines.add(`const ${size} = Math.trunc(${this.#expr(length)}) || 0`)
        lines.add(`if (${size} < 0) $fault(${site}, ${this.#iteration}, ${size})`)
        lines.add(`${this.#array(array)} = new ${dtypes[array.dtype].tag}(${size})`)
        return
      }
      case 'point':
        lines.add(`${this.#array(stmt.array)} = ${this.#array(stmt.from)}`)
        return
      case 'throw':
        lines.add(`$fault(${stmt.site}, ${this.#iteration}, 0)`)
        return
      default:
        stmt satisfies never
    }
  }

  #returned({ values: scalars, arrays = [] }: Extract<Stmt, { kind: 'return' }>): string {
    const { keys, single, order } = this.#plan.func.result
    const [scalar, array] = [scalars.values(), arrays.values()]
    const values = order.map((kind) =>
      kind === 'scalar' ? this.#expr(scalar.next().value!) : this.#array(array.next().value!),
    )
    if (single || values.length === 0) return values.join()
    return keys ? `{ ${keys.map((key, i) => `${key}: ${values[i]}`).join(', ')} }` : `[${values.join(', ')}]`
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
        const own = assignedLocals(loop.body)
        if (records) this.#unrecorded = (array) => own.has(array.base) || region.accumulated.has(array)
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
        const made = `new ${dtypes[array.dtype].tag}(${names[i]}.length).fill(${numberText(start)})`
        lines.add(`const ${copy} = ${share} < ${n} ? ${made} : ${names[i]}`)
        return copy
      })
      this.#own = new Map([...outer, ...copied.map(({ array }, i): [Local, string] => [array.base, copies[i]])])
      run(first, last)
      this.#own = outer
      copied.forEach(({ op }, i) => {
        const e = this.#names.fresh('e')
        const [into, from] = [names[i], copies[i]].map((name) => `${name}[${e}]`)
        lines.add(
          `if (${share} < ${n}) for (let ${e} = 0; ${e} < ${names[i]}.length; ${e}++) ${into} = ${opNamed(op).reference(into, from)}`,
        )
      })
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
      this.#lines.add(`let ${name} = ${local.type === 'bool' ? Boolean(start) : numberText(start)}`)
      return { local, part, text: name, value: name }
    }
    const { op, type } = reduction
    const array = type === 'f32' ? 'Float32Array' : 'Float64Array'
    this.#lines.add(`const ${name} = new ${array}(${STRIPES}).fill(${numberText(start)})`)
    const f = type === 'f32' ? `(a, b) => Math.fround(a ${op} b)` : `(a, b) => a ${op} b`
    return { local, part, text: `${name}[${k} & ${STRIPES - 1}]`, value: `$combine(${name}, ${f})` }
  }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`
}
