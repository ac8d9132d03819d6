import type * as es from 'acorn'
import { counted } from '../../base/text.ts'
import type { Context } from './context.ts'
import { readExpression } from './reader.ts'
import type { BinaryOp, Expr } from './tree.ts'

type Predicate = (x: () => Expr, at: Expr['at']) => Expr

const compare = (op: BinaryOp, left: Expr, right: Expr): Expr => ({ kind: 'binary', op, left, right, at: left.at })
const both = (left: Expr, right: Expr): Expr => ({ kind: 'logical', op: '&&', left, right, at: left.at })
const call = (name: string, x: Expr): Expr => ({ kind: 'call', name, args: [x], at: x.at })
const below = (op: '<' | '<=', x: Expr, value: number): Expr =>
  compare(op, call('Math.abs', x), { kind: 'number', value, at: x.at })

const differs: Predicate = (x) => compare('!==', x(), x())
// NaN fails every comparison.
const finite: Predicate = (x) => below('<', x(), Number.POSITIVE_INFINITY)
const isWhole = (x: () => Expr): Expr => compare('===', call('Math.floor', x()), x())

/** The questions that JavaScript asks of a number, and `i32`. */
const predicates: ReadonlyMap<string, Predicate> = new Map<string, Predicate>([
  ['isNaN', differs],
  ['Number.isNaN', differs],
  ['isFinite', finite],
  ['Number.isFinite', finite],
  ['Number.isInteger', (x, at) => both(finite(x, at), isWhole(x))],
  ['Number.isSafeInteger', (x) => both(below('<=', x(), Number.MAX_SAFE_INTEGER), isWhole(x))],
  ['i32', (x, at) => ({ kind: 'binary', op: '|', left: x(), right: { kind: 'number', value: 0, at }, at })],
])

export function isPredicate(name: string): boolean {
  return predicates.has(name)
}

/** `Number.isNaN(x)` and the like, as comparisons. */
export function readPredicate(cx: Context, node: es.CallExpression, name: string): Expr {
  if (node.arguments.length !== 1)
    throw cx.error(
      'type',
      node,
      `${name} got ${counted(node.arguments.length, 'argument')} and takes 1`,
      `write ${name}(x)`,
    )
  const value = readExpression(cx, node.arguments[0])
  // It is evaluated more than once.
  const given = isCheap(value) ? value : cx.spill(value)
  return predicates.get(name)!(() => ({ ...given }), cx.span(node))
}

function isCheap(expr: Expr): boolean {
  if (expr.kind === 'element') return expr.index.kind === 'variable' || expr.index.kind === 'number'
  return expr.kind === 'variable' || expr.kind === 'number'
}
