import type { Type } from '../../ops/type.ts'
import type { Expr, Local, Span, Stmt } from './nodes.ts'

/** Short ways to make nodes. */

export function constant(value: number, type: Type, at: Span): Expr {
  return { kind: 'const', type, value, at }
}

export function read(local: Local, at: Span): Expr {
  return { kind: 'local', type: local.type, local, at }
}

export function set(local: Local, value: Expr): Stmt {
  return { kind: 'set', local, value, at: value.at }
}

/** An operation on operands of one type, whose result is of `type`. */
export function operation(op: string, type: Type, a: Expr, b: Expr): Expr {
  return { kind: 'op', type, op, args: [a, b], at: a.at }
}

export function both(left: Expr, right: Expr, op: '&&' | '||' = '&&'): Expr {
  return { kind: 'logical', type: 'bool', op, left, right, at: left.at }
}

export function not(value: Expr): Expr {
  return value.kind === 'not' ? value.value : { kind: 'not', type: 'bool', value, at: value.at }
}

/** A conditional statement without an else. */
export function when(test: Expr, yes: readonly Stmt[]): Stmt {
  return { kind: 'if', test, yes, no: [], at: test.at }
}
