import { opNamed } from '../../ops/table.ts'
import { elementType, isBigType, laneTypes, types } from '../../ops/type.ts'
import type { Access, Expr, Local, SetStmt, Stmt } from '../ir/nodes.ts'
import { evaluated, operands, statements, subexpressions } from '../ir/walk.ts'
import type { AccessPlan } from './accesses.ts'
import { blockCycles } from './cost.ts'
import type { Drainable } from './drains.ts'
import { isLinear } from './narrow.ts'
import { type SmallLanes, threshold, truncatedSingle } from './smallLanes.ts'
import type { Strides } from './strides.ts'

/** Operations of a body beyond which two vectors in flight, not four, keep the registers. */
const LONG_BODY = 24

/** Bytes of the lanes of every value that varies. */
export function laneBytes(
  body: readonly Stmt[],
  of: Strides,
  accesses: ReadonlyMap<Access, AccessPlan>,
  narrow: ReadonlySet<Local>,
  small: SmallLanes,
  drained: readonly Drainable[],
): number[] {
  const found: number[] = []
  const bytesOf = (expr: Expr): number => {
    const own = small.types.get(expr) ?? (expr.kind === 'local' ? small.locals.get(expr.local) : undefined)
    return own ? laneTypes[own].bytes : expr.type === 'bool' ? 0 : types[expr.type].bytes
  }
  /** `low`: 32 bits of it are enough. */
  const visit = (expr: Expr, low: boolean): void => {
    const stride = of.of(expr)
    if (stride === 0) return
    const bytes = low ? 4 : bytesOf(expr)
    if (bytes > 0 && (stride === undefined || expr.type === 'f64')) found.push(bytes)
    const limit = expr.kind === 'op' && small.types.has(expr) ? threshold(expr, of) : undefined
    const single = truncatedSingle(expr)
    if (limit) visit(limit.value, false)
    else if (single) visit(single, false)
    else if (expr.kind === 'load') visitIndex(expr.access, expr.index)
    else for (const operand of operands(small.saturated.get(expr) ?? expr)) visit(operand, low && isLinear(expr))
  }
  // An index that moves evenly, or at a distance of run time, is address arithmetic.
  const visitIndex = (access: Access, index: Expr): void => {
    const plan = accesses.get(access)!
    if (of.of(index) !== undefined || plan.spacing !== undefined) return
    found.push(4)
    visit(index, plan.guard !== 'checked' || plan.narrow)
  }
  for (const stmt of statements(body)) {
    const added = stmt.kind === 'set' ? drained.find(({ addends }) => addends.has(stmt)) : undefined
    if (added) {
      // Of a sum that is drained what is added counts alone.
      for (const { value } of added.addends.get(stmt as SetStmt)!) if (value.kind !== 'const') visit(value, false)
      continue
    }
    if (stmt.kind === 'set') visit(stmt.value, narrow.has(stmt.local))
    else if (stmt.kind === 'store') {
      visitIndex(stmt.access, stmt.index)
      visit(stmt.value, false)
    } else if (stmt.kind !== 'check') for (const expr of evaluated(stmt)) visit(expr, false)
    if (stmt.kind === 'store') {
      const type = elementType[stmt.access.array.dtype]
      if (type === 'f64' || (type === 'i64' && stmt.value.type === 'i64') || isBigType(type)) found.push(8)
    }
    if (stmt.kind === 'set' && of.locals.get(stmt.local) === undefined && stmt.local.type !== 'bool')
      found.push(narrow.has(stmt.local) ? 4 : laneTypes[small.locals.get(stmt.local) ?? stmt.local.type].bytes)
  }
  return found
}

/**
 * How many vectors go through the body side by side: as many as its innermost loop and its longest operation leave
 * registers for.
 */
export function interleaved(body: readonly Stmt[], hot: readonly Stmt[], of: Strides): number {
  let most = work(hot, of) > LONG_BODY ? 2 : 4
  for (const stmt of statements(body))
    for (const top of evaluated(stmt))
      for (const e of subexpressions(top))
        if (e.kind === 'op' && of.of(e) !== 0 && e.args[0].type !== 'bool')
          most = Math.min(most, opNamed(e.op).interleave?.(e.args[0].type) ?? most)
  return most
}

/** Where the time of a body goes: into its longest innermost loop, or into itself where it has none. */
export function hottest(body: readonly Stmt[]): readonly Stmt[] {
  let found: readonly Stmt[] | undefined
  for (const stmt of statements(body)) {
    if (stmt.kind !== 'for' && stmt.kind !== 'while') continue
    if ([...statements(stmt.body)].some((inner) => inner.kind === 'for' || inner.kind === 'while')) continue
    if (found === undefined || blockCycles(stmt.body) > blockCycles(found)) found = stmt.body
  }
  return found ?? body
}

/** Operations on lanes in a block, each counted once. */
function work(block: readonly Stmt[], of: Strides): number {
  let count = 0
  for (const stmt of statements(block)) {
    if (stmt.kind === 'store') count++
    for (const top of evaluated(stmt))
      for (const e of subexpressions(top)) if (e.kind !== 'local' && e.kind !== 'const' && of.of(e) !== 0) count++
  }
  return count
}
