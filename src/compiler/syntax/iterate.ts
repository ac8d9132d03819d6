/** What the forms of `for … of` have in common. */
import type * as es from 'acorn'
import type { Context } from './context.ts'
import { destructureResult } from './patterns.ts'
import { readStatement } from './reader.ts'
import type { Expr, Result, Variable } from './tree.ts'

export const nestedStatement = (cx: Context, node: es.Statement): void => cx.nested(() => readStatement(cx, node))

/** As long as there are elements, which the body changes. */
export function whileElements(
  cx: Context,
  node: es.Node,
  name: string,
  count: () => Expr,
  each: (counter: Variable) => void,
): void {
  const at = cx.span(node)
  const counter: Variable = { name, kind: 'let', at }
  const index: Expr = { kind: 'variable', variable: counter, at }
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  const set = (value: Expr, declares: boolean): void => cx.emit({ kind: 'set', variable: counter, value, declares, at })
  const next = (): void => set({ kind: 'binary', op: '+', left: index, right: number(1), at }, false)
  set(number(0), true)
  cx.jumps.breakable(
    'loop',
    next,
    () => {
      each(counter)
      next()
    },
    (body) => ({
      kind: 'while',
      test: { kind: 'binary', op: '<', left: index, right: count(), at },
      body,
      doFirst: false,
      at,
    }),
  )
}

/** `for (const [x, y] of m)`: the values of an element. */
export function takeApart(
  cx: Context,
  node: es.ForOfStatement,
  pattern: es.ArrayPattern | es.ObjectPattern,
  result: Result,
): void {
  const kind = (node.left as es.VariableDeclaration).kind === 'const' ? 'const' : 'let'
  const assign = (to: es.Pattern, element: Expr): void => {
    if (to.type !== 'Identifier')
      throw cx.error('unsupported', to, 'a kernel cannot destructure here', 'take one row apart after the other')
    const variable = cx.hoisted.get(to) ?? cx.declare(to.name, kind, to)
    cx.emit({ kind: 'set', variable, value: element, declares: true, at: cx.span(to) })
  }
  destructureResult(cx, pattern, result, pattern, { assign, fresh: true })
}
