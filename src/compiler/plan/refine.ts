import type { Expr, Local } from '../ir/nodes.ts'
import { type Interval, interval, linear, shifted } from './affine.ts'

type Ranges = ReadonlyMap<Local, Interval>

const negated: Readonly<Record<string, string>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '===': '!==',
  '!==': '===',
}
const mirrored: Readonly<Record<string, string>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '===': '===',
  '!==': '!==',
}

/** The ranges of loop counters where a condition came out as `truth`: `i > 0` keeps `i - 1` within an array. */
export function refineRanges(test: Expr, truth: boolean, ranges: Ranges, variant: ReadonlySet<Local>): Ranges {
  if (test.kind === 'not') return refineRanges(test.value, !truth, ranges, variant)
  if (test.kind === 'logical') {
    if ((test.op === '&&') !== truth) return ranges
    return refineRanges(test.right, truth, refineRanges(test.left, truth, ranges, variant), variant)
  }
  if (test.kind !== 'op' || negated[test.op] === undefined) return ranges
  const op = truth ? test.op : negated[test.op]
  const [left, right] = test.args
  return bound(right, mirrored[op], left, bound(left, op, right, ranges, variant), variant)
}

/** Narrows the counter in `side`, where that is a counter and a constant, by the other side. */
function bound(side: Expr, op: string, other: Expr, ranges: Ranges, variant: ReadonlySet<Local>): Ranges {
  if (op === '!==' || (side.type !== 'i32' && side.type !== 'i64')) return ranges
  const limit = interval(other, ranges, variant)
  if (limit === undefined) return ranges
  for (const [counter, range] of ranges) {
    const form = linear(side, counter, variant)
    if (form?.coefficient !== 1 || form.offset === undefined) continue
    const strict = op === '<' || op === '>' ? 1 : 0
    const { at } = side
    let { lo, hi } = range
    if (op !== '>' && op !== '>=') hi = least('Math.min', hi, shifted(limit.hi, -strict - form.offset), at)
    if (op !== '<' && op !== '<=') lo = least('Math.max', lo, shifted(limit.lo, strict - form.offset), at)
    return new Map(ranges).set(counter, { lo, hi })
  }
  return ranges
}

function least(op: 'Math.min' | 'Math.max', a: Expr, b: Expr, at: Expr['at']): Expr {
  return { kind: 'op', type: 'i64', op, args: [a, b], at }
}
