import type { Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'

/**
 * A block with the loops of `scattered` as `while` loops over a counter of each lane's own. Undefined where a step may pass the
 * end of int32.
 */
export function countedWhile(block: readonly Stmt[], scattered: ReadonlySet<ForStmt>): readonly Stmt[] | undefined {
  const out: Stmt[] = []
  for (const stmt of block) {
    if (stmt.kind === 'if') {
      const [yes, no] = [countedWhile(stmt.yes, scattered), countedWhile(stmt.no, scattered)]
      if (yes === undefined || no === undefined) return undefined
      out.push({ ...stmt, yes, no })
    } else if (stmt.kind === 'for' || stmt.kind === 'while') {
      const body = countedWhile(stmt.body, scattered)
      if (body === undefined) return undefined
      if (stmt.kind === 'while' || !scattered.has(stmt)) {
        out.push({ ...stmt, body })
        continue
      }
      if (stmt.step.kind !== 'const' || Math.abs(stmt.step.value) !== 1) return undefined
      out.push(...asWhile(stmt, body, stmt.step.value))
    } else out.push(stmt)
  }
  return out
}

function asWhile(stmt: ForStmt, body: readonly Stmt[], step: number): Stmt[] {
  const { counter, start, stop, run, at } = stmt
  const last: Local = { name: `${counter.name}_stop`, type: 'i32' }
  const read = (local: Local): Expr => ({ kind: 'local', type: 'i32', local, at })
  const by: Expr = { kind: 'const', type: 'i32', value: step, at }
  const next: Expr = { kind: 'op', type: 'i32', op: '+', args: [read(counter), by], at }
  const test: Expr = { kind: 'op', type: 'bool', op: step > 0 ? '<' : '>', args: [read(counter), read(last)], at }
  return [
    { kind: 'set', local: last, value: stop, at },
    { kind: 'set', local: counter, value: start, at },
    { kind: 'while', test, body: [...body, { kind: 'set', local: counter, value: next, at }], doFirst: false, run, at },
  ]
}
