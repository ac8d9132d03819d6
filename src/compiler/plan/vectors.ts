import { opNamed } from '../../ops/table.ts'
import { type NumberType, type Type, types } from '../../ops/type.ts'
import {
  type Access,
  type ArrayRef,
  assignedLocals,
  type Expr,
  evaluated,
  type ForStmt,
  type Local,
  type Stmt,
  subexpressions,
} from '../ir/nodes.ts'
import { invariant, linear } from './affine.ts'
import type { Checks } from './checks.ts'
import type { Reduction } from './reduction.ts'

/** How an access moves from lane to lane. */
export type Shape = 'contiguous' | 'uniform'

/** A loop whose iterations become lanes: a gang of `lanes` iterations runs each statement together. */
export interface VectorPlan {
  readonly kind: 'vector'
  /** Iterations of a gang; 16 for a loop with reductions takes several gangs a trip. */
  readonly lanes: number
  /** Iterations of one trip of the loop. */
  readonly trip: number
  readonly shapes: ReadonlyMap<Access, Shape>
}

export interface ScalarPlan {
  readonly kind: 'scalar'
  /** Why the loop is not vectorised. */
  readonly reason: string
}

/** dtypes whose elements fill lanes as they are. */
const laneDtypes: ReadonlySet<string> = new Set(['float64', 'float32', 'int32'])
/** Operations in a gang's trip beyond which two vectors in flight, not four, keep the registers. */
const LONG_BODY = 24
/** Stripes of a reduction in the canonical order. */
export const STRIPES = 16

/** Plans the iterations of a parallel loop as lanes, or says why not. */
export function planVector(
  loop: ForStmt,
  checks: Checks,
  reductions: readonly Reduction[],
  accumulated: ReadonlySet<ArrayRef>,
): VectorPlan | ScalarPlan {
  try {
    return vectorise(loop, checks, reductions, accumulated)
  } catch (error) {
    if (error instanceof NotVectorised) return { kind: 'scalar', reason: error.message }
    throw error
  }
}

class NotVectorised extends Error {}

function vectorise(
  loop: ForStmt,
  checks: Checks,
  reductions: readonly Reduction[],
  accumulated: ReadonlySet<ArrayRef>,
): VectorPlan {
  if (loop.step.kind !== 'const' || loop.step.value !== 1) throw new NotVectorised('its step is not 1')
  const folds = reductions.map((r) => {
    if (r.kind !== 'fold') throw new NotVectorised(`'${r.local.name}' takes the value of one iteration`)
    if (r.type === 'bool') throw new NotVectorised(`'${r.local.name}' is a condition`)
    if (r.type !== r.local.type) throw new NotVectorised(`'${r.local.name}' is ${r.local.type}, and combines ${r.type}`)
    return { ...r, type: r.type }
  })
  const variant = assignedLocals(loop.body)
  variant.add(loop.counter)
  const shapes = new Map<Access, Shape>()
  const used = new Set<NumberType>()
  let work = 0

  const visitAccess = (access: Access, index: Expr): void => {
    const { name, dtype } = access.array
    if (accumulated.has(access.array)) throw new NotVectorised(`lanes may accumulate into one element of '${name}'`)
    if (!laneDtypes.has(dtype)) throw new NotVectorised(`elements of '${name}' are ${dtype}`)
    if (!checks.proven.has(access))
      throw new NotVectorised(`'${name}' keeps a bounds check: ${checks.inline.get(access)}`)
    const form = linear(index, loop.counter, variant)
    if (form === undefined || form.coefficient > 1 || form.coefficient < 0)
      throw new NotVectorised(`'${name}' is not read or written element after element`)
    shapes.set(access, form.coefficient === 1 ? 'contiguous' : 'uniform')
    if (access.store && form.coefficient !== 1) throw new NotVectorised(`the iterations write one element of '${name}'`)
    work++
  }
  const visitExpr = (expr: Expr): void => {
    if (expr.type !== 'bool' && expr.type !== 'i64') used.add(expr.type)
    if (invariant(expr, variant)) return
    switch (expr.kind) {
      case 'load':
        // The index itself is address arithmetic, not a lane value.
        visitAccess(expr.access, expr.index)
        return
      case 'op': {
        work++
        const type = expr.args[0].type
        if (type === 'bool' || opNamed(expr.op).vector(type, 'a', 'b') === undefined)
          throw new NotVectorised(`there is no vector instruction for ${expr.op} of ${type}`)
        break
      }
      case 'convert':
        work++
        if (!convertible(expr.value.type, expr.type) || expr.mode !== 'number')
          throw new NotVectorised(`there is no vector instruction that converts ${expr.value.type} to ${expr.type}`)
        break
      case 'local':
        if (expr.type === 'i64') throw new NotVectorised(`'${expr.local.name}' takes 64 bits`)
        break
      default:
        work++
    }
    const inner =
      expr.kind === 'op'
        ? expr.args
        : expr.kind === 'select'
          ? [expr.test, expr.yes, expr.no]
          : expr.kind === 'logical'
            ? [expr.left, expr.right]
            : expr.kind === 'not' || expr.kind === 'convert'
              ? [expr.value]
              : []
    for (const operand of inner) visitExpr(operand)
  }
  for (const stmt of loop.body) {
    if (stmt.kind === 'check') {
      if (checks.proven.has(stmt.access)) continue
      throw new NotVectorised(`'${stmt.access.array.name}' keeps a bounds check: ${checks.inline.get(stmt.access)}`)
    }
    if (stmt.kind !== 'set' && stmt.kind !== 'store')
      throw new NotVectorised(`its body is not a straight line: ${stmt.kind}`)
    if (stmt.kind === 'store') {
      visitExpr(stmt.value)
      visitAccess(stmt.access, stmt.index)
    } else visitExpr(stmt.value)
  }
  carried(loop.body, loop.counter, new Set(reductions.map((r) => r.local)), variant)

  const widest = Math.max(4, ...[...used].map((type) => types[type].bytes), ...folds.map((r) => types[r.type].bytes))
  const vectors = work > LONG_BODY ? 2 : 4
  const lanes = (16 / widest) * vectors
  return { kind: 'vector', lanes, trip: reductions.length > 0 ? STRIPES : lanes, shapes }
}

/** A private local that is read before the iteration sets it would carry a value from lane to lane. */
function carried(
  body: readonly Stmt[],
  counter: Local,
  reductions: ReadonlySet<Local>,
  variant: ReadonlySet<Local>,
): void {
  const set = new Set<Local>([counter])
  for (const stmt of body) {
    for (const top of evaluated(stmt))
      for (const e of subexpressions(top))
        if (e.kind === 'local' && variant.has(e.local) && !set.has(e.local) && !reductions.has(e.local))
          throw new NotVectorised(`'${e.local.name}' carries a value from iteration to iteration`)
    if (stmt.kind === 'set') set.add(stmt.local)
  }
}

function convertible(from: Type, to: Type): boolean {
  return (
    ((from === 'i32' || from === 'f32' || from === 'f64') &&
      (to === 'f64' || (to === 'f32' && from !== 'i32') || from === to)) ||
    (from === 'i32' && to === 'f32')
  )
}
