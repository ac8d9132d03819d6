import type { DType } from '../../base/dtypes.ts'
import type { SourceText } from '../../base/source.ts'
import { anyBig } from '../../ops/big.ts'
import { elementType, isBigType } from '../../ops/type.ts'
import type { Access, ArrayRef, Expr, ForStmt, Local } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { accessesOf, assignedLocals, statements, subexpressions } from '../ir/walk.ts'
import { mapExpr } from '../passes/rewrite.ts'
import { outermost } from '../syntax/tree.ts'
import { type Movement, type Movements, ownElements } from './movement.ts'
import { identity, type Reducer, type Relation } from './reduction.ts'
import { type Expand, findUpdates, type Update } from './updates.ts'

/** An array whose elements the iterations combine, `h[k] += e`: shares of the iterations have a copy of it each. */
export interface Accumulation {
  readonly array: ArrayRef
  /** How elements of copies are merged: by an operation, or by taking what compares so. */
  readonly op: Reducer | Relation
  /** What a copy holds before its share begins. */
  readonly start: number | bigint
  /** Whether the result is the same in whatever shares the iterations come. */
  readonly exact: boolean
}

export interface Accumulations {
  readonly copied: readonly Accumulation[]
  /** The arrays that are only accumulated, copied or not: their elements are no races. */
  readonly arrays: ReadonlySet<ArrayRef>
  /** Why the iterations must run in order, on one thread; undefined where they need not. */
  readonly inOrder: string | undefined
}

/**
 * Finds the arrays that a loop only accumulates, at elements that iterations may share. An array whose every iteration
 * updates elements of its own is none.
 */
export function findAccumulations(
  loop: ForStmt,
  movements: Movements,
  classOf: (array: ArrayRef) => ArrayRef,
  source: SourceText,
): Accumulations {
  const own = assignedLocals(loop.body)
  const expand = expander(loop, classOf)
  const updates = new Map<ArrayRef, Update[]>()
  const spoilt = new Set<ArrayRef>()
  const accessed = new Map<ArrayRef, Set<ArrayRef>>()
  for (const { access } of accessesOf(loop.body)) {
    const name = classOf(access.array)
    accessed.set(name, (accessed.get(name) ?? new Set()).add(access.array))
  }
  const counted = new Set<Access>()
  const found = findUpdates(loop.body, expand, classOf)
  const companions = new Set([...found.values()].flatMap((update) => update.companions))
  for (const stmt of statements(loop.body)) {
    if (stmt.kind !== 'store') continue
    const { array } = stmt.access
    const update = found.get(stmt)
    if (update === undefined || own.has(array.base)) {
      // What goes with an element that is taken is not looked at by itself.
      if (!companions.has(stmt)) spoilt.add(array)
    } else {
      updates.set(array, [...(updates.get(array) ?? []), update])
      for (const access of update.accesses) counted.add(access)
    }
  }
  for (const { access } of accessesOf(loop.body)) if (!counted.has(access)) spoilt.add(access.array)

  const copied: Accumulation[] = []
  const arrays = new Set<ArrayRef>()
  let inOrder: string | undefined
  for (const [array, all] of updates) {
    if (spoilt.has(array) || apart(all, loop, movements)) continue
    arrays.add(array)
    for (const { companions: others } of all) for (const { access } of others) arrays.add(access.array)
    const alias = [...accessed.get(classOf(array))!].find((other) => other !== array)
    const why = alias ? `'${alias.name}' may be the same array` : unregrouped(all)
    const line = source.lineOf(outermost(all[0].store.at).start)
    if (why !== undefined) inOrder ??= `'${array.name}' is accumulated in order, line ${line}: ${why}`
    else copied.push(accumulation(array, all[0].op))
  }
  return { copied: inOrder === undefined ? copied : [], arrays, inOrder }
}

function accumulation(array: ArrayRef, op: Reducer | Relation): Accumulation {
  if (isRelation(op)) return { array, op, start: displaced(op, array.dtype), exact: true }
  const type = elementType[array.dtype]
  const float = type === 'f64' || type === 'f32'
  const start = float ? identity(op, type) : integerIdentity(op, array.dtype)
  return { array, op, start, exact: !(float && (op === '+' || op === '*')) }
}

const ranges: Partial<Record<DType, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 2 ** 32 - 1],
}

function integerIdentity(op: Reducer, dtype: DType): number {
  if (op === 'Math.min') return ranges[dtype]![1]
  if (op === 'Math.max') return ranges[dtype]![0]
  return identity(op, 'i32')
}

const isRelation = (op: string): op is Relation => op === '<' || op === '<=' || op === '>' || op === '>='

/** What a copy begins with where the greatest or least is taken: any candidate displaces it, and it displaces nothing. */
function displaced(op: Relation, dtype: DType): number | bigint {
  const least = op.startsWith('>')
  const type = elementType[dtype]
  if (isBigType(type)) return least ? anyBig[type].lo : anyBig[type].hi
  if (type === 'f64' || type === 'f32') return least ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return ranges[dtype]![least ? 0 : 1]
}

/**
 * Writes out the locals that hold one value in an iteration: set in one place, from elements that the loop does not write. The indices of
 * `h.set(x[i], y[i], h.get(x[i], y[i]) + 1)` are such locals, two for each.
 */
function expander(loop: ForStmt, classOf: (array: ArrayRef) => ArrayRef): Expand {
  const values = new Map<Local, Expr | undefined>()
  const written = new Set<ArrayRef>()
  for (const stmt of statements(loop.body)) {
    if (stmt.kind === 'store') written.add(classOf(stmt.access.array))
    if (stmt.kind === 'set') values.set(stmt.local, values.has(stmt.local) ? undefined : stmt.value)
    if (stmt.kind === 'for') values.set(stmt.counter, undefined)
  }
  const steady = (e: Expr): boolean =>
    [...subexpressions(e)].every((part) => {
      if (part.kind === 'load') return !written.has(classOf(part.access.array))
      return part.kind !== 'local' || !values.has(part.local) || part.local === loop.counter
    })
  return (expr) =>
    mapExpr(expr, (e) => {
      const value = e.kind === 'local' ? values.get(e.local) : undefined
      return value && steady(value) ? value : e
    })
}

/** Whether iterations update elements of their own, as far as can be seen. */
function apart(updates: readonly Update[], loop: ForStmt, movements: Movements): boolean {
  const places = updates.map(({ store }) => ({ index: store.index, move: movements.of(store.index) }))
  return places.every(({ move }) => ownElements(move, loop)) && places.every((one) => together(one, places[0], loop))
}

interface Place {
  readonly index: Expr
  readonly move: Movement
}

/** Whether two indices that give each iteration its own elements together do so too. */
function together(one: Place, other: Place, loop: ForStmt): boolean {
  if (sameExpr(one.index, other.index)) return true
  const [a, b] = [one.move, other.move]
  if (a.coefficient !== b.coefficient) return false
  if (a.coefficient === 'rows') return true
  if (a.offset === undefined || b.offset === undefined) return false
  const stride = Math.abs((a.coefficient as number) * (loop.step.kind === 'const' ? loop.step.value : 1))
  if (Math.max(a.offset + a.extent, b.offset + b.extent) - Math.min(a.offset, b.offset) < stride) return true
  return a.extent + b.extent === 0 && (a.offset - b.offset) % stride !== 0
}

/** Why updates of one array may not be regrouped. */
function unregrouped(updates: readonly Update[]): string | undefined {
  const [{ op, store }] = updates
  const { name, dtype, gaps } = store.access.array
  if (gaps) return `'${name}' has gaps, or another order than C`
  if (updates.some((other) => other.op !== op)) return 'it is updated by different operations'
  if (updates.some(({ companions }) => companions.length > 0)) return 'other elements go with those that are taken'
  if (updates.some(({ unordered }) => unordered)) return 'NaN is taken, too'
  if (dtype === 'uint8c') return 'clamped sums depend on their order'
  const type = elementType[dtype]!
  if (type === 'f64' || type === 'f32') {
    if (isRelation(op)) return updates.every((one) => one.type === type) ? undefined : `what '${name}' takes is rounded`
    const bits = op === '&' || op === '|' || op === '^' || op === 'Math.imul'
    return bits ? `'${name}' holds floats, and ${op} makes integers of them` : undefined
  }
  for (const one of updates) {
    if (isBigType(one.type)) continue
    if (one.type !== 'i32' && one.type !== 'i64') return `what is combined with '${name}' may be no integer`
    const extreme = one.op === 'Math.min' || one.op === 'Math.max' || isRelation(one.op)
    if (extreme && !fits(one.term, dtype)) return `what is compared with '${name}' may not fit ${dtype}`
    if (one.op === '*' && one.type === 'i64') return 'its products may not fit 32 bits'
  }
  return undefined
}

/** Whether a value is known to lie in a dtype's range, so that its store does not change it. */
function fits(expr: Expr, dtype: DType): boolean {
  if (dtype === 'int32' && expr.type === 'i32') return true
  const [lo, hi] = ranges[dtype]!
  if (expr.kind === 'const') return expr.value >= lo && expr.value <= hi
  if (expr.kind === 'convert' && expr.mode === 'unsigned') return dtype === 'uint32'
  if (expr.kind === 'convert' && expr.mode === 'number') return fits(expr.value, dtype)
  if (expr.kind !== 'load') return false
  const inner = ranges[expr.access.array.dtype]
  return inner !== undefined && inner[0] >= lo && inner[1] <= hi
}
