import type { SourceText } from '../../base/source.ts'
import { captureVariables } from './callee.ts'
import { Context, type Scope } from './context.ts'
import { expressions } from './expressions.ts'
import { hoistVars } from './hoist.ts'
import { readResult } from './inline.ts'
import { bindNames, namesParameter } from './parameters.ts'
import { parseFunction } from './parse.ts'
import { readBlock } from './reader.ts'
import { statements } from './statements.ts'
import type { Tree, Variable } from './tree.ts'

/** Parses a function's text and binds its names. */
export function readFunction(source: SourceText, options: { name?: string; scope?: Scope }): Tree {
  const node = parseFunction(source)
  const cx = new Context(source, options.scope ?? {}, { expressions, statements })
  const names = namesParameter(node, cx.scope)
  if (names) bindNames(cx, names)
  const params: Variable[] = node.params.slice(0, names ? -1 : undefined).map((param) => {
    if (param.type === 'Identifier') return cx.declare(param.name, 'param', param)
    throw source.error(
      'unsupported',
      param,
      'a kernel parameter must be a plain name',
      'name each scalar and array as a parameter of its own',
    )
  })
  const { block } = cx.block(() => {
    // The body's names shadow the parameters'.
    cx.nested(() => {
      hoistVars(cx, node)
      if (node.body.type === 'BlockStatement') readBlock(cx, node.body.body)
      else cx.emit({ kind: 'return', result: readResult(cx, node.body), at: cx.span(node.body) })
    })
  })
  captureVariables(cx)
  const name = options.name || (node.type === 'FunctionExpression' ? node.id?.name : undefined) || 'kernel'
  return { name, params, body: block, at: { start: node.start, end: node.end } }
}
