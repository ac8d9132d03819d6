import type { DType } from '../../base/dtypes.ts'
import { elementType } from '../../ops/type.ts'
import type { Access, ArrayRef, Expr, ForStmt, Func, Local, Stmt } from '../ir/nodes.ts'
import { printExpr } from '../ir/print.ts'
import { accessesOf, assignedLocals, blocks, statements } from '../ir/walk.ts'
import { mapBlock } from '../passes/rewrite.ts'
import { counterRange, type Interval, interval, invariant, widened } from './affine.ts'
import { aliasClasses } from './aliases.ts'

/**
 * A serial loop that keeps an element in a variable: `y[i] += …` over j reads `y[i]` before the loop and writes it after. Only where no
 * access of the loop can throw, and no other array overlaps: then nobody sees the difference.
 */
export interface Promotion {
  readonly loop: ForStmt
  readonly elements: readonly Kept[]
  /** Accesses to the same arrays that must lie elsewhere: where each index is outside its range, as found before the loop. */
  readonly apart: readonly ({ readonly index: Expr } & Interval)[]
  /** Every access of the loop as it was. */
  readonly accesses: readonly Access[]
}

interface Kept {
  readonly local: Local
  readonly index: Expr
  readonly access: Access
  /** Whether each iteration writes it. */
  readonly sure: boolean
}

/** dtypes whose elements are values as they are: a store changes nothing. */
export const exact: ReadonlySet<DType> = new Set<DType>(['float64', 'float32', 'int32'])

/** Finds the innermost serial loops of a kernel that accumulate into elements. */
export function findPromotions(func: Func): Map<ForStmt, Promotion> {
  const classOf = aliasClasses(func)
  const found = new Map<ForStmt, Promotion>()
  for (const stmt of statements(func.body)) {
    if (stmt.kind !== 'for' || stmt.parallel || !isInnermost(stmt)) continue
    const promotion = promote(stmt, classOf)
    if (promotion) found.set(stmt, promotion)
  }
  return found
}

function isInnermost(loop: ForStmt): boolean {
  const within = [...statements(loop.body)]
  return within.every((stmt) => stmt.kind === 'if' || (blocks(stmt).length === 0 && simple.has(stmt.kind)))
}

const simple: ReadonlySet<Stmt['kind']> = new Set<Stmt['kind']>(['set', 'store', 'break', 'continue'])

/** The elements that a loop without loops in it may keep in variables. */
export function promote(loop: ForStmt, classOf: (array: ArrayRef) => ArrayRef): Promotion | undefined {
  const variant = assignedLocals(loop.body)
  variant.add(loop.counter)
  const accesses = [...accessesOf(loop.body)]
  const byClass = new Map<ArrayRef, typeof accesses>()
  for (const each of accesses) {
    const key = classOf(each.access.array)
    byClass.set(key, [...(byClass.get(key) ?? []), each])
  }
  const elements = new Map<ArrayRef, Promotion['elements'][number]>()
  const certain = certainAccesses(loop.body)
  const range = counterRange(loop, new Map(), variant)
  const counters = new Map(range ? [[loop.counter, range]] : [])
  const apart: Promotion['apart'][number][] = []
  for (const group of byClass.values()) {
    const store = group.find(({ access }) => access.store)
    if (store === undefined || !exact.has(store.access.array.dtype) || !invariant(store.index, variant)) continue
    const { array } = store.access
    const index = printExpr(store.index)
    const others = group.filter((other) => printExpr(other.index) !== index)
    const ranges = others.map((other) => (other.access.store ? undefined : interval(other.index, counters, variant)))
    if (group.some((other) => other.access.array !== array) || ranges.includes(undefined)) continue
    for (const range of ranges) if (range) apart.push({ index: widened(store.index), ...range })
    const local: Local = { name: `${array.name}_element`, type: elementType[array.dtype]! }
    const sure = group.some(({ access }) => certain.has(access))
    elements.set(array, { local, index: store.index, access: store.access, sure })
  }
  if (elements.size === 0) return undefined
  const body = mapBlock(
    loop.body,
    (expr) => {
      const element = expr.kind === 'load' ? elements.get(expr.access.array) : undefined
      if (expr.kind !== 'load' || element === undefined) return expr
      if (printExpr(expr.index) !== printExpr(element.index)) return expr
      return { kind: 'local', type: element.local.type, local: element.local, at: expr.at }
    },
    (stmt) => {
      const element = stmt.kind === 'store' ? elements.get(stmt.access.array) : undefined
      if (stmt.kind !== 'store' || element === undefined) return [stmt]
      return [{ kind: 'set', local: element.local, value: stmt.value, at: stmt.at }]
    },
  )
  return {
    loop: { ...loop, body },
    elements: [...elements.values()],
    apart,
    accesses: accesses.map(({ access }) => access),
  }
}

/** What each iteration of a loop writes, whatever it comes to. */
function certainAccesses(body: readonly Stmt[]): Set<Access> {
  const found = new Set<Access>()
  for (const stmt of body) {
    if (stmt.kind !== 'set' && stmt.kind !== 'store') break
    if (stmt.kind === 'store') found.add(stmt.access)
  }
  return found
}
