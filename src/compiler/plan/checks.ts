import type { Access, Expr, ForStmt, Local, Stmt } from '../ir/nodes.ts'
import { dimensionsOf } from '../ir/nodes.ts'
import { printExpr, printExtent } from '../ir/print.ts'
import { assignedLocals, evaluated, operands, statements } from '../ir/walk.ts'
import { counterRange, type Interval, interval } from './affine.ts'
import { Facts } from './facts.ts'
import { refineRanges } from './refine.ts'

/** A bounds check hoisted out of a loop: where `0 <= lo` and `hi < extent`, the index of `dim` does not fault. */
export interface HoistedCheck extends Interval {
  readonly access: Access
  readonly dim: number
  readonly extent: Local
}

/** What decides beside the loop itself. */
export interface CheckOptions {
  readonly strays?: (loop: ForStmt) => boolean
  readonly unchecked?: boolean
  /** Whether an index of few values, as an element of 8 bits, is checked by the least and the greatest of them, which may never come. */
  readonly byRange?: boolean
}

export interface Checks {
  readonly hoisted: readonly HoistedCheck[]
  /** The accesses that the hoisted checks prove. */
  readonly proven: ReadonlySet<Access>
  /** Those among them that are proven whatever the conditions around them: lanes that are off may make them, too. */
  readonly everywhere: ReadonlySet<Access>
  /** The accesses that keep a check of their own, and why. */
  readonly inline: ReadonlyMap<Access, string>
  /** Whether some were checked by all values that their index may have. */
  readonly byRange: boolean
}

/** An index of more values than this is not checked by all of them: tables are as long as is needed. */
const FEW = 2 ** 8

/**
 * Hoists the bounds checks of a loop: of every access whose index is a sum of loop counters and invariants, under the conditions
 * around it. `range` is the counter's own range at the point where the checks are evaluated: a chunk for a region. Where a
 * hoisted check fails, the checked version of the loop runs, so hoisting an access that may never execute costs time at worst.
 * `strays`: inner loops whose counter may pass its stop, as in a lane that waits for others. `unchecked`: the user asked for no
 * checks, so every access counts as proven.
 */
export function hoistChecks(
  loop: ForStmt,
  range: Interval | undefined,
  { strays = () => false, unchecked = false, byRange = false }: CheckOptions = {},
): Checks {
  const hoisted = new Map<string, HoistedCheck>()
  const proven = new Set<Access>()
  const everywhere = new Set<Access>()
  const inline = new Map<Access, string>()
  const variant = assignedLocals(loop.body)
  variant.add(loop.counter)
  let facts: Facts | undefined
  let ranged = false
  /** The values of an index that lies in a small range whatever it is. */
  const rangeOf = (index: Expr): Interval[] => {
    if (!byRange || (index.type !== 'i32' && index.type !== 'i64')) return []
    facts ??= new Facts(loop.body)
    const { lo, hi, int } = facts.of(index)
    if (!int || lo < 0 || hi >= FEW) return []
    ranged = true
    const value = (n: number): Expr => ({ kind: 'const', type: 'i64', value: n, at: index.at })
    return [{ lo: value(lo), hi: value(hi) }]
  }

  const visitAccess = (access: Access, index: Expr, { inside, anyway }: Known): void => {
    if (variant.has(access.array.base)) {
      if (unchecked || access.inside) proven.add(access)
      else inline.set(access, `'${access.array.name}' is another array from iteration to iteration`)
      return
    }
    if (unchecked) proven.add(access)
    const indices = index.kind === 'position' ? index.indices : [index]
    const within = (ranges: Ranges): Interval[] =>
      indices.flatMap((each) => (each.type === 'f64' ? [] : (interval(each, ranges, variant) ?? [])))
    const known = within(inside)
    const bounds = known.length < indices.length && indices.length === 1 && !access.inside ? rangeOf(index) : known
    if (bounds.length < indices.length) {
      if (access.inside) proven.add(access)
      else if (!unchecked) inline.set(access, 'its index is no sum of loop counters and invariants')
      return
    }
    proven.add(access)
    const keys = (found: readonly Interval[]): string[] =>
      found.map(({ lo, hi }, d) => `${printExtent(access.array, access.dim ?? d)}[${printExpr(lo)}..${printExpr(hi)}]`)
    keys(bounds).forEach((key, d) => {
      const dim = access.dim ?? d
      const { extent } = dimensionsOf(access.array)[dim]
      if (!unchecked && !hoisted.has(key)) hoisted.set(key, { ...bounds[d], access, dim, extent })
    })
    const free = anyway === inside ? known : within(anyway)
    if (free === bounds || keys(free).join() === keys(bounds).join()) everywhere.add(access)
  }
  const where = (test: Expr, truth: boolean, { inside, anyway }: Known): Known => ({
    inside: refineRanges(test, truth, inside, variant),
    anyway,
  })
  const visitExpr = (expr: Expr, known: Known): void => {
    if (expr.kind === 'load') visitAccess(expr.access, expr.index, known)
    if (expr.kind === 'select') {
      visitExpr(expr.test, known)
      visitExpr(expr.yes, where(expr.test, true, known))
      visitExpr(expr.no, where(expr.test, false, known))
    } else if (expr.kind === 'logical') {
      visitExpr(expr.left, known)
      visitExpr(expr.right, where(expr.left, expr.op === '&&', known))
    } else for (const operand of operands(expr)) visitExpr(operand, known)
  }
  const once = assignedOnce(loop.body)
  const visit = (block: readonly Stmt[], outer: Known): void => {
    let known = outer
    /** With a local that lies where `range` says, in some ranges. */
    const bind = (local: Local, rangeIn: (ranges: Ranges) => Interval | undefined, isFree = true): Known => {
      const { inside, anyway } = known
      const extended = (ranges: Ranges): Ranges => {
        const range = rangeIn(ranges)
        return range ? new Map(ranges).set(local, range) : ranges
      }
      const within = extended(inside)
      if (!isFree) return { inside: within, anyway }
      return { inside: within, anyway: anyway === inside ? within : extended(anyway) }
    }
    for (const stmt of block) {
      for (const expr of evaluated(stmt)) visitExpr(expr, known)
      // From here on the local lies where its value does.
      if (stmt.kind === 'set' && once.has(stmt.local))
        known = bind(stmt.local, (ranges) => interval(stmt.value, ranges, variant))
      if (stmt.kind === 'store' || stmt.kind === 'check') visitAccess(stmt.access, stmt.index, known)
      if (stmt.kind === 'if') {
        visit(stmt.yes, where(stmt.test, true, known))
        visit(stmt.no, where(stmt.test, false, known))
      }
      if (stmt.kind === 'while') visit(stmt.body, known)
      if (stmt.kind === 'for')
        visit(
          stmt.body,
          bind(stmt.counter, (ranges) => counterRange(stmt, ranges, variant), !strays(stmt)),
        )
    }
  }
  const start: Ranges = range ? new Map([[loop.counter, range]]) : new Map()
  visit(loop.body, { inside: start, anyway: start })
  return { hoisted: [...hoisted.values()], proven, everywhere, inline, byRange: ranged }
}

type Ranges = ReadonlyMap<Local, Interval>

/** Where locals lie: under the conditions around, and whatever these are. */
interface Known {
  readonly inside: Ranges
  readonly anyway: Ranges
}

/** The locals that a block sets in one place. */
function assignedOnce(block: readonly Stmt[]): Set<Local> {
  const [once, again] = [new Set<Local>(), new Set<Local>()]
  for (const stmt of statements(block)) {
    const local = stmt.kind === 'set' ? stmt.local : stmt.kind === 'for' ? stmt.counter : undefined
    if (local) (once.has(local) ? again : once).add(local)
  }
  for (const local of again) once.delete(local)
  return once
}
