import { assignedLocals, expressions, type Local, statements } from '../ir/nodes.ts'
import type { Plan, Region } from '../plan/plan.ts'
import type { Lines } from './lines.ts'
import type { Scalar } from './scalar.ts'

/** Reads the parameters that the code uses from the frame, and for a region the locals of the kernel. */
export function loadFrame(plan: Plan, region: Region | undefined, scalar: Scalar, lines: Lines): void {
  const { func } = plan
  const block = region ? [region.loop] : func.body
  const locals = new Set<Local>()
  const arrays = new Set<number>()
  for (const expr of expressions(block)) {
    if (expr.kind === 'local') locals.add(expr.local)
    if (expr.kind === 'load') arrays.add(expr.access.array.param)
    if (expr.kind === 'length') arrays.add(expr.array.param)
  }
  for (const stmt of statements(block)) if (stmt.kind === 'store') arrays.add(stmt.access.array.param)
  const assigned = assignedLocals(func.body)
  func.params.forEach((param, i) => {
    const offset = plan.params[i]
    if (param.kind === 'array') {
      if (!arrays.has(i)) return
      lines.add(`const ${scalar.array(param.array)} = load<usize>(frame, ${offset})`)
      lines.add(`const ${scalar.length(param.array)} = load<i32>(frame, ${offset + 4})`)
    } else if (locals.has(param.local) || (!region && assigned.has(param.local))) {
      // A region sees what the kernel made of the parameter, below.
      if (region && assigned.has(param.local)) return
      scalar.parameter(param.local, offset, assigned.has(param.local))
    }
  })
  for (const local of region?.captured ?? []) scalar.captured(local, plan.slots.get(local)!)
}
