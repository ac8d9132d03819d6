import type { Access, Expr, ForStmt, Stmt } from '../ir/nodes.ts'
import type { Promotion } from './promote.ts'

/** A block with elements in variables, in the loops where only overlapping arrays forbid it; whether there are any. */
export function withElements(
  block: readonly Stmt[],
  promotions: ReadonlyMap<ForStmt, Promotion>,
): { block: readonly Stmt[]; some: boolean } {
  let some = false
  const visit = (stmts: readonly Stmt[]): Stmt[] =>
    stmts.flatMap((stmt): Stmt[] => {
      if (stmt.kind === 'if') return [{ ...stmt, yes: visit(stmt.yes), no: visit(stmt.no) }]
      if (stmt.kind === 'while') return [{ ...stmt, body: visit(stmt.body) }]
      if (stmt.kind !== 'for') return [stmt]
      const promotion = promotions.get(stmt)
      if (promotion === undefined || promotion.apart.length > 0) return [{ ...stmt, body: visit(stmt.body) }]
      some = true
      return withPromotion(promotion)
    })
  return { block: visit(block), some }
}

/** A loop with its elements in variables: read before it and written after it. */
export function withPromotion({ loop, elements }: Promotion): Stmt[] {
  const { at } = loop
  const loads = elements.map(({ local, index, access }): Stmt => {
    const read: Access = { ...access, store: false }
    const value: Expr = { kind: 'load', type: local.type as 'f64', index, access: read, at }
    return { kind: 'set', local, value, at }
  })
  const stores = elements.map(
    ({ local, index, access }): Stmt => ({
      kind: 'store',
      index,
      value: { kind: 'local', type: local.type, local, at },
      access,
      at,
    }),
  )
  return [...loads, loop, ...stores]
}
