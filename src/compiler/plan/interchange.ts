import type { ArrayRef, Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import {
  accessesOf,
  assignedLocals,
  evaluated,
  jumps,
  readLocals,
  statements,
  subexpressions,
  withoutBlocks,
} from '../ir/walk.ts'
import { liveness } from './liveness.ts'
import { slope } from './polynomial.ts'
import { promote } from './promote.ts'
import { withPromotion } from './promoted.ts'

/** What a change of loops depends on. */
export interface Rearranging {
  /** All that sees the loops' locals. */
  readonly root: readonly Stmt[]
  readonly classOf: (array: ArrayRef) => ArrayRef
  /** Distances of run time between the elements of iterations, which must not be 0; undefined where only constants will do. */
  readonly distances: Expr[] | undefined
}

/**
 * `for k { for j c[j] += … }` as `for j { for k … }` with `c[j]` in a variable, all through a block. The sums of each element stay in
 * their order. Only where no access can throw and no arrays overlap does nobody see the difference.
 */
export function interchanged(block: readonly Stmt[], cx: Rearranging): Stmt[] {
  return block.map((stmt): Stmt => {
    if (stmt.kind === 'if') return { ...stmt, yes: interchanged(stmt.yes, cx), no: interchanged(stmt.no, cx) }
    if (stmt.kind !== 'for') return stmt
    const other = swapped(stmt, cx)
    if (other) return other
    // A loop that stays as it is is known by its identity.
    const body = interchanged(stmt.body, cx)
    return body.every((inner, i) => inner === stmt.body[i]) ? stmt : { ...stmt, body }
  })
}

function swapped(outer: ForStmt, cx: Rearranging): ForStmt | undefined {
  const inner = outer.body.at(-1)
  const before = outer.body.slice(0, -1)
  if (inner?.kind !== 'for' || outer.parallel || inner.parallel) return undefined
  if (!before.every((stmt) => stmt.kind === 'set')) return undefined
  for (const stmt of statements(inner.body))
    if ((stmt.kind !== 'set' && stmt.kind !== 'store' && stmt.kind !== 'if') || jumps(stmt)) return undefined
  // The inner loop must be the same in all iterations of the outer one.
  const variant = assignedLocals(outer.body).add(outer.counter)
  const fixed = (e: Expr): boolean => e.kind !== 'load' && (e.kind !== 'local' || !variant.has(e.local))
  if (!evaluated(inner).every((bound) => [...subexpressions(bound)].every(fixed))) return undefined
  const body = [...before, ...inner.body]
  if (!independent({ ...inner, body }, outer, cx)) return undefined
  const promotion = promote({ ...outer, body }, cx.classOf)
  if (promotion === undefined || promotion.apart.length > 0) return undefined
  const kept = new Set(promotion.elements.map(({ access }) => cx.classOf(access.array)))
  for (const { access } of accessesOf(body)) if (access.store && !kept.has(cx.classOf(access.array))) return undefined
  return { ...inner, body: withPromotion(promotion) }
}

/**
 * Whether the iterations of a loop touch elements of their own in the arrays that it writes, and hand no local on; `whole` is what stands for
 * the loop in the root.
 */
export function independent(loop: ForStmt, whole: Stmt, { root, classOf, distances }: Rearranging): boolean {
  const { body, counter } = loop
  const { entry } = liveness(body, new Set())
  const own = assignedLocals(body)
  const outside = readOutside(root, whole)
  if ([...own].some((local) => entry.has(local) || outside.has(local))) return false
  const accesses = [...accessesOf(body)]
  const stores = new Map(
    accesses.flatMap(({ access, index }) => (access.store ? [[classOf(access.array), { access, index }]] : [])),
  )
  return accesses.every(({ access, index }) => {
    const store = stores.get(classOf(access.array))
    if (store === undefined) return true
    if (store.access.array !== access.array || !sameExpr(store.index, index)) return false
    return moves(index, counter, own, distances)
  })
}

/** Whether an index is another in each iteration of a loop. Notes the factors of run time that decide it. */
function moves(index: Expr, counter: Local, own: ReadonlySet<Local>, distances: Expr[] | undefined): boolean {
  const places = index.kind === 'position' ? index.indices : [index]
  const reads = (e: Expr): boolean => [...subexpressions(e)].some((x) => x.kind === 'local' && x.local === counter)
  const moving = places.filter(reads)
  const terms = moving.length === 1 ? slope(moving[0], counter) : undefined
  if (terms?.length !== 1) return false
  const { factors } = terms[0]
  if (factors.length === 0) return true
  if (distances === undefined || !factors.every((e) => e.kind === 'local' && !own.has(e.local))) return false
  distances.push(...factors)
  return true
}

/** The locals that are read in a block outside of one of its statements. */
function readOutside(block: readonly Stmt[], except: Stmt): Set<Local> {
  const found = new Set<Local>()
  const visit = (stmts: readonly Stmt[]): void => {
    for (const stmt of stmts) {
      if (stmt === except) continue
      for (const local of readLocals([withoutBlocks(stmt)])) found.add(local)
      if (stmt.kind === 'if') {
        visit(stmt.yes)
        visit(stmt.no)
      } else if (stmt.kind === 'for' || stmt.kind === 'while') visit(stmt.body)
    }
  }
  visit(block)
  return found
}
