import { constant, operation, read, set } from './make.ts'
import type { Expr, ForStmt, Local, Stmt } from './nodes.ts'

/**
 * A loop that steps by a constant, as one over the number of the iteration: its counter never passes the end of int32, and its last
 * iteration is known. The iterations are less than 2^31.
 */
export function numbered(stmt: ForStmt): Stmt[] {
  const { counter, start, stop, step, at } = stmt
  const number: Local = { name: counter.name, type: 'i32' }
  const begin: Local = { name: `${counter.name}_first`, type: 'i32' }
  const int = (value: number): Expr => constant(value, 'i32', at)
  const float = (value: Expr): Expr =>
    value.kind === 'const' ? { ...value, type: 'f64' } : { kind: 'convert', type: 'f64', mode: 'number', value, at }
  const first = start.kind === 'const' ? start : read(begin, at)
  const isZero = first.kind === 'const' && first.value === 0
  const distance = isZero ? float(stop) : operation('-', 'f64', float(stop), float(first))
  const trips: Expr = {
    kind: 'convert',
    type: 'i32',
    mode: 'clamp',
    value: operation('/', 'f64', distance, float(step)),
    at,
  }
  const steps = operation('*', 'i32', read(number, at), step)
  const now = isZero ? steps : operation('+', 'i32', first, steps)
  return [
    ...(start.kind === 'const' ? [] : [set(begin, start)]),
    countedAs({ ...stmt, start: int(0), stop: trips, step: int(1) }, number, now),
  ]
}

/** A loop that another local counts, an int32: the counter is made of it at the head of each iteration. */
export function countedAs(stmt: ForStmt, by: Local, value: Expr = read(by, stmt.at)): ForStmt {
  const { counter, body, at } = stmt
  const now: Expr =
    counter.type === value.type ? value : { kind: 'convert', type: counter.type, mode: 'number', value, at }
  return { ...stmt, counter: by, body: [{ kind: 'set', local: counter, value: now, at }, ...body] }
}
