import { rounding } from '../../ops/table.ts'
import type { Expr, Func, Local } from '../ir/nodes.ts'
import { operands, statements } from '../ir/walk.ts'

/** Operations that give no fraction where their operands are none: a sum or a product beyond 2^53 is rounded to a whole number, too. */
const closed: ReadonlySet<string> = new Set(['+', '-', '*', '-x', '%', 'Math.min', 'Math.max', 'Math.abs', '** 2'])

/** The float64 locals that never hold a fraction: a whole number of any size, an infinity or NaN. */
export function wholeLocals(func: Func): ReadonlySet<Local> {
  const sets = [...statements(func.body)].filter((stmt) => stmt.kind === 'set')
  const found = new Set(sets.map(({ local }) => local).filter(({ type }) => type === 'f64'))
  for (const param of func.params) if (param.kind === 'scalar') found.delete(param.local)
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const { local, value } of sets) if (!isWhole(value, found)) found.delete(local)
  }
  return found
}

/** Whether a number is known to be no fraction. */
export function isWhole(expr: Expr, locals: ReadonlySet<Local>): boolean {
  if (expr.type !== 'f64' && expr.type !== 'f32') return expr.type !== 'bool'
  switch (expr.kind) {
    case 'const':
      return Number.isInteger(expr.value)
    case 'local':
      return locals.has(expr.local)
    case 'op':
      return rounding.has(expr.op) || (closed.has(expr.op) && operands(expr).every((e) => isWhole(e, locals)))
    case 'select':
      return isWhole(expr.yes, locals) && isWhole(expr.no, locals)
    case 'convert':
      return expr.mode === 'number' && (expr.value.type === 'bool' || isWhole(expr.value, locals))
    default:
      return false
  }
}
