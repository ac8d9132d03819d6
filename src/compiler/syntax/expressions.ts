import type * as es from 'acorn'
import { readArrayLiteral, readNew } from './allocation.ts'
import { readAssignment, readSequence, readUpdate } from './assignments.ts'
import { readCall } from './calls.ts'
import type { Context } from './context.ts'
import { readIdentifier, readMember } from './members.ts'
import { readBinary, readConditional, readLiteral, readLogical, readUnary } from './operators.ts'
import { type ReadExpression, readExpression } from './reader.ts'
import { readTableLiteral } from './tables.ts'

/** How each expression is read. */
export const expressions: Readonly<Record<string, ReadExpression | undefined>> = {
  Literal: readLiteral as ReadExpression,
  Identifier: readIdentifier as ReadExpression,
  BinaryExpression: readBinary as ReadExpression,
  UnaryExpression: readUnary as ReadExpression,
  LogicalExpression: readLogical as ReadExpression,
  ConditionalExpression: readConditional as ReadExpression,
  MemberExpression: readMember as ReadExpression,
  CallExpression: readCall as ReadExpression,
  NewExpression: readNew as ReadExpression,
  ArrayExpression: ((cx: Context, node: es.ArrayExpression) =>
    readTableLiteral(cx, node) ?? readArrayLiteral(cx, node)) as ReadExpression,
  AssignmentExpression: ((cx: Context, node: es.AssignmentExpression) =>
    readAssignment(cx, node, true)!) as ReadExpression,
  UpdateExpression: ((cx: Context, node: es.UpdateExpression) => readUpdate(cx, node, true)!) as ReadExpression,
  SequenceExpression: readSequence as ReadExpression,
  // What it asks for is there.
  ChainExpression: ((cx: Context, node: es.ChainExpression) => readExpression(cx, node.expression)) as ReadExpression,
  ParenthesizedExpression: ((cx: Context, node: es.ParenthesizedExpression) =>
    readExpression(cx, node.expression)) as ReadExpression,
}
