import type { ArrowFunctionExpression, FunctionExpression } from 'acorn'

/** A function as it is parsed. */
export type FunctionNode = ArrowFunctionExpression | FunctionExpression
