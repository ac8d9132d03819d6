import { assignedLocals, type Local, readLocals } from '../ir/nodes.ts'
import type { Plan, Region } from '../plan/plan.ts'
import type { Scalar } from './scalar.ts'

/** Reads the parameters that the code uses from the frame, and for a region the locals of the kernel, but for those `given`. */
export function loadFrame(
  plan: Plan,
  region: Region | undefined,
  scalar: Scalar,
  given: ReadonlySet<Local> = new Set(),
): void {
  const { func } = plan
  const block = region ? [region.loop] : func.body
  const used = readLocals(block)
  const assigned = assignedLocals(func.body)
  const load = (local: Local, offset: number): void => {
    if (given.has(local)) return
    const changes = assigned.has(local)
    // A region sees what the kernel made of a parameter, below.
    if (used.has(local) ? !(region && changes) : !region && changes) scalar.parameter(local, offset, changes)
  }
  func.params.forEach((param, i) => {
    const offset = plan.params[i]
    if (param.kind === 'scalar') load(param.local, offset)
    else {
      load(param.array.base, offset)
      load(param.array.size, offset + 4)
    }
  })
  for (const local of region?.captured ?? []) if (!given.has(local)) scalar.captured(local, plan.slots.get(local)!)
}
