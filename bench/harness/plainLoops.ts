import { type AnyNode, type ForOfStatement, type Node, parseExpressionAt } from 'acorn'

/**
 * The function with a plain `for` in the place of every `for…of` over `prange` or `range`: what one writes without wamba.
 * The body stays the text that it is; `scope` gives what else the function closes over.
 *
 * @throws TypeError where a step is not written as a number
 */
export function plainLoops<T extends (...args: never[]) => unknown>(
  fn: T,
  scope: Readonly<Record<string, unknown>> = {},
): T {
  const text = fn.toString()
  const edits: { start: number; end: number; text: string }[] = []
  for (const loop of loopsOf(parseExpressionAt(text, 0, { ecmaVersion: 2024 }))) {
    const head = plainHead(loop, text)
    if (head) edits.push({ start: loop.start, end: loop.body.start, text: head })
  }
  let plain = text
  for (const edit of edits.toReversed()) plain = `${plain.slice(0, edit.start)}${edit.text}${plain.slice(edit.end)}`
  return new Function(...Object.keys(scope), `'use strict'; return (${plain})`)(...Object.values(scope)) as T
}

/** Every `for…of`, outer before inner. */
function* loopsOf(node: Node): Generator<ForOfStatement> {
  if (node.type === 'ForOfStatement') yield node as ForOfStatement
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) yield* loopsOf(child as AnyNode)
    }
  }
}

function plainHead({ left, right }: ForOfStatement, text: string): string | undefined {
  if (left.type !== 'VariableDeclaration' || right.type !== 'CallExpression') return undefined
  const name = calleeName(text.slice(right.callee.start, right.callee.end))
  if (name !== 'prange' && name !== 'range') return undefined
  const args = right.arguments.map(({ start, end }) => text.slice(start, end))
  const [start, stop] = args.length === 1 ? ['0', args[0]] : args
  const step = Number(args[2] ?? 1)
  if (!(step > 0 || step < 0)) throw new TypeError(`plainLoops: the step ${args[2]} is not a number`)
  const counter = text.slice(left.declarations[0].id.start, left.declarations[0].id.end)
  const advance = step === 1 ? `${counter}++` : `${counter} += ${step}`
  return `for (let ${counter} = ${start}; ${counter} ${step > 0 ? '<' : '>'} ${stop}; ${advance}) `
}

/** The last name of a callee, which bundlers and test runners rewrite: `(0, wamba.prange)`. */
function calleeName(callee: string): string | undefined {
  return /([\w$]+)\)*$/.exec(callee)?.[1]
}
