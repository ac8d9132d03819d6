import { smallTypes, types } from '../../ops/type.ts'
import type { Expr, IfStmt, Local, LoopStmt, SetStmt, Stmt, StoreStmt } from '../ir/nodes.ts'
import { assignedLocals, mayFault, statements } from '../ir/walk.ts'
import { fixedElements } from '../plan/fixedElements.ts'
import type { Pixels } from '../plan/pixels.ts'
import { conjuncts } from '../plan/unroll.ts'
import type { Drains } from './drains.ts'
import type { Seen } from './extremes.ts'
import { type LaneExprs, zeroLanes } from './laneExprs.ts'
import { hoistElements, hoistInvariants } from './laneInvariants.ts'
import { storeLanes } from './laneMemory.ts'
import type { LaneBytes, Lanes } from './lanes.ts'
import { updateLanes } from './laneUpdate.ts'
import { storePixels } from './pixels.ts'
import { smallLanes, storedLanes } from './smallLanes.ts'

/** Prints statements for a gang of iterations, under the masks of the lanes that are on. */
export class Gang {
  readonly #exprs: LaneExprs
  readonly #seen: Seen | undefined
  readonly #drains: Drains | undefined
  /** What is to be written to pixels. */
  readonly #pixels: Map<StoreStmt, Lanes> = new Map()
  /** In a masked loop: what its variables held when the iteration began. */
  #held: ReadonlyMap<Local, Lanes> = new Map()
  /** Values that hold this already in the lanes that have left the loop. */
  #settled: Map<Local, Lanes> = new Map()

  /** `seen`: extremes are taken by comparisons; `drains`: sums are accumulated by narrower lanes. */
  constructor(exprs: LaneExprs, seen?: Seen, drains?: Drains) {
    this.#exprs = exprs
    this.#seen = seen
    this.#drains = drains
  }

  block(block: readonly Stmt[]): void {
    for (const stmt of block) this.#stmt(stmt)
  }

  #stmt(stmt: Stmt): void {
    switch (stmt.kind) {
      case 'set':
        this.#set(stmt)
        return
      case 'store':
        this.#store(stmt)
        return
      case 'if':
        if (this.#exprs.stride(stmt.test) === 0) this.#sharedIf(stmt)
        else if (this.#exprs.plan.flat.has(stmt)) this.#flatIf(stmt)
        else this.#guardedIf(stmt)
        return
      case 'for':
      case 'while':
        this.#loop(stmt)
        return
      case 'check':
        // The plan has proven it for the lanes that are on.
        return
      default:
        throw new Error(`a ${stmt.kind} statement is planned as vector code`)
    }
  }

  #varies(local: Local): boolean {
    return this.#exprs.plan.strides.locals.get(local) === undefined
  }

  #set(stmt: SetStmt): void {
    const { local, value } = stmt
    const { text, scalar, plan } = this.#exprs
    if (this.#seen && plan.folds.some((fold) => fold.local === local)) {
      this.#seen.take(this.#exprs, stmt)
      return
    }
    if (this.#drains?.has(stmt)) {
      this.#drains.add(this.#exprs, stmt)
      return
    }
    if (this.#varies(local)) {
      const small = plan.small.locals.get(local)
      const lanes = small
        ? smallLanes(this.#exprs, value, smallTypes[small].bytes)
        : plan.narrow.has(local)
          ? this.#exprs.indices(value)
          : this.#exprs.lanes(value)
      this.#exprs.values.set(local, lanes)
      return
    }
    const name = scalar.local(local)
    text.lines.add(`${name} = ${this.#exprs.shared(value)}`)
    text.forget(name)
  }

  #store(stmt: StoreStmt): void {
    if (this.#exprs.plan.accumulated.has(stmt.access.array)) {
      updateLanes(this.#exprs, stmt)
      return
    }
    const value = storedLanes(this.#exprs, stmt)
    const pixel = this.#exprs.mask === undefined ? this.#exprs.plan.pixels.get(stmt) : undefined
    if (pixel) {
      this.#pixels.set(stmt, value)
      if (stmt === pixel.last) storePixels(this.#exprs, pixel, this.#pixels, () => this.#storeAll(pixel))
    } else storeLanes(this.#exprs.memory(stmt.access), stmt, value)
  }

  #storeAll({ places }: Pixels): void {
    for (const store of places.keys()) storeLanes(this.#exprs.memory(store.access), store, this.#pixels.get(store)!)
  }

  /** Forgets what a piece of code that may or may not run makes stale. */
  #forget(block: readonly Stmt[]): void {
    const { text, scalar } = this.#exprs
    for (const local of assignedLocals(block)) if (!this.#varies(local)) text.forget(scalar.local(local))
    if ([...statements(block)].some((stmt) => stmt.kind === 'store')) text.forgetLoads()
  }

  /** The locals with lanes that a block assigns and that are read after. */
  #joined(block: readonly Stmt[], live: ReadonlySet<Local>): Local[] {
    const isDrained = (local: Local): boolean => this.#exprs.plan.drains.some(({ fold }) => fold.local === local)
    return [...assignedLocals(block)].filter((local) => this.#varies(local) && live.has(local) && !isDrained(local))
  }

  #zero(local: Local): Lanes {
    const { text, plan } = this.#exprs
    return zeroLanes(text, plan.narrow.has(local) ? 'i32' : (plan.small.locals.get(local) ?? local.type))
  }

  /** A variable for each local, which begins as its value. */
  #variables(locals: readonly Local[]): Map<Local, Lanes> {
    const { text, values } = this.#exprs
    return new Map(locals.map((local) => [local, text.variables(values.get(local) ?? this.#zero(local), local.name)]))
  }

  /** The current values of locals into their variables. */
  #assign(
    variables: ReadonlyMap<Local, Lanes>,
    changed: (value: Lanes, variable: Lanes, local: Local) => Lanes = (v) => v,
  ): void {
    const { text, values } = this.#exprs
    const pairs = [...variables].flatMap(([local, to]) => {
      const value = values.get(local)
      if (value === undefined || value.parts === to.parts) return []
      return [{ to, value: text.width(changed(value, to, local), to.bytes) }]
    })
    text.assign(pairs)
  }

  /** All lanes go one way. */
  #sharedIf(stmt: IfStmt): void {
    const exprs = this.#exprs
    const { text } = exprs
    const test = exprs.shared(stmt.test)
    this.#forget([stmt])
    const variables = this.#variables(this.#joined([stmt], exprs.plan.live.after.get(stmt)!))
    const before = new Map([...exprs.values, ...variables])
    const side = (head: string, block: readonly Stmt[]): void =>
      text.scoped(head, () => {
        exprs.values = new Map(before)
        this.block(block)
        this.#assign(variables)
      })
    side(`if (${test}) {`, stmt.yes)
    if (stmt.no.length > 0) side('else {', stmt.no)
    exprs.values = before
  }

  /** Both sides in all lanes, then one of the two in each. */
  #flatIf(stmt: IfStmt): void {
    const exprs = this.#exprs
    const { text } = exprs
    const test = exprs.lanes(stmt.test)
    const [mask, certain, before] = [exprs.mask, exprs.certain, exprs.values]
    const side = (block: readonly Stmt[], on: () => Lanes): Map<Local, Lanes> => {
      if (block.length === 0) return before
      exprs.values = new Map(before)
      exprs.mask = on()
      exprs.certain = false
      this.block(block)
      return exprs.values
    }
    const yes = side(stmt.yes, () => text.and(mask, test))
    const no = side(stmt.no, () => text.andNot(mask, test))
    exprs.mask = mask
    exprs.certain = certain
    exprs.values = new Map(before)
    const live = exprs.plan.live.sides.get(stmt)!
    for (const local of this.#joined([stmt], exprs.plan.live.after.get(stmt)!)) {
      const [a, b] = [yes.get(local), no.get(local)]
      if (!a || !b || a === b) exprs.values.set(local, (a ?? b)!)
      else if (!live.yes.has(local)) exprs.values.set(local, b)
      else if (!live.no.has(local)) exprs.values.set(local, a)
      else {
        const held = this.#held.get(local)
        const [on, changed] = a === held ? [text.andNot(mask, test), b] : [text.and(mask, test), a]
        if (mask && held && (a === held || b === held) && local.type !== 'bool') {
          const value = exprs.blend(on, changed, held)
          exprs.values.set(local, value)
          this.#settled.set(local, value)
        } else exprs.values.set(local, exprs.blend(test, a, b))
      }
    }
  }

  /** Each side only where a lane takes it. */
  #guardedIf(stmt: IfStmt): void {
    const exprs = this.#exprs
    const { text } = exprs
    const test = exprs.lanes(stmt.test)
    const [mask, certain] = [exprs.mask, exprs.certain]
    this.#forget([stmt])
    const variables = this.#variables(this.#joined([stmt], exprs.plan.live.after.get(stmt)!))
    const before = new Map([...exprs.values, ...variables])
    const live = exprs.plan.live.sides.get(stmt)!
    const side = (block: readonly Stmt[], on: Lanes, other: ReadonlySet<Local>): void => {
      if (block.length === 0) return
      text.scoped(`if (${text.any(on)}) {`, () => {
        exprs.values = new Map(before)
        exprs.mask = on
        exprs.certain = true
        this.block(block)
        // Where the lanes of the other side are done with a local, it may change in them.
        this.#assign(variables, (value, old, local) => (other.has(local) ? exprs.blend(on, value, old) : value))
      })
    }
    side(stmt.yes, text.and(mask, test), live.no)
    if (stmt.no.length > 0) side(stmt.no, text.andNot(mask, test), live.yes)
    exprs.mask = mask
    exprs.certain = certain
    exprs.values = before
  }

  #loop(stmt: LoopStmt): void {
    const exprs = this.#exprs
    const { text, plan } = exprs
    const divergent = plan.strides.divergent.has(stmt)
    const [mask, certain] = [exprs.mask, exprs.certain]
    const after = plan.live.after.get(stmt)!
    const counts = this.#counts(stmt)
    this.#forget([stmt])
    hoistInvariants(exprs, stmt)
    const carried = this.#joined(stmt.body, plan.live.head.get(stmt)!).filter((local) => local !== stmt.run)
    const variables = this.#variables(carried)
    for (const [local, lanes] of variables) exprs.values.set(local, lanes)

    const { shared, varying, harmless } = this.#tests(stmt)
    let live: Lanes | undefined
    if (divergent) {
      const first = varying && !(stmt.kind === 'while' && stmt.doFirst) ? varying() : text.constant(true)
      const wanted = first.constant === undefined ? first : text.width(first, this.#maskBytes(stmt))
      live = text.variables(text.and(mask, wanted), 'live')
    }
    // What the test at the head computed, the body computes anew.
    this.#forget([stmt])
    for (const lanes of [...variables.values(), ...(live ? [live] : [])])
      for (const part of lanes.parts) text.forget(part)
    const left = live ? [text.any(live)] : []
    const more = (own: readonly string[]): string => {
      if (!harmless) return [...left, ...own].join(' && ') || 'true'
      // One branch, where nothing of it needs a lane that is on.
      const all = [...own, ...left]
      return all.map((each) => (all.length > 1 ? `<i32>${bracketed(each)}` : each)).join(' & ') || 'true'
    }

    /** One iteration, and the lanes that go on after it. */
    const iterate = (on: Lanes | undefined): Lanes | undefined => {
      exprs.mask = on ?? mask
      if (stmt.run && this.#varies(stmt.run)) exprs.values.set(stmt.run, text.constant(true))
      const held = new Map(carried.map((local) => [local, exprs.values.get(local)!]))
      const outer = [this.#held, this.#settled] as const
      this.#held = on ? held : new Map()
      this.#settled = new Map()
      this.block(stmt.body)
      if (on)
        for (const local of carried) {
          const [value, old] = [exprs.values.get(local)!, held.get(local)!]
          // What is dead after the loop may change in lanes that have left it.
          if (!after.has(local) || value === old || value === this.#settled.get(local)) continue
          exprs.values.set(local, exprs.blend(on, value, old))
        }
      ;[this.#held, this.#settled] = outer
      counts.step?.()
      if (on === undefined) return undefined
      let next = on
      if (stmt.run && this.#varies(stmt.run)) next = text.and(exprs.values.get(stmt.run)!, on)
      if (varying) {
        exprs.mask = next
        exprs.certain = false
        next = text.and(varying(), next)
      }
      return next
    }
    const run = (head: string, times: number, tail: () => string): void =>
      text.scoped(
        head,
        () => {
          exprs.certain = times === 1
          let on = live
          for (let i = 0; i < times; i++) on = iterate(on)
          // What has no value here is read by no lane that goes on.
          const pairs = [...variables].flatMap(([local, to]) => {
            const value = exprs.values.get(local)
            return value ? [{ to, value: text.width(value, to.bytes) }] : []
          })
          if (live && on) pairs.push({ to: live, value: text.width(on, live.bytes) })
          text.assign(pairs)
          for (const [local, lanes] of variables) exprs.values.set(local, lanes)
          // The test asks first whether a lane is left.
          exprs.certain = true
        },
        () => `} while (${tail()})`,
      )
    const doFirst = stmt.kind === 'while' && stmt.doFirst
    const single = (own: readonly string[] = []): void => {
      const head = doFirst && !unrolled ? 'do {' : `if (${more([...own, ...(doFirst ? [] : shared())])}) do {`
      run(head, 1, () => more([...own, ...shared()]))
    }
    const unrolled = plan.unrolled.get(stmt)
    const fixed = unrolled || divergent || doFirst ? undefined : fixedElements(stmt)
    if (fixed && fixed.size > 0) {
      text.scoped(`if (${more(shared())}) {`, () => {
        hoistElements(exprs, stmt, fixed)
        run('do {', 1, () => more(shared()))
      })
    } else if (unrolled === undefined) single()
    else {
      const { factor, counted } = unrolled
      const first = counted?.rest === 'first'
      if (counted && first) {
        const { counter, bound } = counted
        single([`((${exprs.scalar.expr(bound)} - ${exprs.scalar.local(counter)}) & ${factor - 1}) != 0`])
      }
      const own = counted ? (first ? shared() : [this.#manyLeft(counted, factor)]) : []
      if (live && first && own.length > 0) {
        // A group of iterations with no lane on harms nothing, and a loop that nothing guards leaves more in registers.
        const on = text.compute(`i32x4.splat((${own.join(' && ')}) ? -1 : 0)`)
        text.assign([{ to: live, value: text.map(live, (part) => `v128.and(${part}, ${on})`) }])
      }
      run(counted && !first ? `if (${more(own)}) do {` : 'do {', factor, () => more(first ? shared() : own))
      if (counted && !first) single()
    }
    // What else the body computed has names in its own block.
    for (const local of assignedLocals(stmt.body))
      if (this.#varies(local) && !variables.has(local)) exprs.values.delete(local)
    exprs.mask = mask
    exprs.certain = certain
  }

  /** Text of whether a counted loop has several iterations left. */
  #manyLeft(counted: { counter: Local; step: number; bound: Expr; inclusive: boolean }, factor: number): string {
    const { scalar } = this.#exprs
    const { counter, step, bound, inclusive } = counted
    // In 64 bits the sum stays below their end; a float that no longer grows stays below the bound.
    const wide = counter.type === 'f64' ? '<f64>' : '<i64>'
    const then = `${wide}${scalar.local(counter)} + ${wide}${step * (factor - 1)}`
    return `${then} ${inclusive ? '<=' : '<'} ${wide}${scalar.expr(bound)}`
  }

  /** The bytes of a loop's mask: those of what its lanes leave by. */
  #maskBytes(stmt: LoopStmt): LaneBytes {
    const widthOf = (test: Expr): LaneBytes | undefined => {
      if (test.kind === 'op' && this.#exprs.stride(test) !== 0) {
        const { type } = test.args[0]
        return type === 'bool' ? undefined : (types[type].bytes as LaneBytes)
      }
      if (test.kind === 'logical') return widthOf(test.left) ?? widthOf(test.right)
      return test.kind === 'not' ? widthOf(test.value) : undefined
    }
    for (const inner of statements(stmt.body)) {
      if (inner.kind !== 'if' || ![...statements([inner])].some((s) => s.kind === 'set' && s.local === stmt.run))
        continue
      const bytes = widthOf(inner.test)
      if (bytes) return bytes
    }
    return 4
  }

  /** Sets a counted loop's counter; how it steps. */
  #counts(stmt: LoopStmt): { step?: () => void } {
    if (stmt.kind === 'while') return {}
    const { text, scalar } = this.#exprs
    const counter = scalar.local(stmt.counter)
    text.lines.add(`${counter} = ${this.#exprs.shared(stmt.start)}`)
    text.forget(counter)
    const step = stmt.step.kind === 'const' ? scalar.expr(stmt.step) : this.#named(stmt.step, `${counter}_step`)
    return {
      step: () => {
        text.lines.add(`${counter} += ${step}`)
        text.forget(counter)
      },
    }
  }

  #named(expr: Expr, wanted: string): string {
    const { text } = this.#exprs
    const name = text.names.fresh(wanted)
    text.lines.add(`const ${name}: ${expr.type} = ${this.#exprs.shared(expr)}`)
    return name
  }

  /**
   * What a loop goes on by: texts that hold for all lanes, and a mask of those for which its own test holds. `harmless`: the texts may be
   * evaluated where no lane is on.
   */
  #tests(stmt: LoopStmt): { shared: () => string[]; varying: (() => Lanes) | undefined; harmless: boolean } {
    const exprs = this.#exprs
    const { scalar, plan } = exprs
    const flag = stmt.run && !this.#varies(stmt.run) ? [scalar.local(stmt.run)] : []
    if (stmt.kind === 'while') {
      const all = conjuncts(stmt.test).filter((test) => test.kind !== 'const' || test.value === 0)
      const shared = all.filter((test) => exprs.stride(test) === 0)
      const varying = all.filter((test) => exprs.stride(test) !== 0)
      // A test with a read may need the tests before it.
      const together = varying.some(mayFault) && shared.length > 0
      if (together) return { shared: () => flag, varying: () => exprs.lanes(stmt.test), harmless: true }
      const mask =
        varying.length === 0
          ? undefined
          : () => varying.map((e) => exprs.lanes(e)).reduce((a, b) => exprs.text.and(a, b))
      const harmless = !shared.some((test) => exprs.mayHarm(test))
      return { shared: () => [...shared.map((test) => exprs.shared(test)), ...flag], varying: mask, harmless }
    }
    const { counter, stop, step, at } = stmt
    const now: Expr = { kind: 'local', type: 'i32', local: counter, at }
    const down = step.kind === 'const' && step.value < 0
    const stride = exprs.stride(stop)
    if (stride === plan.strides.locals.get(counter)) {
      const last = stop.kind === 'const' ? scalar.expr(stop) : this.#named(stop, `${scalar.local(counter)}_stop`)
      const test = `${scalar.local(counter)} ${down ? '>' : '<'} ${last}`
      return { shared: () => [test, ...flag], varying: undefined, harmless: true }
    }
    const lanes = exprs.lanes(stop)
    return {
      shared: () => flag,
      varying: () => {
        const counted = exprs.lanes(now)
        return exprs.text.map(counted, (part, i) => `i32x4.${down ? 'gt' : 'lt'}_s(${part}, ${lanes.parts[i]})`)
      },
      harmless: true,
    }
  }
}

/** A condition as an operand. */
function bracketed(text: string): string {
  return /^[\w.]+(\([^()]*\))?$/.test(text) ? text : `(${text})`
}
