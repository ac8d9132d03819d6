import { dtypes } from '../../base/dtypes.ts'
import { opNamed } from '../../ops/table.ts'
import type { Access, ArrayRef, Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { assignedLocals } from '../ir/nodes.ts'
import type { Plan, Region } from '../plan/plan.ts'
import { identity, type Reduction } from '../plan/reductions.ts'
import { STRIPES } from '../plan/vectors.ts'
import { Lines } from './lines.ts'
import { Names } from './names.ts'
import { striped } from './region.ts'

/**
 * The second back end: the plan as plain JavaScript, the body of a function of the parameters and `$fault`. It is what the
 * compiled kernel is compared with, bit for bit, and what runs where SIMD or shared memory is missing.
 */
export function emitReference(plan: Plan): string {
  const lines = new Lines()
  lines.add("'use strict'", ...PRELUDE)
  const reference = new Reference(plan, lines)
  reference.main()
  return lines.toString()
}

/** Helpers of every reference. `$fault(site, iteration, value)` throws. */
const PRELUDE: readonly string[] = [
  'const $at = (index, array, site, k) => index >= 0 && index < array.length && Number.isInteger(index) ? index : $fault(site, k, index)',
  'const $square = (x) => x * x',
  'const $clamp = (x) => (x > -2147483648 ? Math.min(Math.ceil(x), 2147483647) : -2147483648)',
  'const $trips = (start, stop, step) => (step === 0 ? 0 : Math.min(2147483647, Math.max(0, Math.ceil((stop - start) / step))))',
  'const $combine = (stripes, f) => {',
  `  for (let half = ${STRIPES / 2}; half >= 1; half /= 2) for (let j = 0; j < half; j++) stripes[j] = f(stripes[j], stripes[j + half])`,
  '  return stripes[0]',
  '}',
]

class Reference {
  readonly #plan: Plan
  readonly #lines: Lines
  readonly #names = new Names()
  #iteration = '0'
  #stripes: ReadonlyMap<Local, string> = new Map()

  constructor(plan: Plan, lines: Lines) {
    this.#plan = plan
    this.#lines = lines
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
    return this.#names.of(local, local.name)
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
      case 'local': {
        const stripe = this.#stripes.get(expr.local)
        return stripe ?? this.#local(expr.local)
      }
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
    return `$at(${index}, ${this.#array(access.array)}, ${access.site}, ${this.#iteration})`
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
        lines.add(`${this.#stripes.get(stmt.local) ?? this.#local(stmt.local)} = ${this.#expr(stmt.value)}`)
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
    const { loop, reductions, block } = region
    const [n, k, start, step] = ['n', 'k', 'start', 'step'].map((name) => this.#names.fresh(name))
    lines.add(`const ${start} = ${this.#expr(loop.start)}, ${step} = ${this.#expr(loop.step)}`)
    lines.add(`const ${n} = $trips(${start}, ${this.#expr(loop.stop)}, ${step})`)
    const iterate = (from: string, to: string): void => {
      lines.block(`for (let ${k} = ${from}; ${k} < ${to}; ${k}++) {`, () => {
        lines.add(`${this.#local(loop.counter)} = ${start} + ${k} * ${step}`)
        this.#iteration = k
        this.#block(loop.body)
        this.#iteration = '0'
      })
    }
    if (reductions.length === 0) {
      iterate('0', n)
      return
    }
    const [from, to] = ['from', 'to'].map((name) => this.#names.fresh(name))
    lines.block(`for (let ${from} = 0; ${from} < ${n}; ${from} += ${block}) {`, () => {
      lines.add(`const ${to} = Math.min(${n}, ${from} + ${block})`)
      const outer = this.#stripes
      const totals = reductions.map((reduction) => this.#partials(reduction, k))
      this.#stripes = new Map([
        ...outer,
        ...totals.map(({ reduction, text }): [Local, string] => [reduction.local, text]),
      ])
      iterate(from, to)
      this.#stripes = outer
      for (const { reduction, partial } of totals) {
        const name = this.#local(reduction.local)
        const total = opNamed(reduction.op).reference(name, partial)
        lines.add(`${name} = ${reduction.type === 'f32' ? `Math.fround(${total})` : total}`)
      }
    })
  }

  /** Declares what a block accumulates into: its text inside the block, and the text of the block's partial. */
  #partials(reduction: Reduction, k: string): { reduction: Reduction; text: string; partial: string } {
    const { op, type, local } = reduction
    const name = this.#names.fresh(`${local.name}_block`)
    const start = identity(op, type)
    const zero = Object.is(start, -0) ? '-0' : `${start}`
    if (!striped(reduction)) {
      this.#lines.add(`let ${name} = ${zero}`)
      return { reduction, text: name, partial: name }
    }
    const array = type === 'f32' ? 'Float32Array' : 'Float64Array'
    this.#lines.add(`const ${name} = new ${array}(${STRIPES}).fill(${zero})`)
    const f = type === 'f32' ? `(a, b) => Math.fround(a ${op} b)` : `(a, b) => a ${op} b`
    return { reduction, text: `${name}[${k} & ${STRIPES - 1}]`, partial: `$combine(${name}, ${f})` }
  }
}
