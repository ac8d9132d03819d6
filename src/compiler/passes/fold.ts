import { INT32_MAX, INT32_MIN } from '../../ops/fact.ts'
import { opNamed } from '../../ops/table.ts'
import type { Type } from '../../ops/type.ts'
import type { ConvertMode, Expr, Func, Stmt } from '../ir/nodes.ts'
import { mayFault } from '../ir/walk.ts'
import { mapFunc } from './rewrite.ts'

/** Constant folding by each operation's JavaScript meaning, and the branches that constants decide. */
export function fold(func: Func): Func {
  return mapFunc(func, foldExpr, foldStmt)
}

function meaning(name: string, type: Type): (...args: number[]) => number | boolean {
  const op = opNamed(name)
  return (type === 'f32' && op.js32) || op.js
}

function foldExpr(expr: Expr): Expr {
  switch (expr.kind) {
    case 'op': {
      const inverse = reciprocal(expr)
      if (inverse !== undefined) return inverse
      const values = expr.args.map((arg) => (arg.kind === 'const' ? arg.value : undefined))
      if (!values.every((value) => value !== undefined)) return expr
      const value = rounded(Number(meaning(expr.op, expr.type)(...values)), expr.type)
      return value === undefined ? expr : { kind: 'const', type: expr.type, value, at: expr.at }
    }
    case 'select':
      return expr.test.kind === 'const' ? (expr.test.value ? expr.yes : expr.no) : expr
    case 'logical':
      if (expr.left.kind === 'const') return (expr.op === '&&') === Boolean(expr.left.value) ? expr.right : expr.left
      return expr
    case 'not':
      if (expr.value.kind === 'const') return { ...expr.value, value: +!expr.value.value }
      return expr.value.kind === 'not' ? expr.value.value : expr
    case 'convert': {
      if (expr.value.kind !== 'const' || expr.mode === 'bigint') return expr
      const value = rounded(converted[expr.mode as keyof typeof converted](expr.value.value), expr.type)
      return value === undefined ? expr : { kind: 'const', type: expr.type, value, at: expr.at }
    }
    default:
      return expr
  }
}

const converted: Readonly<Record<Exclude<ConvertMode, 'bits' | 'bigint'>, (value: number) => number>> = {
  number: (value) => value,
  int32: (value) => value | 0,
  unsigned: (value) => value >>> 0,
  clamp: (value) => (value > INT32_MIN ? Math.min(Math.ceil(value) + 0, INT32_MAX) : INT32_MIN),
}

/** `x / 4` as `x * 0.25`: both round the same number once, where the reciprocal is exact and a normal number. */
function reciprocal(expr: Extract<Expr, { kind: 'op' }>): Expr | undefined {
  const [dividend, divisor] = expr.args
  if (expr.op !== '/' || (expr.type !== 'f64' && expr.type !== 'f32')) return undefined
  if (divisor.kind !== 'const' || dividend.kind === 'const') return undefined
  const exponent = Math.log2(Math.abs(divisor.value))
  if (!Number.isInteger(exponent) || Math.abs(exponent) > (expr.type === 'f64' ? 1022 : 126)) return undefined
  return { ...expr, op: '*', args: [dividend, { ...divisor, value: 1 / divisor.value }] }
}

/** The constant as its type holds it; undefined where an integer type does not. */
function rounded(value: number, type: Type): number | undefined {
  if (type === 'f32') return Math.fround(value)
  if (type === 'f64' || type === 'bool') return value
  return Number.isSafeInteger(value) && !Object.is(value, -0) && (type === 'i64' || (value | 0) === value)
    ? value
    : undefined
}

function foldStmt(stmt: Stmt): readonly Stmt[] {
  if (stmt.kind === 'if' && stmt.test.kind === 'const') return stmt.test.value ? stmt.yes : stmt.no
  if (stmt.kind === 'if' && stmt.yes.length === 0 && stmt.no.length === 0 && !mayFault(stmt.test)) return []
  if (stmt.kind === 'while' && stmt.test.kind === 'const' && !stmt.test.value && !stmt.doFirst) return []
  return [stmt]
}
