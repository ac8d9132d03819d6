import { type Node, Parser } from 'acorn'
import type { SourceText } from '../../base/source.ts'
import { exceedsStack, withinStack } from '../depth.ts'
import type { FunctionNode } from './functionNode.ts'
import { withNamedRows } from './namedRows.ts'
import { withTables } from './tableLoops.ts'

export type { FunctionNode }

const parsed = new WeakMap<SourceText, FunctionNode>()

/**
 * Parses the text of a function as `fn.toString()` gives it: a function or arrow expression, or a method of an object.
 * Offsets are those of the text itself.
 */
export function parseFunction(source: SourceText): FunctionNode {
  let node = parsed.get(source)
  if (node === undefined) {
    node = withinStack(source, () => parse(source))
    parsed.set(source, node)
  }
  return node
}

function parse(source: SourceText): FunctionNode {
  const { text } = source
  const found = tryParse(text, '(', ')') ?? tryParse(text, '({', '})')
  if (found instanceof SyntaxError || found === undefined) {
    const at = (found as { pos?: number } | undefined)?.pos ?? 1
    const start = Math.min(Math.max(0, at - 1), Math.max(0, text.length - 1))
    const native = /\[native code\]/.test(text)
    throw source.error(
      'syntax',
      { start, end: start + 1 },
      native
        ? 'the kernel is a native or bound function, whose text is not available'
        : 'the text is not a JavaScript function',
      native ? 'pass the function itself, not fn.bind(…)' : 'pass an arrow function or a function expression',
    )
  }
  shift(found.node, -found.prefix)
  if (found.node.async || found.node.generator)
    throw source.error(
      'unsupported',
      found.node,
      'a kernel cannot be async or a generator',
      'write an ordinary function; kernel.async(…) runs it without blocking',
    )
  return withTables(withNamedRows(found.node))
}

type Found = { node: FunctionNode; prefix: number }

function tryParse(text: string, open: string, close: string): Found | SyntaxError | undefined {
  let expression: Node
  try {
    const program = Parser.parse(`${open}${text}\n${close}`, { ecmaVersion: 'latest', sourceType: 'module' })
    const statement = program.body[0]
    if (statement?.type !== 'ExpressionStatement') return undefined
    expression = statement.expression
  } catch (error) {
    if (error instanceof SyntaxError && !exceedsStack(error)) return open === '(' ? undefined : error
    throw error
  }
  if (expression.type === 'ObjectExpression') {
    const property = (expression as unknown as { properties: { type: string; value: Node }[] }).properties[0]
    if (property?.type !== 'Property') return undefined
    expression = property.value
  }
  if (expression.type !== 'ArrowFunctionExpression' && expression.type !== 'FunctionExpression') return undefined
  return { node: expression as FunctionNode, prefix: open.length }
}

/** Moves every offset of a tree. */
function shift(node: unknown, by: number): void {
  if (Array.isArray(node)) {
    for (const item of node) shift(item, by)
    return
  }
  if (typeof node !== 'object' || node === null) return
  const positioned = node as { start?: number; end?: number }
  if (typeof positioned.start === 'number') positioned.start += by
  if (typeof positioned.end === 'number') positioned.end += by
  for (const value of Object.values(node)) if (typeof value === 'object') shift(value, by)
}
