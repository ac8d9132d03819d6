import type { DType } from '../../base/dtypes.ts'
import { constant, operation, read, set } from '../ir/make.ts'
import type { Access, ArrayRef, Expr, ForStmt, Local, SetStmt, Stmt, StoreStmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { accessesOf, assignedLocals, evaluated, jumps, mayFault, readLocals, statements } from '../ir/walk.ts'
import { mapBlock, mapExpr } from '../passes/rewrite.ts'
import { invariant } from './affine.ts'
import type { Nest } from './inner.ts'
import { independent } from './interchange.ts'
import { jam } from './jam.ts'
import { liveness } from './liveness.ts'
import { planLanes, type VectorPlan } from './vectors.ts'

/**
 * A tile's loops so arranged that what they read is used again while it lies in the caches: column by column, all rows of a chunk, and where
 * elements hold the sums as they are, some terms of all sums at a time. Between two such panels a sum lies in the element that it is for, and
 * its terms stay in their order. See Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication (2008); without packing.
 */
export interface Panels {
  /** The terms and the columns, of which panels are worth it where there are many. */
  readonly terms: ForStmt
  readonly columns: ForStmt
  /** The rows, from the first to before the last. */
  readonly from: Local
  readonly to: Local
  readonly body: readonly Stmt[]
  readonly inner: ReadonlyMap<ForStmt, VectorPlan>
}

/** Terms of a panel: so many rows of the second factor stay in the caches, whatever their distance. */
const PANEL = 64
/** Rows of a chunk, if there are enough of them: so often a column is used before the next. */
export const PANEL_ROWS = 64

/** Whose elements hold every value of a local of that type. */
const holds: Partial<Record<DType, Local['type']>> = { float64: 'f64', float32: 'f32', int32: 'i32' }

/** What a loop over columns computes, where that is sums over a loop in it, each of which goes into an element that holds it as it is. */
interface Sums {
  readonly before: readonly SetStmt[]
  readonly begin: readonly SetStmt[]
  readonly stores: readonly (StoreStmt & { readonly value: Extract<Expr, { kind: 'local' }> })[]
}

/** The panels of a tile: `rows` iterations of the loop over `counter` together, whose body is `block`, in `vectors` vectors of each row. */
export function planPanels(
  block: readonly Stmt[],
  counter: Local,
  rows: number,
  vectors: number,
  nest: Nest,
): Panels | undefined {
  const parts = distributed(block)
  const columns = parts?.at(-1)
  if (parts === undefined || columns?.kind !== 'for') return undefined
  const [terms, ...others] = columns.body.filter((stmt) => stmt.kind === 'for')
  if (terms === undefined || others.length > 0) return undefined
  const { start, stop, at } = terms
  const variant = assignedLocals(parts).add(counter)
  if (![columns, terms].flatMap(evaluated).every((bound) => invariant(bound, variant))) return undefined

  const hidden = (name: string): Local => ({ name, type: 'i32', hidden: true })
  const [panel, end] = [hidden(`${terms.counter.name}_panel`), hidden(`${terms.counter.name}_end`)]
  const [from, to] = [hidden(`${counter.name}_from`), hidden(`${counter.name}_to`)]
  const number = (value: number): Expr => constant(value, 'i32', at)
  const loop = (over: Local, first: Expr, last: Expr, step: number, body: readonly Stmt[]): ForStmt => ({
    kind: 'for',
    parallel: false,
    counter: over,
    start: first,
    stop: last,
    step: number(step),
    body,
    at,
  })
  const sums = sumsOf(columns.body, terms, nest.classOf)
  const row = sums ? inPanels(sums, { ...terms, start: read(panel, at), stop: read(end, at) }, start) : columns.body
  const body = jam(row, counter, rows, () => {})
  if (body === undefined) return undefined
  const [first, last] = [read(from, at), read(to, at)]
  const across: ForStmt = { ...columns, body: [{ ...loop(counter, first, last, rows, body), whole: true }] }
  const plan = planLanes(across, nest, vectors)
  if (plan === undefined) return undefined
  const inner = new Map([[across, plan]])
  const before = parts.slice(0, -1)
  for (const stmt of before) {
    if (stmt.kind !== 'for' || !independent(stmt, stmt, { root: parts, classOf: nest.classOf, distances: undefined }))
      continue
    const lanes = planLanes(stmt, nest, vectors)
    if (lanes) inner.set(stmt, lanes)
  }
  const heads = before.length === 0 ? [] : [loop(counter, first, last, 1, before)]
  if (sums === undefined) return { terms, columns, from, to, body: [...heads, across], inner }
  const next = operation('+', 'i32', read(panel, at), number(PANEL))
  const panels = loop(panel, start, stop, PANEL, [set(end, operation('Math.min', 'i32', stop, next)), across])
  return { terms, columns, from, to, body: [...heads, panels], inner }
}

/**
 * The statements of a block as parts that run one after the other for all iterations of the loop around: variables that they share, such as
 * the beginning of a row, are computed where they are read. Undefined where a part hands on a value.
 */
function distributed(block: readonly Stmt[]): readonly Stmt[] | undefined {
  const values = new Map<Local, Expr>()
  const inlined = (expr: Expr): Expr => (expr.kind === 'local' ? (values.get(expr.local) ?? expr) : expr)
  const parts: Stmt[] = []
  for (const stmt of block) {
    if (stmt.kind !== 'set') parts.push(...mapBlock([stmt], inlined))
    else if (parts.length > 0 || values.has(stmt.local) || mayFault(stmt.value)) return undefined
    else values.set(stmt.local, mapExpr(stmt.value, inlined))
  }
  const own = assignedLocals(parts)
  if ([...values.keys()].some((local) => own.has(local))) return undefined
  const handed = parts.some((part) => [...liveness([part], new Set()).entry].some((local) => own.has(local)))
  return handed ? undefined : parts
}

/** A row of sums for some of their `terms`: those from the first on begin the sums, others go on from where they stand. */
function inPanels({ before, begin, stores }: Sums, terms: ForStmt, first: Expr): Stmt[] {
  const { at } = terms
  const resumed = stores.map(({ access, index, value: { local } }): Stmt => {
    const element: Access = { ...access, store: false }
    return set(local, { kind: 'load', type: local.type as 'f64', index, access: element, at })
  })
  const test = operation('===', 'bool', terms.start, first)
  return [...before, { kind: 'if', test, yes: begin, no: resumed, at }, terms, ...stores]
}

function sumsOf(body: readonly Stmt[], terms: ForStmt, classOf: (array: ArrayRef) => ArrayRef): Sums | undefined {
  const at = body.indexOf(terms)
  if (terms.step.kind !== 'const' || terms.step.value !== 1) return undefined
  for (const stmt of statements(terms.body))
    if ((stmt.kind !== 'set' && stmt.kind !== 'if') || jumps(stmt)) return undefined
  const sets = body.slice(0, at).filter((stmt) => stmt.kind === 'set')
  const stores = body.slice(at + 1).filter((stmt): stmt is Sums['stores'][number] => {
    if (stmt.kind !== 'store' || stmt.value.kind !== 'local') return false
    return holds[stmt.access.array.dtype] === stmt.value.type
  })
  if (sets.length + stores.length + 1 !== body.length) return undefined

  const { entry } = liveness(terms.body, new Set())
  const sums = new Set([...assignedLocals(terms.body)].filter((local) => entry.has(local)))
  const begin = sets.filter(({ local }) => sums.has(local))
  const before = sets.filter(({ local }) => !sums.has(local))
  for (const all of [begin.map(({ local }) => local), stores.map(({ value }) => value.local)])
    if (all.length !== sums.size || !all.every((local) => sums.has(local)) || new Set(all).size !== all.length)
      return undefined
  // What stands before the terms is the same in each panel, and how a sum begins is read in the first alone.
  if ([...readLocals(sets)].some((local) => sums.has(local))) return undefined
  const written = new Map(stores.map((store) => [classOf(store.access.array), store]))
  if (written.size !== stores.length) return undefined
  const begins = new Set([...accessesOf(begin)].map(({ access }) => access))
  for (const { access, index } of accessesOf(body)) {
    const store = written.get(classOf(access.array))
    if (store === undefined || access.store) continue
    if (!begins.has(access) || access.array !== store.access.array || !sameExpr(index, store.index)) return undefined
  }
  return { before, begin, stores }
}
