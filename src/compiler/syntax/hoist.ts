import type * as es from 'acorn'
import type { Context } from './context.ts'
import type { FunctionNode } from './parse.ts'
import type { Variable } from './tree.ts'
import { walk } from './walk.ts'

type Loop = es.ForStatement | es.ForOfStatement | es.ForInStatement

/**
 * Declares the `var`s of a function, which hold in the whole of its body. The variable of loops that nothing else mentions,
 * `for (var i = 0; …)`, is left to them: it is as good as a `let`.
 */
export function hoistVars(cx: Context, { body, params }: FunctionNode): void {
  if (body.type !== 'BlockStatement') return
  const declared = new Map<string, es.Identifier[]>()
  const loops: Loop[] = []
  walk(body, (node) => {
    if (isFunction(node)) return false
    if (node.type === 'ForStatement' || node.type === 'ForOfStatement' || node.type === 'ForInStatement')
      loops.push(node as Loop)
    if (node.type === 'VariableDeclaration' && (node as es.VariableDeclaration).kind === 'var')
      for (const { id } of (node as es.VariableDeclaration).declarations)
        for (const name of identifiers(id)) declared.set(name.name, [...(declared.get(name.name) ?? []), name])
    return true
  })
  for (const [name, places] of declared) {
    if (params.flatMap(identifiers).some((param) => param.name === name))
      throw cx.error(
        'unsupported',
        places[0],
        `'${name}' is a parameter and a var`,
        'give the variable another name, or leave out the var',
      )
    if (belongsToLoops(name, body, loops)) continue
    const variable: Variable = { name, kind: 'let', outlives: true, at: cx.span(places[0]) }
    cx.alias(name, variable)
    cx.leaveUnset(variable)
    for (const place of places) cx.hoisted.set(place, variable)
  }
}

/** Whether a name stands only in loops that declare it, none of them in another. */
function belongsToLoops(name: string, body: es.Node, loops: readonly Loop[]): boolean {
  const own = loops.filter((loop) => {
    const head = loop.type === 'ForStatement' ? loop.init : loop.left
    return head?.type === 'VariableDeclaration' && head.declarations.flatMap((d) => identifiers(d.id)).some(is(name))
  })
  return identifiers(body)
    .filter(is(name))
    .every(({ start }) => own.filter((loop) => loop.start <= start && start < loop.end).length === 1)
}

const is =
  (name: string) =>
  (identifier: es.Identifier): boolean =>
    identifier.name === name

function isFunction(node: es.Node): boolean {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type)
}

function identifiers(root: es.Node): es.Identifier[] {
  const found: es.Identifier[] = []
  walk(root, (node) => {
    if (node.type === 'Identifier') found.push(node as es.Identifier)
    return true
  })
  return found
}
