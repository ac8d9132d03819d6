import { arrayLocals, type Expr, type Local, type Stmt } from '../ir/nodes.ts'
import { sameExpr } from '../ir/same.ts'
import { mayFault, operands, siteOf, subexpressions } from '../ir/walk.ts'

type Load = Extract<Expr, { kind: 'load' }>

/** An element, and the later places that read it. */
export interface RepeatedLoad {
  readonly load: Load
  readonly again: readonly Load[]
}

interface Known extends RepeatedLoad {
  readonly again: Load[]
}

/**
 * What to read before a statement, in this order, as it is read again: the elements that the statements of a block read more than once with no write between: the engine reads them, and checks their indices,
 * each time. An element is read ahead of its statement only if nothing of that may throw before it does.
 */
export function repeatedLoads(block: readonly Stmt[]): ReadonlyMap<Stmt, readonly RepeatedLoad[]> {
  const all = new Map<Stmt, Known[]>()
  let known: Known[] = []
  for (const stmt of block) {
    if (stmt.kind !== 'set' && stmt.kind !== 'store' && stmt.kind !== 'if') {
      known = []
      continue
    }
    const own: Known[] = []
    const read = (load: Load, ahead: boolean): void => {
      const before = [...known, ...own].find((other) => sameExpr(other.load, load))
      if (before) before.again.push(load)
      else if (ahead) own.push({ load, again: [] })
    }
    const tops = stmt.kind === 'set' ? [stmt.value] : stmt.kind === 'store' ? [stmt.index, stmt.value] : [stmt.test]
    inOrder(tops, read)
    all.set(stmt, own)
    known = stmt.kind === 'set' ? [...known, ...own].filter(({ load }) => !reads(load, stmt.local)) : []
  }
  const found = new Map<Stmt, readonly Known[]>()
  for (const [stmt, own] of all) {
    // What stands before a load that is named may throw before it.
    const last = own.findLastIndex(({ again }) => again.length > 0)
    if (last >= 0) found.set(stmt, own.slice(0, last + 1))
  }
  return found
}

/** Visits the elements that expressions read, in the order of evaluation. `ahead`: it is read in any case, and only elements before it may throw. */
function inOrder(tops: readonly Expr[], read: (load: Load, ahead: boolean) => void): void {
  let ahead = true
  const visit = (expr: Expr, always: boolean): void => {
    if (expr.kind === 'select') {
      visit(expr.test, always)
      visit(expr.yes, false)
      visit(expr.no, false)
    } else if (expr.kind === 'logical') {
      visit(expr.left, always)
      visit(expr.right, false)
    } else for (const operand of operands(expr)) visit(operand, always)
    if (expr.kind === 'load') read(expr, ahead && always)
    // What is read in some cases only stays where it is, and so does what follows.
    if (expr.kind === 'invoke' || siteOf(expr) !== undefined || (!always && mayFault(expr))) ahead = false
  }
  for (const top of tops) visit(top, true)
}

function reads(load: Load, local: Local): boolean {
  if (arrayLocals(load.access.array).has(local)) return true
  for (const e of subexpressions(load)) if (e.kind === 'local' && e.local === local) return true
  return false
}
