/** Functions that are chosen as values: `const f = flag ? square : cube`. A call of one is a choice of calls. */
import type * as es from 'acorn'
import type { Context } from './context.ts'
import { namedFunction } from './names.ts'
import { readExpression } from './reader.ts'
import type { Variable } from './tree.ts'

/** Declares such a name; false for another initial value. */
export function declareChoice(cx: Context, id: es.Identifier, init: es.Expression): boolean {
  if (!isChoice(cx, init)) return false
  cx.choose(id.name, named(cx, id.name, init, []))
  return true
}

function isChoice(cx: Context, node: es.Expression): boolean {
  if (node.type === 'ParenthesizedExpression') return isChoice(cx, node.expression)
  if (node.type !== 'ConditionalExpression') return false
  return [node.consequent, node.alternate].every((side) => isChoice(cx, side) || isFunction(cx, side))
}

function isFunction(cx: Context, node: es.Expression): boolean {
  if (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || namedFunction(node)) return true
  if (node.type === 'MemberExpression') {
    const { object, computed } = node
    return !computed && object.type === 'Identifier' && object.name === 'Math' && !cx.isVariable('Math')
  }
  if (node.type !== 'Identifier' || cx.isVariable(node.name)) return false
  return cx.helper(node.name) !== undefined || cx.choice(node.name) !== undefined
}

/** The same with names in the place of tests and of functions, each evaluated now. */
function named(cx: Context, name: string, node: es.Expression, path: readonly number[]): es.Expression {
  if (node.type === 'ParenthesizedExpression') return named(cx, name, node.expression, path)
  const own = `${name}_${path.join('')}`
  const identifier = (as: string): es.Identifier => ({ type: 'Identifier', name: as, start: node.start, end: node.end })
  if (node.type === 'ConditionalExpression') {
    const at = cx.span(node.test)
    const variable: Variable = { name: own, kind: 'const', at }
    cx.emit({ kind: 'set', variable, value: readExpression(cx, node.test), declares: true, at })
    cx.alias(`${own}?`, variable)
    const [consequent, alternate] = [node.consequent, node.alternate].map((side, i) =>
      named(cx, name, side, [...path, i]),
    )
    return { ...node, test: identifier(`${own}?`), consequent, alternate }
  }
  const given = namedFunction(node) ?? node
  if (given.type !== 'ArrowFunctionExpression' && given.type !== 'FunctionExpression') return node
  cx.define(`${own}()`, given)
  return identifier(`${own}()`)
}

/** The choice of calls that a call of such a name is; undefined for any other call. */
export function chosenCall(cx: Context, node: es.CallExpression): es.Expression | undefined {
  const { callee } = node
  if (callee.type === 'ConditionalExpression') return isChoice(cx, callee) ? callOf(node, callee) : undefined
  if (callee.type === 'ParenthesizedExpression')
    return chosenCall(cx, { ...node, callee: callee.expression }) ?? undefined
  const choice = callee.type === 'Identifier' ? cx.choice(callee.name) : undefined
  return choice && callOf(node, choice)
}

function callOf(node: es.CallExpression, choice: es.Expression): es.Expression {
  if (choice.type !== 'ConditionalExpression') return { ...node, callee: choice }
  return {
    ...choice,
    start: node.start,
    end: node.end,
    consequent: callOf(node, choice.consequent),
    alternate: callOf(node, choice.alternate),
  }
}
