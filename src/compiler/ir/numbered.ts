import type { Expr, ForStmt, Local, Stmt } from './nodes.ts'

/**
 * A loop that steps by a constant, as one over the number of the iteration: its counter never passes the end of int32, and its last
 * iteration is known. The iterations are less than 2^31.
 */
export function numbered(stmt: ForStmt): Stmt[] {
  const { counter, start, stop, step, at } = stmt
  const number: Local = { name: counter.name, type: 'i32' }
  const begin: Local = { name: `${counter.name}_first`, type: 'i32' }
  const read = (local: Local): Expr => ({ kind: 'local', type: local.type, local, at })
  const int = (value: number): Expr => ({ kind: 'const', type: 'i32', value, at })
  const float = (value: Expr): Expr =>
    value.kind === 'const' ? { ...value, type: 'f64' } : { kind: 'convert', type: 'f64', mode: 'number', value, at }
  const op = (type: 'i32' | 'f64', name: string, ...args: Expr[]): Expr => ({ kind: 'op', type, op: name, args, at })
  const first = start.kind === 'const' ? start : read(begin)
  const isZero = first.kind === 'const' && first.value === 0
  const distance = isZero ? float(stop) : op('f64', '-', float(stop), float(first))
  const trips: Expr = { kind: 'convert', type: 'i32', mode: 'clamp', value: op('f64', '/', distance, float(step)), at }
  const steps = op('i32', '*', read(number), step)
  const now = isZero ? steps : op('i32', '+', first, steps)
  return [
    ...(start.kind === 'const' ? [] : [{ kind: 'set', local: begin, value: start, at } as const]),
    countedAs({ ...stmt, start: int(0), stop: trips, step: int(1) }, number, now),
  ]
}

/** A loop that another local counts, an int32: the counter is made of it at the head of each iteration. */
export function countedAs(
  stmt: ForStmt,
  by: Local,
  value: Expr = { kind: 'local', type: by.type, local: by, at: stmt.at },
): ForStmt {
  const { counter, body, at } = stmt
  const now: Expr =
    counter.type === value.type ? value : { kind: 'convert', type: counter.type, mode: 'number', value, at }
  return { ...stmt, counter: by, body: [{ kind: 'set', local: counter, value: now, at }, ...body] }
}
