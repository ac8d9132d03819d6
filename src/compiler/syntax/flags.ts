import type { Context } from './context.ts'
import { mapKernel } from './rewrite.ts'
import type { Expr, Stmt } from './tree.ts'

/** Elements of arrays of booleans are bytes in memory: where they are read they are booleans. */
export function withFlags(cx: Context, body: Stmt[]): Stmt[] {
  if (!cx.usesFlags) return body
  const not = (value: Expr): Expr => ({ kind: 'unary', op: '!', value, at: value.at })
  return mapKernel(cx, body, (expr) => (expr.kind === 'element' && expr.array.flags ? not(not(expr)) : expr))
}
