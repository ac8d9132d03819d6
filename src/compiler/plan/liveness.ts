import type { IfStmt, Local, LoopStmt, Stmt } from '../ir/nodes.ts'
import { evaluated, readLocals, subexpressions } from '../ir/walk.ts'

/** What lanes read later: after each branching statement, and at the head of each loop from its own next iteration. */
export interface Liveness {
  /** Read before it is set. */
  readonly entry: ReadonlySet<Local>
  readonly after: ReadonlyMap<Stmt, ReadonlySet<Local>>
  readonly head: ReadonlyMap<LoopStmt, ReadonlySet<Local>>
  /** At the end of each side of a branch: a side that leaves its loop reads what is read after the loop. */
  readonly sides: ReadonlyMap<IfStmt, Sides>
}

export interface Sides {
  readonly yes: ReadonlySet<Local>
  readonly no: ReadonlySet<Local>
}

/** Liveness of a block without jumps, after which `out` are read. */
export function liveness(block: readonly Stmt[], out: ReadonlySet<Local>): Liveness {
  const after = new Map<Stmt, Set<Local>>()
  const head = new Map<LoopStmt, Set<Local>>()
  const sides = new Map<IfStmt, Sides>()
  /** The loops around, innermost last. */
  const around: LoopStmt[] = []

  /** After the `run` flag of a loop is cleared: what is read once the loop is left. Its flags keep the rest of the iteration from running. */
  const left = (loop: LoopStmt, live: ReadonlySet<Local>): Set<Local> => {
    const flags = [...live].filter((local) => local.type === 'bool')
    return new Set([...after.get(loop)!, ...flags, loop.run!])
  }
  const leaving = (stmt: Stmt | undefined): LoopStmt | undefined => {
    const loop = around.at(-1)
    const clears = stmt?.kind === 'set' && stmt.value.kind === 'const' && stmt.value.value === 0
    return clears && loop?.run === stmt.local ? loop : undefined
  }
  const before = (stmts: readonly Stmt[], end: ReadonlySet<Local>): Set<Local> => {
    let live = new Set(end)
    for (const stmt of stmts.toReversed()) live = step(stmt, live)
    return live
  }
  const reads = (stmt: Stmt, live: Set<Local>): void => {
    for (const top of evaluated(stmt)) for (const e of subexpressions(top)) if (e.kind === 'local') live.add(e.local)
  }
  const step = (stmt: Stmt, live: Set<Local>): Set<Local> => {
    switch (stmt.kind) {
      case 'set': {
        const loop = leaving(stmt)
        const then = loop ? left(loop, live) : live
        then.delete(stmt.local)
        reads(stmt, then)
        return then
      }
      case 'if': {
        after.set(stmt, new Set(live))
        const end = (side: readonly Stmt[]): ReadonlySet<Local> => {
          const loop = leaving(side.at(-1))
          return loop ? left(loop, live) : new Set(live)
        }
        sides.set(stmt, { yes: end(stmt.yes), no: end(stmt.no) })
        const joined = new Set([...before(stmt.yes, live), ...before(stmt.no, live)])
        reads(stmt, joined)
        return joined
      }
      case 'for':
      case 'while': {
        after.set(stmt, new Set(live))
        around.push(stmt)
        const again = new Set(live)
        // Which lanes go on is read at the end of each iteration, and set at its beginning.
        if (stmt.run) again.add(stmt.run)
        if (stmt.kind === 'while') reads(stmt, again)
        if (stmt.run) again.add(stmt.run)
        for (let size = -1; size !== again.size; ) {
          size = again.size
          for (const local of before(stmt.body, again)) again.add(local)
        }
        around.pop()
        head.set(stmt, again)
        const entry = new Set(again)
        if (stmt.run) entry.delete(stmt.run)
        if (stmt.kind === 'for') {
          entry.delete(stmt.counter)
          reads(stmt, entry)
        }
        return entry
      }
    }
    reads(stmt, live)
    return live
  }
  const entry = before(block, out)
  return { entry, after, head, sides }
}

/** Whether anything but its own assignments reads a local. */
export function readElsewhere(block: readonly Stmt[], local: Local): boolean {
  return block.some((stmt) => {
    if (stmt.kind === 'set' && stmt.local === local) return false
    if (stmt.kind === 'if')
      return (
        readLocals([{ ...stmt, yes: [], no: [] }]).has(local) ||
        readElsewhere(stmt.yes, local) ||
        readElsewhere(stmt.no, local)
      )
    if (stmt.kind === 'for' || stmt.kind === 'while')
      return stmt.run === local || readLocals([{ ...stmt, body: [] }]).has(local) || readElsewhere(stmt.body, local)
    return readLocals([stmt]).has(local)
  })
}
