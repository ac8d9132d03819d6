import { EXACT } from '../../ops/fact.ts'
import type { Expr, ForStmt, Local, SetStmt, Stmt } from '../ir/nodes.ts'
import { jumps, subexpressions } from '../ir/walk.ts'
import { Facts } from './facts.ts'
import { LONGEST_BLOCK, type Reduction, striped } from './reduction.ts'

/** What a statement adds to a sum or takes from it. */
export interface Addend {
  readonly value: Expr
  readonly negative: boolean
}

/** The sum's own value in `s = s + a - b`, and what is added to it there; undefined where it is no such sum. */
export function addendsOf({ local, value }: SetStmt): readonly Addend[] | undefined {
  const found: Addend[] = []
  /** Whether the value of the sum stands in it as it is. */
  const visit = (expr: Expr): boolean => {
    if (expr.kind === 'local') return expr.local === local
    if (expr.kind === 'convert' && keepsSum(expr, local)) return visit(expr.value)
    if (expr.kind !== 'op' || (expr.op !== '+' && expr.op !== '-') || expr.type === 'f32') return false
    const [left, right] = expr.args
    const [own, other] = reads(left, local) ? [left, right] : [right, left]
    if (reads(other, local) || (expr.op === '-' && own === right)) return false
    found.push({ value: unconverted(other), negative: expr.op === '-' })
    return visit(own)
  }
  return visit(value) && found.length > 0 ? found : undefined
}

/** Whether a conversion around a sum leaves it as it is, or takes its low bits where it has no others. */
function keepsSum({ mode, type, value }: Extract<Expr, { kind: 'convert' }>, { type: own }: Local): boolean {
  if (mode === 'int32') return value.type === 'i32' && own === 'i32'
  return mode === 'number' && type !== 'f32' && value.type !== 'f32'
}

/** A whole number below the conversions that keep its value. */
function unconverted(expr: Expr): Expr {
  const keeps = expr.kind === 'convert' && expr.mode === 'number' && expr.type !== 'f32' && expr.value.type !== 'f64'
  return keeps && expr.value.type !== 'f32' ? unconverted(expr.value) : expr
}

function reads(expr: Expr, local: Local): boolean {
  return [...subexpressions(expr)].some((e) => e.kind === 'local' && e.local === local)
}

/** The statements of a body that set a local, where no loop in it does: what an iteration adds is then what they add. */
export function setsOf(body: readonly Stmt[], local: Local): readonly SetStmt[] | undefined {
  const found: SetStmt[] = []
  const visit = (block: readonly Stmt[], looped: boolean): boolean =>
    block.every((stmt) => {
      if (stmt.kind === 'set' && stmt.local === local) found.push(stmt)
      if (looped && stmt.kind === 'set' && stmt.local === local) return false
      if (stmt.kind === 'if') return visit(stmt.yes, looped) && visit(stmt.no, looped)
      return stmt.kind !== 'for' && stmt.kind !== 'while' ? true : visit(stmt.body, true)
    })
  return visit(body, false) ? found : undefined
}

/** How far a piece of a loop may move a sum that is no greater: all sums on the way are integers that doubles hold. */
export const MOST_MOVED: number = 2 ** 52
/** Iterations of a piece that are worth its beginning. */
export const LEAST_PIECE: number = 2 ** 16

/** A sum of whole numbers. */
export interface ExactSum {
  readonly local: Local
  /** How far an iteration moves it at most. */
  readonly most: number
  /** Whether all that is added is more than 0: then a sum of 0 is one of nothing. */
  readonly rises: boolean
}

/** A sum of a body as one of whole numbers; undefined where it adds others, or nothing bounds them. */
export function exactSum(body: readonly Stmt[], local: Local, facts: Facts): ExactSum | undefined {
  const addends = setsOf(body, local)?.map(addendsOf)
  let [most, rises] = [0, true]
  for (const each of addends ?? [undefined]) {
    if (each === undefined) return undefined
    for (const { value, negative } of each) {
      const { int, lo, hi, nan } = facts.of(value)
      if (!int || nan) return undefined
      most += Math.max(Math.abs(lo), Math.abs(hi))
      rises &&= !negative && lo > 0
    }
  }
  return { local, most, rises }
}

/** The sums of whole numbers that are exact in any order in each block, and of which it is known whether they are -0, a sum of nothing. */
export function exactSums(loop: ForStmt, reductions: readonly Reduction[]): ExactSum[] {
  const sums = reductions.filter(striped).filter(({ op, type }) => op === '+' && type === 'f64')
  const facts = sums.length > 0 ? new Facts(loop.body) : undefined
  const straight = !loop.body.some(jumps)
  return sums.flatMap(({ local }) => {
    const sum = exactSum(loop.body, local, facts!)
    const always = straight && loop.body.some((stmt) => stmt.kind === 'set' && stmt.local === local)
    return sum && (always || sum.rises) && sum.most * LONGEST_BLOCK <= EXACT ? [sum] : []
  })
}
