import type { Func, Stmt } from '../ir/nodes.ts'

/** A parallel loop within a parallel loop is serial: the outer one already fills the cores. */
export function serialise(func: Func): Func {
  return { ...func, body: visit(func.body, false) }
}

function visit(block: readonly Stmt[], inParallel: boolean): Stmt[] {
  return block.map((stmt): Stmt => {
    switch (stmt.kind) {
      case 'if':
        return { ...stmt, yes: visit(stmt.yes, inParallel), no: visit(stmt.no, inParallel) }
      case 'while':
        return { ...stmt, body: visit(stmt.body, inParallel) }
      case 'for':
        return { ...stmt, parallel: stmt.parallel && !inParallel, body: visit(stmt.body, inParallel || stmt.parallel) }
      default:
        return stmt
    }
  })
}
