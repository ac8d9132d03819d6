import type { Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { numbered } from '../ir/numbered.ts'
import { blocks, statements } from '../ir/walk.ts'

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

/**
 * A block with the loops that step by another constant than 1 or -1 as loops over the number of the iteration: lanes that wait for
 * others must not step their counter past the end of int32.
 */
export function unitSteps(block: readonly Stmt[]): readonly Stmt[] {
  return block.flatMap((stmt): Stmt[] => {
    if (stmt.kind === 'if') return [{ ...stmt, yes: unitSteps(stmt.yes), no: unitSteps(stmt.no) }]
    if (stmt.kind === 'while') return [{ ...stmt, body: unitSteps(stmt.body) }]
    if (stmt.kind !== 'for') return blocks(stmt).length === 0 ? [stmt] : []
    const body = unitSteps(stmt.body)
    const { step } = stmt
    return step.kind !== 'const' || Math.abs(step.value) === 1 || stmt.whole
      ? [{ ...stmt, body }]
      : numbered({ ...stmt, body })
  })
}

/** A block with the loops that begin by asking whether to leave, `while (true) { if (n >= most) break; … }`, as loops that ask it in their test. */
export function headTests(block: readonly Stmt[]): readonly Stmt[] {
  if (![...statements(block)].some((stmt) => stmt.kind === 'while')) return block
  return block.map((stmt): Stmt => {
    if (stmt.kind === 'if') return { ...stmt, yes: headTests(stmt.yes), no: headTests(stmt.no) }
    if (stmt.kind === 'for') return { ...stmt, body: headTests(stmt.body) }
    if (stmt.kind !== 'while') return stmt
    let { test } = stmt
    let body = headTests(stmt.body)
    for (let [first] = body; !stmt.doFirst && first?.kind === 'if'; [first] = body) {
      if (first.yes.length !== 1 || first.yes[0].kind !== 'break') break
      const stays = negated(first.test)
      const { at } = first
      test =
        test.kind === 'const' && test.value !== 0
          ? stays
          : { kind: 'logical', type: 'bool', op: '&&', left: test, right: stays, at }
      body = [...first.no, ...body.slice(1)]
    }
    return { ...stmt, test, body }
  })
}

const opposite: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' }

/** Whether a condition does not hold; where it compares integers, another comparison. */
function negated(test: Expr): Expr {
  const { at } = test
  if (
    test.kind === 'op' &&
    opposite[test.op] !== undefined &&
    (test.args[0].type === 'i32' || test.args[0].type === 'i64')
  )
    return { ...test, op: opposite[test.op] }
  return { kind: 'not', type: 'bool', value: test, at }
}
