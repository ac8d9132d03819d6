import type * as es from 'acorn'
import type { SourceText } from '../../base/source.ts'
import { readForEffect } from './assignments.ts'
import { SharedList } from './bindings.ts'
import { captureVariables } from './callee.ts'
import { withCells } from './cells.ts'
import { Context } from './context.ts'
import { elementsOf } from './dictionaries.ts'
import { expressions } from './expressions.ts'
import { withFlags } from './flags.ts'
import { hoistVars } from './hoist.ts'
import { readReturned } from './nested.ts'
import { withAbsent } from './nothing.ts'
import { bindNames, declareParameters, namesParameter } from './parameters.ts'
import { parseFunction } from './parse.ts'
import { type Node, readBlock, readStatement } from './reader.ts'
import { readSeveral } from './results.ts'
import { heapMade, rowIn, viewOf } from './rows.ts'
import type { Scope } from './scope.ts'
import { returned, returnsApart, statements } from './statements.ts'
import type { Tree } from './tree.ts'
import { guardUnset } from './unset.ts'

/** Parses a function's text and binds its names. */
export function readFunction(source: SourceText, options: { name?: string; scope?: Scope }): Tree {
  const shared = new Set<string>()
  for (;;)
    try {
      return readWith(source, options, shared)
    } catch (error) {
      if (!(error instanceof SharedList)) throw error
      if (shared.has(error.list)) throw error.reason
      shared.add(error.list)
    }
}

/** `shared`: the lists that functions which call themselves make longer or shorter. */
function readWith(source: SourceText, options: { name?: string; scope?: Scope }, shared: ReadonlySet<string>): Tree {
  const node = parseFunction(source)
  const readers = {
    expressions,
    statements,
    result: readSeveral,
    effect: readForEffect,
    row: (at: Context, each: es.Node) => rowIn(at, each as Node),
    rowView: viewOf,
    elements: (at: Context, each: es.Node) => elementsOf(at, each as Node),
  } as const
  const cx = new Context(node, source, options.scope ?? {}, readers, shared)
  const names = namesParameter(node, cx.scope)
  if (names) bindNames(cx, names)
  const { block, value: given } = cx.block(() => {
    const declared = declareParameters(cx, node, node.params.slice(0, names ? -1 : undefined))
    // The body's names shadow the parameters'.
    cx.nested(() => {
      hoistVars(cx, node)
      const { start, end } = node.body
      const apart =
        node.body.type === 'BlockStatement'
          ? undefined
          : returnsApart(cx, { type: 'ReturnStatement', argument: node.body, start, end })
      if (node.body.type === 'BlockStatement') readBlock(cx, node.body.body)
      else if (apart) readStatement(cx, apart)
      else
        cx.emit({
          kind: 'return',
          result: returned(cx, readReturned(cx, node.body), node.body),
          at: cx.span(node.body),
        })
    })
    return declared
  })
  const whole = withAbsent(cx, [...heapMade(cx), ...block], cx.span({ start: node.start, end: node.start + 1 }))
  const body = withFlags(cx, withCells(cx, guardUnset(cx, [...whole])))
  captureVariables(cx)
  const name = options.name || (node.type === 'FunctionExpression' ? node.id?.name : undefined) || 'kernel'
  const params = given.flatMap(({ variables }, argument) => variables().map((each) => ({ ...each, argument })))
  return {
    name,
    params: params.map(({ variable }) => variable),
    sources: params.map(({ argument, field, records, optional }) => ({
      argument,
      ...(field && { field }),
      ...(records && { records }),
      optional,
    })),
    frozen: [...cx.frozen].map(([key, each]) => ({ key, ...each })),
    args: given.map((parameter) => parameter.name),
    body,
    sortsByValue: cx.sortsByValue,
    at: { start: node.start, end: node.end },
  }
}
