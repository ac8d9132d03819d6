import type * as es from 'acorn'
import type { Context } from './context.ts'
import { readBlock, readExpression, reserveNames } from './reader.ts'
import type { Expr, Stmt } from './tree.ts'

/**
 * A switch: as if … else if … where no case falls through into the next, else as a loop of one iteration whose `break` leaves it, each case
 * under the condition that it is the one entered, or an earlier one was.
 */
export function readSwitch(cx: Context, node: es.SwitchStatement): void {
  const at = { start: node.start, end: node.end }
  cx.nested(() => {
    const value = cx.spill(readExpression(cx, node.discriminant))
    const entry = cx.spill(entered(cx, node, value))
    const test = (op: '<=' | '===', j: number): Expr => ({
      kind: 'binary',
      op,
      left: entry,
      right: { kind: 'number', value: j, at },
      at,
    })
    reserveNames(
      cx,
      node.cases.flatMap((c) => c.consequent),
    )
    // With a default, the last case is entered where none before it is.
    const isLast = (j: number): boolean => j === node.cases.length - 1 && node.cases.some((c) => !c.test)
    if (chained(node)) {
      const groups = node.cases
        .map((c, j) => ({ j, body: withoutBreak(bodyOf(c)) }))
        .filter(({ j }) => bodyOf(node.cases[j]).length > 0)
      // With a default, one of the cases is entered for certain.
      const certain = node.cases.some((c) => !c.test) ? node.cases.length - 1 : undefined
      const chain = (g: number): Stmt[] => {
        if (g === groups.length) return []
        const { j, body } = groups[g]
        const yes = cx.block(() => cx.nested(() => readBlock(cx, body))).block
        if (isLast(j)) return yes
        if (j === certain) return yes
        // Empty cases before it fall into it, and the groups before it are tested already.
        return [{ kind: 'if', test: test('<=', j), yes, no: chain(g + 1), at }]
      }
      for (const stmt of chain(0)) cx.emit(stmt)
      return
    }
    const read = (): void => {
      node.cases.forEach((c, j) => {
        const yes = cx.block(() => readBlock(cx, c.consequent)).block
        if (isLast(j)) for (const stmt of yes) cx.emit(stmt)
        else if (yes.length > 0) cx.emit({ kind: 'if', test: test('<=', j), yes, no: [], at })
      })
    }
    const never: Expr = { kind: 'boolean', value: false, at }
    cx.jumps.breakable(
      'switch',
      () => {},
      read,
      (body) => ({ kind: 'while', test: never, body, doFirst: true, at }),
    )
  })
}

/** The number of the case that is entered; beyond the last where none is. */
function entered(cx: Context, node: es.SwitchStatement, value: Expr): Expr {
  const number = (j: number, at: Expr['at']): Expr => ({ kind: 'number', value: j, at })
  const fallback = node.cases.findIndex((c) => !c.test)
  let result = number(fallback < 0 ? node.cases.length : fallback, value.at)
  for (let j = node.cases.length - 1; j >= 0; j--) {
    const test = node.cases[j].test
    if (!test) continue
    const right = readExpression(cx, test)
    result = {
      kind: 'conditional',
      test: { kind: 'binary', op: '===', left: value, right, at: right.at },
      yes: number(j, right.at),
      no: result,
      at: right.at,
    }
  }
  return result
}

/** The statements of a case, out of their braces. */
function bodyOf(c: es.SwitchCase): readonly es.Statement[] {
  const [only, ...rest] = c.consequent
  return only?.type === 'BlockStatement' && rest.length === 0 ? only.body : c.consequent
}

/** Whether each case that has statements ends in a jump, and breaks nowhere else. */
function chained(node: es.SwitchStatement): boolean {
  return node.cases.every((c, j) => {
    const last = bodyOf(c).at(-1)
    if (last === undefined) return true
    const ends =
      j === node.cases.length - 1 || ['BreakStatement', 'ReturnStatement', 'ContinueStatement'].includes(last.type)
    return ends && !withoutBreak(bodyOf(c)).some(breaks)
  })
}

function withoutBreak(body: readonly es.Statement[]): readonly es.Statement[] {
  const last = body.at(-1)
  return last?.type === 'BreakStatement' && !last.label ? body.slice(0, -1) : body
}

/** Whether a statement breaks out of the switch around it. */
function breaks(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(breaks)
  if (typeof node !== 'object' || node === null) return false
  const { type, label } = node as { type?: string; label?: unknown }
  if (type === 'BreakStatement') return !label
  if (type !== undefined && /^(For|While|DoWhile|Switch)/.test(type)) return false
  return Object.values(node).some((value) => typeof value === 'object' && breaks(value))
}
