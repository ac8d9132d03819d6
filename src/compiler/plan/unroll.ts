import type { Access, Expr, IfStmt, Local, LoopStmt, Stmt } from '../ir/nodes.ts'
import { accessesOf, assignedLocals, statements } from '../ir/walk.ts'
import type { AccessPlan } from './accesses.ts'
import { invariant } from './affine.ts'
import { blockCycles } from './cost.ts'
import type { Strides } from './strides.ts'

/** A masked loop several of whose iterations run between two questions whether a lane is left. */
export interface Unrolling {
  readonly factor: number
  /** Where the loop also counts: it has another iteration while `counter + step * n < bound`. */
  readonly counted?: {
    readonly counter: Local
    readonly step: number
    readonly bound: Expr
    readonly inclusive: boolean
    /**
     * When the iterations run that fill no group: before the groups where their number is known from the counter, so that less lives on
     * after the long loop; else after them.
     */
    readonly rest: 'first' | 'last'
  }
}

/** The conditions that hold together. */
export function conjuncts(test: Expr): Expr[] {
  return test.kind === 'logical' && test.op === '&&' ? [...conjuncts(test.left), ...conjuncts(test.right)] : [test]
}

/** Cycles of a body beyond which the question costs little. */
const LONG = 40

/** The loops of a block that may run several iterations at once: nothing in them harms where no lane is on. */
export function unrolling(
  body: readonly Stmt[],
  of: Strides,
  flat: ReadonlySet<IfStmt>,
  accesses: ReadonlyMap<Access, AccessPlan>,
): Map<LoopStmt, Unrolling> {
  const found = new Map<LoopStmt, Unrolling>()
  for (const stmt of statements(body)) {
    if ((stmt.kind !== 'for' && stmt.kind !== 'while') || !of.divergent.has(stmt)) continue
    const inner = [...statements(stmt.body)]
    const harmless = inner.every((s) => s.kind === 'set' || (s.kind === 'if' && flat.has(s)))
    const safe = [...accessesOf([stmt])].every(({ access }) => accesses.get(access)!.guard === 'none' && !access.store)
    if (!harmless || !safe || blockCycles(stmt.body) > LONG) continue
    const uniform = stmt.kind === 'while' ? conjuncts(stmt.test).filter((e) => of.of(e) === 0) : []
    if (stmt.kind === 'for') {
      if (of.of(stmt.stop) !== 0 || of.locals.get(stmt.counter) !== 0) continue
      if (stmt.step.kind !== 'const' || stmt.step.value < 1) continue
      const { counter, stop: bound, step } = stmt
      const rest = step.value === 1 ? 'first' : 'last'
      found.set(stmt, { factor: 4, counted: { counter, step: step.value, bound, inclusive: false, rest } })
    } else if (uniform.length === 0 || (uniform.length === 1 && isTrue(uniform[0]))) found.set(stmt, { factor: 4 })
    else if (uniform.length === 1) {
      const counted = countedBy(uniform[0], stmt.body)
      if (counted) found.set(stmt, { factor: 4, counted })
    }
  }
  return found
}

function isTrue(test: Expr): boolean {
  return test.kind === 'const' && test.value !== 0
}

/** `n < bound` where the body adds a constant to `n` once, at its top or behind what leaves. */
function countedBy(test: Expr, body: readonly Stmt[]): Unrolling['counted'] {
  if (test.kind !== 'op' || (test.op !== '<' && test.op !== '<=')) return undefined
  const [left, bound] = test.args
  if (left.kind !== 'local' || (left.type !== 'i32' && left.type !== 'f64') || !invariant(bound, assignedLocals(body)))
    return undefined
  const sets = [...statements(body)].filter((s) => s.kind === 'set' && s.local === left.local)
  const [set] = sets
  if (sets.length !== 1 || set.kind !== 'set' || set.value.kind !== 'op' || set.value.op !== '+') return undefined
  const [now, step] = set.value.args
  if (now.kind !== 'local' || now.local !== left.local || step.kind !== 'const' || step.value < 1) return undefined
  const inclusive = test.op === '<='
  const single = step.value === 1 && left.type === 'i32' && bound.type === 'i32' && !inclusive
  return { counter: left.local, step: step.value, bound, inclusive, rest: single ? 'first' : 'last' }
}
