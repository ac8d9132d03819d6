import type { Expr, Local } from '../ir/nodes.ts'
import { siteOf, subexpressions } from '../ir/walk.ts'

type Logical = Extract<Expr, { kind: 'logical' }>
type Op = Extract<Expr, { kind: 'op' }>

/** `0 <= value && value < limit` as one comparison of numbers without signs, for the negative ones are beyond every limit. */
export interface RangeTest {
  readonly op: string
  readonly value: Expr
  readonly limit: Expr
}

/**
 * The parts of a chain of `&&`, or of `||`, in which the two tests of a range are one: `x >= 0 && y >= 0 && x < w && y < h`,
 * `x < 0 || x >= w`. Undefined where there is none.
 */
export function rangeTests(expr: Logical): readonly (Expr | RangeTest)[] | undefined {
  const parts: (Expr | RangeTest | undefined)[] = chain(expr, expr.op)
  let found = false
  for (let i = 0; i < parts.length; i++) {
    const value = lowerTested(parts[i], expr.op)
    if (value === undefined) continue
    for (let k = i + 1; k < parts.length; k++) {
      const upper = upperTest(parts[k], expr.op, value)
      if (upper && (k === i + 1 || isPure(upper.limit))) {
        parts[i] = upper
        parts[k] = undefined
        found = true
        break
      }
      // What comes after a test that may throw must not be asked before it.
      if (!isPure(parts[k])) break
    }
  }
  return found ? parts.filter((part) => part !== undefined) : undefined
}

function chain(expr: Expr, op: string): Expr[] {
  return expr.kind === 'logical' && expr.op === op ? [...chain(expr.left, op), ...chain(expr.right, op)] : [expr]
}

/** The local that is compared with 0: `x >= 0` and `x > -1`, or `x < 0` in a chain of `||`. */
function lowerTested(part: Expr | RangeTest | undefined, chained: string): Local | undefined {
  if (part === undefined || !isOp(part)) return undefined
  const [left, right] = part.args
  const is = (e: Expr, value: number): boolean => e?.kind === 'const' && e.value === value
  const [from, beyond] = chained === '&&' ? ['>=', '>'] : ['<', '<=']
  const [mirrored, past] = chained === '&&' ? ['<=', '<'] : ['>', '>=']
  if ((part.op === from && is(right, 0)) || (part.op === beyond && is(right, -1))) return integerOf(left)
  if ((part.op === mirrored && is(left, 0)) || (part.op === past && is(left, -1))) return integerOf(right)
  return undefined
}

/** The test of that local's upper end, by a limit that is not negative. */
function upperTest(part: Expr | RangeTest | undefined, chained: string, local: Local): RangeTest | undefined {
  if (part === undefined || !isOp(part) || !part.natural) return undefined
  const { op, args } = part
  const [value, limit] = args
  const ops = chained === '&&' ? ['<', '<='] : ['>=', '>']
  return ops.includes(op) && integerOf(value) === local ? { op, value, limit } : undefined
}

/** The local that an integer is, be it widened. */
function integerOf(expr: Expr): Local | undefined {
  if (expr.type !== 'i32' && expr.type !== 'i64') return undefined
  if (expr.kind === 'convert' && expr.mode === 'number' && expr.value.type === 'i32') return integerOf(expr.value)
  return expr.kind === 'local' ? expr.local : undefined
}

function isOp(part: Expr | RangeTest): part is Op {
  return 'kind' in part && part.kind === 'op'
}

/** Whether it may be asked at any time: nothing in it throws or reads memory. */
function isPure(part: Expr | RangeTest | undefined): boolean {
  if (part === undefined) return true
  if (!('kind' in part)) return isPure(part.limit)
  return [...subexpressions(part)].every(
    (e) => siteOf(e) === undefined && e.kind !== 'load' && e.kind !== 'invoke' && e.kind !== 'position',
  )
}
