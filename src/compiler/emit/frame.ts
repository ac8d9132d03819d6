import type { ArrayRef, Local } from '../ir/nodes.ts'
import { assignedLocals, readLocals } from '../ir/walk.ts'
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
    else for (const [local, at] of arraySlots(param.array, offset)) load(local, at)
  })
  for (const local of region?.captured ?? []) if (!given.has(local)) scalar.captured(local, plan.slots.get(local)!)
}

/** Where in the frame each local of an array lies. A stride that is an extent is read once. */
function arraySlots({ base, size, dims = [] }: ArrayRef, offset: number): Map<Local, number> {
  const slots = new Map([
    [base, offset],
    [size, offset + 4],
  ])
  dims.forEach(({ extent }, d) => {
    slots.set(extent, offset + 8 + 4 * d)
  })
  dims.forEach(({ stride }, d) => {
    if (stride && !slots.has(stride)) slots.set(stride, offset + 8 + 4 * (dims.length + d))
  })
  return slots
}
