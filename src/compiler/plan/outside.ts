import type { ForStmt, Func, Local, Stmt } from '../ir/nodes.ts'
import { assignedLocals, readLocals, statements, withoutBlocks } from '../ir/walk.ts'

/** The locals that live outside a loop. */
export type Outside = Pick<ReadonlySet<Local>, 'has'>

/** How many statements of a function say each local, and its loops. */
interface Mentions {
  readonly counts: ReadonlyMap<Local, number>
  readonly all: ReadonlySet<Stmt>
}

const known = new WeakMap<Func, Mentions>()

/** The locals that a function reads or sets outside a loop, its bounds included. */
export function outsideOf(loop: ForStmt, func: Func): Outside {
  const { counts, all } = mentionsIn(func)
  // What was made of a loop of the function is none of its own, and all of that is outside.
  const own = all.has(loop) ? count(statements(loop.body), new Map([[loop.counter, 1]])) : new Map<Local, number>()
  return { has: (local) => (counts.get(local) ?? 0) > (own.get(local) ?? 0) }
}

function mentionsIn(func: Func): Mentions {
  let mentions = known.get(func)
  if (mentions === undefined) {
    const all = statements(func.body)
    const params = func.params.flatMap((p): [Local, number][] => (p.kind === 'scalar' ? [[p.local, 1]] : []))
    mentions = { counts: count(all, new Map(params)), all: new Set(all) }
    known.set(func, mentions)
  }
  return mentions
}

function count(all: readonly Stmt[], counts: Map<Local, number>): Map<Local, number> {
  for (const stmt of all) {
    const bare = [withoutBlocks(stmt)]
    for (const local of new Set([...readLocals(bare), ...assignedLocals(bare)]))
      counts.set(local, (counts.get(local) ?? 0) + 1)
  }
  return counts
}
