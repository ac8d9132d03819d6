import type { ArrayRef, Func } from '../ir/nodes.ts'
import { statements } from '../ir/walk.ts'

/** Sorts arrays into classes: those that a variable may hold one of are of one class. Gives a class's representative. */
export function aliasClasses(func: Func): (array: ArrayRef) => ArrayRef {
  const parent = new Map<ArrayRef, ArrayRef>()
  const find = (array: ArrayRef): ArrayRef => {
    const up = parent.get(array)
    return up === undefined ? array : find(up)
  }
  for (const stmt of statements(func.body)) {
    if (stmt.kind !== 'point') continue
    const [a, b] = [find(stmt.array), find(stmt.from)]
    if (a !== b) parent.set(a, b)
  }
  return find
}
