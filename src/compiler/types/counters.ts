import type { SourceText } from '../../base/source.ts'
import { anyBig, joinBig } from '../../ops/big.ts'
import { ANY, bigFact, type Fact, INT32_MAX, INT32_MIN, integer } from '../../ops/fact.ts'
import type { ForStmt } from '../syntax/tree.ts'
import { bigOf, isBig, mixed } from './bigs.ts'

/** The range of a loop's counter inside the body. */
export function counterFact(
  stmt: ForStmt,
  bounds: readonly [start: Fact, stop: Fact, step: Fact],
  source: SourceText,
): Fact {
  const [start, stop, step] = bounds
  if (isBig(...bounds)) return bigCounter(stmt, bounds, source)
  if (!start.int || !step.int) {
    if (stmt.parallel)
      throw source.error(
        'type',
        start.int ? stmt.step.at : stmt.start.at,
        'a prange starts and steps by whole numbers, and this may be a fraction',
        'convert it with Math.floor(…) | 0, or use a while loop',
      )
    return ANY
  }
  if (step.lo <= 0 && step.hi >= 0) {
    if (step.lo === 0 && step.hi === 0)
      throw source.error('type', stmt.step.at, 'the step of a range is 0', 'give a positive or negative step')
    return integer(INT32_MIN, INT32_MAX, start.negZero)
  }
  const { ahead = 0 } = stmt
  const edge = stmt.inclusive ? 0 : 1
  const { lo, hi } = stmt.parallel && !stop.int ? { lo: INT32_MIN, hi: INT32_MAX } : stop
  if (step.lo > 0) return integer(start.lo, Math.max(start.lo, Math.ceil(hi) - edge - ahead), start.negZero)
  return integer(Math.min(start.hi, Math.floor(lo) + edge - ahead), start.hi, start.negZero)
}

/** A loop that counts BigInts: `for (let i = 0n; i < n; i++)`. */
function bigCounter(stmt: ForStmt, bounds: readonly [Fact, Fact, Fact], source: SourceText): Fact {
  const [start, stop] = bounds
  const [from, to, by] = bounds.map((fact) => bigOf(fact))
  if (stmt.parallel || stmt.ahead || from === undefined || to === undefined || by === undefined)
    throw source.error(
      'type',
      (start.big ? stmt.start : stop.big ? stmt.stop : stmt.step).at,
      stmt.parallel ? 'a prange counts numbers, and this is a BigInt' : 'a loop counts numbers or BigInts, not both',
      'convert it: Number(b), or write BigInts everywhere: 0n',
    )
  const { sign } = joinBig(from, to)
  if (sign === 'bits') throw mixed(stmt.stop, source)
  return bigFact({ ...anyBig[sign], ...(by.lo > 0n ? { lo: from.lo } : { hi: from.hi }) })
}
